"""Static files: the frontend's build and the public pages' own stylesheet."""

import hashlib
from http import HTTPStatus
from pathlib import Path
from typing import Final

from quart import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from snowflake_entrypoints.http.frontend import Asset, Frontend

FOREVER: Final = "public, max-age=31536000, immutable"
_SHEET: Final = Path(__file__).with_name("static") / "site.css"


def asset_routes(frontend: Frontend) -> Blueprint:
    """Bind the addresses of files."""
    routes = Blueprint("assets", __name__)
    sheet = site_sheet()

    @routes.get("/assets/<path:name>")
    async def built(name: str) -> Response:
        return _send(_find(frontend, f"assets/{name}"), FOREVER)

    @routes.get("/favicon.svg")
    async def favicon() -> Response:
        return _send(_find(frontend, "favicon.svg"), "public, max-age=86400")

    @routes.get("/site.css")
    async def site() -> Response:
        fresh = request.args.get("v") == sheet.etag
        return _send(sheet, FOREVER if fresh else "no-cache")

    return routes


def site_sheet() -> Asset:
    """Return the stylesheet of the public pages; pages ask for it as `/site.css?v=<etag>`."""
    content = _SHEET.read_bytes()
    return Asset(content, "text/css; charset=utf-8", hashlib.sha256(content).hexdigest()[:20], {})


def _find(frontend: Frontend, name: str) -> Asset:
    build = frontend.build()
    asset = build.assets.get(name) if build else None
    if asset is None:
        raise NotFound
    return asset


def _send(asset: Asset, cache: str) -> Response:
    headers = {"ETag": f'"{asset.etag}"', "Cache-Control": cache, "Vary": "Accept-Encoding"}
    if asset.etag in request.if_none_match:
        return Response(b"", HTTPStatus.NOT_MODIFIED, headers=headers)
    for encoding, content in asset.encoded.items():
        if request.accept_encodings.quality(encoding) > 0:
            headers["Content-Encoding"] = encoding
            return Response(content, headers=headers, content_type=asset.content_type)
    return Response(asset.content, headers=headers, content_type=asset.content_type)
