"""Then: answer only under our own names."""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from quart import Quart, request

from snowflake_entrypoints.http.refused import Refused
from snowflake_entrypoints.http.web import Site, origin_of

ANYWHERE: Final = frozenset({"probes.alive", "probes.ready"})
"""Load balancers ask by address."""
PUBLIC: Final = frozenset({"public_sites", "assets"})
"""All that the marketing site's name serves where it isn't the panel's too."""


def install(app: Quart, site: Site) -> None:
    """Refuse requests for other hosts, and the panel under the marketing site's name."""
    scheme = urlsplit(site.panel_url).scheme
    panel = origin_of(site.panel_url)
    marketing = origin_of(site.marketing_url)

    @app.before_request
    async def check_host() -> None:
        if request.endpoint in ANYWHERE:
            return
        named = request.headers.getlist("Host")
        if len(named) != 1 or not named[0]:
            raise Refused(HTTPStatus.BAD_REQUEST, "request.host", "Name one host.")
        try:
            asked = {
                origin_of(f"{scheme}://{named[0]}"),
                origin_of(f"{urlsplit(marketing).scheme}://{named[0]}"),
            }
        except ValueError:
            raise Refused(HTTPStatus.BAD_REQUEST, "request.host", "That is no host.") from None
        if panel in asked:
            return
        if marketing in asked and (request.endpoint is None or request.blueprint in PUBLIC):
            return
        said = "Snowflake doesn't answer under that name."
        raise Refused(HTTPStatus.MISDIRECTED_REQUEST, "request.wrong_host", said)
