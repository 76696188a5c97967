"""The dashboard's page: one document for all of its addresses."""

from http import HTTPStatus

from quart import Blueprint, Response, render_template, request

from snowflake_entrypoints.http.frontend import Frontend
from snowflake_entrypoints.http.theme import theme_asked

HTML = "text/html; charset=utf-8"

_ADDRESSES = (
    "/app",
    "/app/<path:rest>",
    "/account/<path:rest>",
    "/invite/<secret>",
    "/sign-in",
    "/auth/callback",
    "/provision",
)


def spa_routes(frontend: Frontend) -> Blueprint:
    """Bind the dashboard's addresses; what is behind them is the router's in the browser."""
    routes = Blueprint("spa", __name__)

    async def page(**_: str) -> Response:
        headers = {"Cache-Control": "no-cache", "Vary": "Cookie"}
        build = frontend.build()
        if build is None:
            said = await render_template("not_built.html")
            return Response(said, HTTPStatus.SERVICE_UNAVAILABLE, headers=headers, content_type=HTML)
        return Response(build.page(request.path, theme_asked()), headers=headers, content_type=HTML)

    for nth, address in enumerate(_ADDRESSES):
        routes.add_url_rule(address, f"page{nth}", page, methods=["GET"], strict_slashes=False)
    return routes
