"""What a browser keeps between Discord's consent page and our callback."""

from datetime import timedelta
from typing import Final, Generic, TypeVar

import attrs
from cattrs import BaseValidationError
from itsdangerous import BadSignature, URLSafeTimedSerializer
from quart import Response, request

from snowflake_entrypoints.http.web import Site
from snowflake_entrypoints.wire import as_dict, from_json

ATTEMPT_LASTS: Final = timedelta(minutes=10)
Attempt = TypeVar("Attempt", bound=attrs.AttrsInstance)


@attrs.frozen
class AttemptCookie(Generic[Attempt]):
    """Keeps one attempt of one kind: signed, out of the reach of scripts, for ten minutes."""

    _site: Site
    _kind: type[Attempt]
    _name: str
    _salt: str

    @property
    def name(self) -> str:
        """The cookie's name."""
        return f"__Host-{self._name}" if self._site.secure else self._name

    def write(self, response: Response, attempt: Attempt) -> None:
        """Send the attempt along."""
        response.set_cookie(
            self.name,
            self._signer().dumps(as_dict(attempt)),
            max_age=int(ATTEMPT_LASTS.total_seconds()),
            path="/",
            secure=self._site.secure,
            httponly=True,
            samesite="Lax",
        )

    def read(self) -> Attempt | None:
        """Return the attempt of this browser, or None when there is none, it is too old, or not ours."""
        said = request.cookies.get(self.name, "")
        try:
            kept = self._signer().loads(said, max_age=int(ATTEMPT_LASTS.total_seconds()))
            return from_json(kept, self._kind)
        except (BadSignature, BaseValidationError):
            return None

    def forget(self, response: Response) -> None:
        """Have the browser drop it."""
        response.delete_cookie(self.name, path="/", secure=self._site.secure, httponly=True, samesite="Lax")

    def _signer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._site.secret_key, salt=self._salt)
