"""The caller's own sessions over HTTP."""

from datetime import datetime
from http import HTTPStatus

import attrs
from quart import Blueprint, Response
from quart_auth import logout_user

from snowflake_domain.identity.manage_sessions import EndSessions, UnknownSession
from snowflake_domain.identity.session import Session, SessionId
from snowflake_domain.kernel.page import Page
from snowflake_entrypoints.http.answers import answer, list_answer, nothing
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.session import signed_in
from snowflake_entrypoints.http.web import Web


@attrs.frozen(kw_only=True)
class SessionCard:
    """One browser where the caller is signed in; what can't be told of it is null."""

    id: SessionId
    current: bool
    created_at: datetime
    seen_at: datetime
    browser: str | None
    platform: str | None
    network: str | None


@attrs.frozen
class SessionsEnded:
    """How many sessions ended."""

    ended: int


def session_routes(web: Web) -> Blueprint:
    """Bind the routes to their use case."""
    routes = Blueprint("sessions", __name__, url_prefix="/api/me/sessions")

    @routes.get("")
    @operation("listSessions", answers={HTTPStatus.OK: Page[SessionCard]})
    async def mine() -> Response:
        """Read where the caller is signed in: this session, then the others, last seen first."""
        current = signed_in()
        return list_answer([_card(one, current) for one in await web.manage_sessions.mine(current)])

    @routes.delete("/<id>")
    @operation(
        "endSession",
        path={"id": SessionId},
        answers={HTTPStatus.NO_CONTENT: None},
        refuses=(UnknownSession,),
    )
    async def end(session: SessionId) -> Response:
        """Sign one browser out, which may be this one."""
        current = signed_in()
        await web.manage_sessions.end(current, session)
        if session == current.id:
            logout_user()
        return nothing()

    @routes.post("/end")
    @operation("endSessions", body=EndSessions, answers={HTTPStatus.OK: SessionsEnded})
    async def end_all(command: EndSessions) -> Response:
        """Sign out everywhere, or everywhere else."""
        ended = await web.manage_sessions.end_all(signed_in(), command)
        if not command.keep_current:
            logout_user()
        return answer(SessionsEnded(ended))

    return routes


def _card(session: Session, current: Session) -> SessionCard:
    return SessionCard(
        id=session.id,
        current=session.id == current.id,
        created_at=session.created_at,
        seen_at=session.seen_at,
        browser=session.device.browser,
        platform=session.device.platform,
        network=session.device.network,
    )
