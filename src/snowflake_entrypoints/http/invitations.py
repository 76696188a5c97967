"""Invitations onto a staff over HTTP.

The secret travels in bodies, not in the API's addresses: those may end up in somebody's log.
"""

from http import HTTPStatus

import attrs
from quart import Blueprint, Response

from snowflake_domain.kernel.page import Page
from snowflake_domain.kernel.scope import Permission
from snowflake_domain.tenancy.accept_invitation import AlreadyOnStaff, Invited
from snowflake_domain.tenancy.invitation import (
    Invitation,
    InvitationExpired,
    InvitationId,
    InvitationRevoked,
    InvitationSecret,
    InvitationUsed,
    UnknownInvitation,
)
from snowflake_domain.tenancy.invite_staff import MakeInvitation, TooManyInvitations
from snowflake_domain.tenancy.manage_staff import InvalidGrant
from snowflake_domain.tenancy.provision_tenant import Founder
from snowflake_entrypoints.http.answers import answer, list_answer, nothing
from snowflake_entrypoints.http.cards import TenantCard, tenant_card
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.session import signed_in
from snowflake_entrypoints.http.pipeline.tenant import scope_entered
from snowflake_entrypoints.http.web import Site, Web

NOT_OPEN = (UnknownInvitation, InvitationUsed, InvitationExpired, InvitationRevoked)


@attrs.frozen(kw_only=True)
class NewInvitation:
    """An invitation that was just made, and its link, which is told here and never again."""

    invitation: Invitation
    url: str


@attrs.frozen(kw_only=True)
class ShowInvitation:
    """Ask with the secret that a link holds."""

    secret: InvitationSecret


@attrs.frozen(kw_only=True)
class InvitationTaken:
    """The invitation is used up, and the tenant is open."""

    tenant: TenantCard


def invitation_routes(web: Web, site: Site) -> Blueprint:
    """Bind the routes of a community's staff."""
    routes = Blueprint("invitations", __name__, url_prefix="/api/v1/tenants/<tenant>/invitations")

    @routes.get("")
    @operation("listInvitations", needs=Permission.MANAGE_STAFF, answers={HTTPStatus.OK: Page[Invitation]})
    async def every() -> Response:
        """Read the invitations that are still good, newest first."""
        return list_answer(await web.invite_staff.open(scope_entered()))

    @routes.post("")
    @operation(
        "inviteStaff",
        needs=Permission.MANAGE_STAFF,
        body=MakeInvitation,
        answers={HTTPStatus.CREATED: NewInvitation},
        refuses=(InvalidGrant, TooManyInvitations),
    )
    async def invite(command: MakeInvitation) -> Response:
        """Make a link that is good once, for seven days: this answer is the only one that ever holds it."""
        made = await web.invite_staff(scope_entered(), command)
        url = f"{site.panel_url}/invite/{made.secret}"
        return answer(NewInvitation(invitation=made.invitation, url=url), HTTPStatus.CREATED)

    @routes.delete("/<id>")
    @operation(
        "revokeInvitation",
        needs=Permission.MANAGE_STAFF,
        path={"id": InvitationId},
        answers={HTTPStatus.NO_CONTENT: None},
        refuses=NOT_OPEN,
    )
    async def revoke(invitation: InvitationId) -> Response:
        """Withdraw an invitation."""
        await web.invite_staff.revoke(scope_entered(), invitation)
        return nothing()

    return routes


def invited_routes(web: Web, site: Site) -> Blueprint:
    """Bind the routes of whoever opens a link: signed in, and on no staff yet."""
    routes = Blueprint("invited", __name__, url_prefix="/api/invitations")

    @routes.post("/look")
    @operation("lookAtInvitation", body=ShowInvitation, answers={HTTPStatus.OK: Invited}, refuses=NOT_OPEN)
    async def look(command: ShowInvitation) -> Response:
        """Tell what an invitation offers."""
        return answer(await web.accept_invitation.look(_guest(), command.secret))

    @routes.post("/accept")
    @operation(
        "acceptInvitation",
        body=ShowInvitation,
        answers={HTTPStatus.OK: InvitationTaken},
        refuses=(*NOT_OPEN, AlreadyOnStaff),
    )
    async def accept(command: ShowInvitation) -> Response:
        """Join the staff; the link is used up."""
        joined = await web.accept_invitation(_guest(), command.secret)
        return answer(InvitationTaken(tenant=tenant_card(joined.tenant, joined.role, site)))

    return routes


def _guest() -> Founder:
    user = signed_in().user
    return Founder(id=user.id, name=user.display_name, avatar_url=user.avatar_url)
