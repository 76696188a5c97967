"""The staff over HTTP."""

from datetime import datetime
from http import HTTPStatus

import attrs
from quart import Blueprint, Response

from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.page import Page
from snowflake_domain.kernel.scope import BotAway, Permission, UserId
from snowflake_domain.moderation.moderate_member import UnknownMember
from snowflake_domain.tenancy.manage_staff import (
    AppointStaff,
    HeldByDiscordRole,
    InvalidGrant,
    LastOwner,
    UnknownStaff,
)
from snowflake_domain.tenancy.roll import StaffEntry
from snowflake_domain.tenancy.staff import Role
from snowflake_entrypoints.http.answers import answer, list_answer, nothing
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.tenant import scope_entered
from snowflake_entrypoints.http.web import Web


@attrs.frozen(kw_only=True)
class StaffChange:
    """Ask for somebody to have a role, for good or until a moment; who they are is the bot's to say."""

    role: Role
    until: datetime | None = None


@attrs.frozen(kw_only=True)
class TransferOwnership:
    """Ask for somebody else of the staff to be the owner; whoever asks becomes admin."""

    to: UserId


def staff_routes(web: Web) -> Blueprint:
    """Bind the routes to their use cases."""
    routes = Blueprint("staff", __name__, url_prefix="/api/v1/tenants/<tenant>/staff")

    @routes.get("")
    @operation("listStaff", needs=Permission.VIEW, answers={HTTPStatus.OK: Page[StaffEntry]})
    async def everyone() -> Response:
        """Read the whole staff: the appointed, longest-serving first, then whom Discord roles bring."""
        return list_answer(await web.manage_staff.everyone(scope_entered()))

    @routes.put("/<user_id>")
    @operation(
        "setStaffRole",
        needs=Permission.MANAGE_STAFF,
        path={"user_id": UserId},
        body=StaffChange,
        answers={HTTPStatus.OK: StaffEntry},
        refuses=(UnknownMember, LastOwner, InvalidGrant, BotOffline, BotAway),
    )
    async def appoint(user: UserId, command: StaffChange) -> Response:
        """Add a member of the server to the staff, or change their role."""
        scope = scope_entered()
        scope.require_bot()
        member = await web.live_guild.member(scope, user)
        if member is None:
            raise UnknownMember(user)
        appointed = AppointStaff(
            user_id=member.id,
            name=member.display_name,
            avatar_url=member.avatar_url,
            role=command.role,
            until=command.until,
        )
        return answer(await web.manage_staff.appoint(scope, appointed))

    @routes.delete("/<user_id>")
    @operation(
        "removeStaff",
        needs=Permission.MANAGE_STAFF,
        path={"user_id": UserId},
        answers={HTTPStatus.NO_CONTENT: None},
        refuses=(UnknownStaff, HeldByDiscordRole, LastOwner),
    )
    async def dismiss(user: UserId) -> Response:
        """Take somebody off the staff."""
        await web.manage_staff.dismiss(scope_entered(), user)
        return nothing()

    @routes.post("/leave")
    @operation(
        "leaveStaff",
        needs=Permission.VIEW,
        answers={HTTPStatus.NO_CONTENT: None},
        refuses=(UnknownStaff, HeldByDiscordRole, LastOwner),
    )
    async def leave() -> Response:
        """Take oneself off the staff."""
        await web.manage_staff.leave(scope_entered())
        return nothing()

    @routes.post("/transfer")
    @operation(
        "transferOwnership",
        needs=Permission.MANAGE_BILLING,
        body=TransferOwnership,
        answers={HTTPStatus.OK: StaffEntry},
        refuses=(UnknownStaff, InvalidGrant),
    )
    async def transfer(command: TransferOwnership) -> Response:
        """Make somebody else of the staff owner and oneself admin, in one step."""
        return answer(await web.manage_staff.transfer(scope_entered(), command.to))

    return routes
