"""Which Discord roles put people on the staff, over HTTP."""

from http import HTTPStatus
from typing import ClassVar

import attrs
from quart import Blueprint, Response

from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.kernel.page import Page
from snowflake_domain.kernel.scope import Permission, RoleId
from snowflake_domain.tenancy.manage_staff import InvalidGrant
from snowflake_domain.tenancy.map_roles import UnknownMapping
from snowflake_domain.tenancy.staff import MappedRole, Role
from snowflake_entrypoints.http.answers import answer, list_answer, nothing
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.tenant import scope_entered
from snowflake_entrypoints.http.web import Web


@attrs.frozen(kw_only=True)
class RoleMappingChange:
    """Ask for whoever holds a Discord role to have a staff role."""

    role: Role


@attrs.define(eq=False)
class UnknownDiscordRole(DomainError):
    """There is no such role in the server."""

    kind: ClassVar = ErrorKind.NOT_FOUND
    code: ClassVar = "tenancy.unknown_discord_role"
    discord_role: RoleId


def role_mapping_routes(web: Web) -> Blueprint:
    """Bind the routes to their use case."""
    routes = Blueprint("role_mappings", __name__, url_prefix="/api/v1/tenants/<tenant>/role-mappings")

    @routes.get("")
    @operation("listRoleMappings", needs=Permission.VIEW, answers={HTTPStatus.OK: Page[MappedRole]})
    async def every() -> Response:
        """Read which Discord roles bring which staff role, the best first."""
        return list_answer(await web.map_roles.all(scope_entered()))

    @routes.put("/<discord_role>")
    @operation(
        "setRoleMapping",
        needs=Permission.MANAGE_STAFF,
        path={"discord_role": RoleId},
        body=RoleMappingChange,
        answers={HTTPStatus.OK: MappedRole},
        refuses=(UnknownDiscordRole, InvalidGrant, BotOffline),
    )
    async def change(discord_role: RoleId, command: RoleMappingChange) -> Response:
        """Map a Discord role, or change to what."""
        scope = scope_entered()
        roles = await web.live_guild.roles(scope)
        found = next((one for one in roles if one.id == discord_role), None)
        if found is None:
            raise UnknownDiscordRole(discord_role)
        mapped = MappedRole(discord_role=discord_role, name=found.name, role=command.role)
        return answer(await web.map_roles.set(scope, mapped))

    @routes.delete("/<discord_role>")
    @operation(
        "removeRoleMapping",
        needs=Permission.MANAGE_STAFF,
        path={"discord_role": RoleId},
        answers={HTTPStatus.NO_CONTENT: None},
        refuses=(UnknownMapping,),
    )
    async def remove(discord_role: RoleId) -> Response:
        """End a mapping: whom only this role brings is off the staff at once."""
        await web.map_roles.remove(scope_entered(), discord_role)
        return nothing()

    return routes
