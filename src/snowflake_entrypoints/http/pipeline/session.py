"""Then: who is it? The cookie says, the session store decides."""

from quart import Quart, g
from quart_auth import current_user

from snowflake_domain.identity.session import Session, SessionKey
from snowflake_domain.identity.sign_in import SignIn
from snowflake_entrypoints.http.operations import operation_asked
from snowflake_entrypoints.http.pipeline.api_key import token_presented


def install(app: Quart, sign_in: SignIn) -> None:
    """Resume the session of every call that needs one and brings no API key; raises `SignedOut`."""

    @app.before_request
    async def resume() -> None:
        asked = operation_asked()
        if asked is not None and asked.signed_in and token_presented() is None:
            g.session = await sign_in.resume(session_key())


def session_key() -> SessionKey | None:
    """Return the key in the cookie, when we signed it."""
    key = current_user.auth_id
    return SessionKey(key) if key else None


def signed_in() -> Session:
    """Return the session of this request."""
    session: Session = g.session
    return session
