"""Public pages: rendered here, readable without a script, and apart from anything staff see."""

from http import HTTPStatus
from typing import Final
from xml.sax.saxutils import escape

from quart import Blueprint, Response, render_template

from snowflake_domain.tenancy.enter_tenant import SYSTEM
from snowflake_domain.tenancy.tenant import Slug, Tenant
from snowflake_entrypoints.http.assets import site_sheet
from snowflake_entrypoints.http.frontend import ENTRY_PUBLIC, Frontend
from snowflake_entrypoints.http.spa import HTML
from snowflake_entrypoints.http.theme import theme_asked
from snowflake_entrypoints.http.web import Site, Web

CACHED: Final = "private, max-age=60, stale-while-revalidate=600"
"""Private, since the theme is in the page."""


def public_routes(web: Web, site: Site, frontend: Frontend) -> Blueprint:
    """Bind the public addresses."""
    routes = Blueprint("public_sites", __name__)
    origin = site.marketing_url.rstrip("/")

    async def render(template: str, path: str, status: int = HTTPStatus.OK, **values: object) -> Response:
        build = frontend.build()
        page = await render_template(
            template,
            css=(*(build.stylesheets(ENTRY_PUBLIC) if build else ()), f"/site.css?v={site_sheet().etag}"),
            font=build.font() if build else None,
            theme=theme_asked(),
            address=f"{origin}{path}",
            panel=site.panel_origin,
            **values,
        )
        headers = {"Cache-Control": CACHED if status == HTTPStatus.OK else "no-store", "Vary": "Cookie"}
        return Response(page, status, headers=headers, content_type=HTML)

    @routes.get("/")
    async def marketing() -> Response:
        return await render("marketing.html", "/")

    @routes.get("/c/<slug>")
    async def community(slug: str) -> Response:
        tenant = await _published(web, Slug(slug))
        if tenant is None:
            return await render("no_community.html", f"/c/{slug}", HTTPStatus.NOT_FOUND)
        return await render("community.html", f"/c/{tenant.slug}", community=tenant)

    @routes.get("/robots.txt")
    async def robots() -> Response:
        rules = [
            "User-agent: *",
            "Disallow: /app",
            "Disallow: /api",
            "Disallow: /auth",
            "Disallow: /provision",
        ]
        text = "\n".join([*rules, "Disallow: /__bot-proxy", f"Sitemap: {origin}/sitemap.xml", ""])
        return Response(text, content_type="text/plain; charset=utf-8")

    @routes.get("/sitemap.xml")
    async def sitemap() -> Response:
        addresses = "".join(f"<url><loc>{escape(one)}</loc></url>" for one in (f"{origin}/",))
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">{addresses}</urlset>\n'
        return Response(text, content_type="application/xml; charset=utf-8")

    return routes


async def _published(web: Web, slug: Slug) -> Tenant | None:
    """Return what a community shows to everybody: its name, accent and icon."""
    membership = await web.directory.of_slug(slug, SYSTEM)
    return membership.tenant if membership else None
