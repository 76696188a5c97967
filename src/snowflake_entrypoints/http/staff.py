"""The staff over HTTP."""

from http import HTTPStatus

import attrs
from quart import Blueprint, Response

from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.page import Page
from snowflake_domain.kernel.scope import Permission, UserId
from snowflake_domain.moderation.moderate_member import UnknownMember
from snowflake_domain.tenancy.manage_staff import AppointStaff, LastOwner, UnknownStaff
from snowflake_domain.tenancy.staff import Role, StaffMember
from snowflake_entrypoints.http.answers import answer, list_answer, nothing
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.tenant import scope_entered
from snowflake_entrypoints.http.web import Web


@attrs.frozen(kw_only=True)
class StaffChange:
    """Ask for somebody to have a role; who they are is the bot's to say."""

    role: Role


def staff_routes(web: Web) -> Blueprint:
    """Bind the routes to their use cases."""
    routes = Blueprint("staff", __name__, url_prefix="/api/v1/tenants/<tenant>/staff")

    @routes.get("")
    @operation("listStaff", needs=Permission.VIEW, answers={HTTPStatus.OK: Page[StaffMember]})
    async def everyone() -> Response:
        """Read the whole staff, longest-serving first."""
        return list_answer(await web.manage_staff.everyone(scope_entered()))

    @routes.put("/<user_id>")
    @operation(
        "setStaffRole",
        needs=Permission.MANAGE_STAFF,
        path={"user_id": UserId},
        body=StaffChange,
        answers={HTTPStatus.OK: StaffMember},
        refuses=(UnknownMember, LastOwner, BotOffline),
    )
    async def appoint(user: UserId, command: StaffChange) -> Response:
        """Add a member of the server to the staff, or change their role."""
        scope = scope_entered()
        member = await web.live_guild.member(scope, user)
        if member is None:
            raise UnknownMember(user)
        appointed = AppointStaff(
            user_id=member.id, name=member.display_name, avatar_url=member.avatar_url, role=command.role
        )
        return answer(await web.manage_staff.appoint(scope, appointed))

    @routes.delete("/<user_id>")
    @operation(
        "removeStaff",
        needs=Permission.MANAGE_STAFF,
        path={"user_id": UserId},
        answers={HTTPStatus.NO_CONTENT: None},
        refuses=(UnknownStaff, LastOwner),
    )
    async def dismiss(user: UserId) -> Response:
        """Take somebody off the staff."""
        await web.manage_staff.dismiss(scope_entered(), user)
        return nothing()

    return routes
