"""Then: who is it? The cookie says, the session store decides."""

from quart import Quart, g
from quart_auth import current_user

from snowflake_domain.identity.session import Session, SessionKey
from snowflake_domain.identity.sign_in import SignIn
from snowflake_entrypoints.http.operations import operation_asked


def install(app: Quart, sign_in: SignIn) -> None:
    """Resume the session of every call that needs one; raises `SignedOut`."""

    @app.before_request
    async def resume() -> None:
        asked = operation_asked()
        if asked is not None and asked.signed_in:
            g.session = await sign_in.resume(session_key())


def session_key() -> SessionKey | None:
    """Return the key in the cookie, when we signed it."""
    key = current_user.auth_id
    return SessionKey(key) if key else None


def signed_in() -> Session:
    """Return the session of this request."""
    session: Session = g.session
    return session
