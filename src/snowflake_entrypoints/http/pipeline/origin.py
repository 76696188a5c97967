"""Then: nothing changes because some other site's page said so."""

from http import HTTPStatus
from typing import Final

from quart import Quart, request

from snowflake_entrypoints.http.operations import operation_asked
from snowflake_entrypoints.http.pipeline.api_key import token_presented
from snowflake_entrypoints.http.refused import Refused
from snowflake_entrypoints.http.web import Site

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Quart, site: Site) -> None:
    """Refuse unsafe calls that don't come from the panel's own pages.

    Signing in counts too: with another person's code in the victim's browser, the victim would work in that
    person's account.
    """
    panel = site.panel_origin

    @app.before_request
    async def check_origin() -> None:
        asked = operation_asked()
        if request.method in SAFE or asked is None or asked.by_signature:
            return
        if token_presented() is not None:
            return
        if request.headers.getlist("Origin") != [panel]:
            said = "This call must come from Snowflake's own pages."
            raise Refused(HTTPStatus.FORBIDDEN, "request.wrong_origin", said)
