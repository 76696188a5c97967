import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typing_extensions import override

from tests.entrypoints.http.stage import Browser, Stage

ROUTE = "src/routes/app/$tenant"
INDEX = (
    '<!doctype html><html lang="en" data-theme="night"><head>'
    '<script type="module" src="/assets/app-1.js"></script></head><body></body></html>'
)


class Reader(HTMLParser):
    """Collects what a page must not have, and the links it has."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []
        self.links: list[tuple[str, str]] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"script", "style"} or any(name == "style" or name.startswith("on") for name in given):
            self.bad.append(tag)
        if tag == "link":
            self.links.append((given.get("rel") or "", given.get("href") or ""))


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


@pytest.fixture
def built(tmp_path: Path) -> Stage:
    """The panel with a frontend as Vite builds it, in small."""
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / ".vite").mkdir()
    (dist / "index.html").write_text(INDEX)
    (dist / "favicon.svg").write_text("<svg/>")
    names = ["app-1.js", "shared-1.js", "route-1.js", "live-1.js", "public-1.css", "font-1.woff2"]
    for name in names:
        (dist / "assets" / name).write_text(f"/* {name} */" + " " * 2000)
    (dist / "assets/app-1.js.gz").write_bytes(gzip.compress((dist / "assets/app-1.js").read_bytes()))
    (dist / "assets/app-1.js.br").write_bytes(b"brotli")
    manifest = {
        "index.html": {"file": "assets/app-1.js", "imports": ["_shared.js"], "isEntry": True},
        "_shared.js": {"file": "assets/shared-1.js"},
        f"{ROUTE}/route.tsx?tsr-split=component": {"file": "assets/route-1.js", "imports": ["_shared.js"]},
        f"{ROUTE}/live.tsx?tsr-split=component": {"file": "assets/live-1.js", "imports": ["index.html"]},
        "src/public-site.ts": {"file": "assets/public-1.js", "css": ["assets/public-1.css"]},
        "files/geologica-latin-shrp-normal.woff2": {"file": "assets/font-1.woff2"},
    }
    (dist / ".vite/manifest.json").write_text(json.dumps(manifest))
    return Stage(frontend=dist)


@pytest.mark.parametrize(
    "path", ["/app", "/app/", "/app/polar-1/live", "/sign-in", "/auth/callback", "/provision"]
)
async def test_each_address_of_the_dashboard_is_its_page(built: Stage, path: str) -> None:
    response = await built.visitor().get(path)
    page = await response.get_data(as_text=True)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert "/assets/app-1.js" in page
    assert response.headers["Cache-Control"] == "no-cache"


async def test_a_route_is_told_what_to_load_first(built: Stage) -> None:
    page = await (await built.visitor().get("/app/polar-1/live")).get_data(as_text=True)
    links = read(page).links
    assert ("modulepreload", "/assets/route-1.js") in links
    assert ("modulepreload", "/assets/live-1.js") in links
    assert ("preload", "/assets/font-1.woff2") in links
    assert len(links) == len(set(links)) == 3


async def test_the_theme_is_written_by_the_server(built: Stage) -> None:
    browser = built.visitor()
    for kept, seen in (("day", "day"), ("night", "night"), ('"><script>', "night")):
        browser.cookies = {"sf_theme": kept}
        for path in ("/app", "/"):
            assert f'data-theme="{seen}"' in await (await browser.get(path)).get_data(as_text=True)


async def test_a_frontend_that_is_not_built_says_how_to_build_it(stage: Stage) -> None:
    response = await stage.visitor().get("/app")
    page = await response.get_data(as_text=True)
    assert response.status_code == 503
    assert "npm run build" in page
    assert read(page).bad == []


async def test_a_new_build_is_served_without_a_restart(built: Stage) -> None:
    browser = built.visitor()
    assert (await browser.get("/assets/new-2.js")).status_code == 404
    (built.frontend / "assets/new-2.js").write_text("new")
    manifest = built.frontend / ".vite/manifest.json"
    manifest.write_text(manifest.read_text())
    assert (await browser.get("/assets/new-2.js")).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("br, gzip", "br"), ("gzip", "gzip"), ("identity", None), ("", None), ("br;q=0, gzip", "gzip")],
)
async def test_assets_go_out_as_they_were_compressed(
    built: Stage, accepted: str, encoding: str | None
) -> None:
    response = await built.visitor().get("/assets/app-1.js", headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == encoding
    assert response.mimetype == "text/javascript"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Vary"] == "Accept-Encoding"


async def test_an_asset_that_is_there_already_is_not_sent_again(built: Stage) -> None:
    browser = built.visitor()
    first = await browser.get("/favicon.svg")
    again = await browser.get("/favicon.svg", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, await again.get_data()) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../.vite/manifest.json",
        "/assets/..%2f..%2fsecret",
        "/assets/%2e%2e/index.html",
        "/assets//etc/passwd",
        "/assets/app-1.js.br",
        "/assets/",
        "/assets/%00",
    ],
)
async def test_only_files_of_the_build_are_served(built: Stage, path: str) -> None:
    (built.frontend.parent / "secret").write_text("secret")
    assert (await built.visitor().get(path)).status_code in {404, 308}


async def test_the_marketing_page_needs_no_script(built: Stage) -> None:
    response = await built.visitor().get("/")
    page = await response.get_data(as_text=True)
    reader = read(page)
    assert reader.bad == []
    assert ("stylesheet", "/assets/public-1.css") in reader.links
    assert 'property="og:title"' in page
    sheet = next(href for rel, href in reader.links if href.startswith("/site.css"))
    styles = await built.visitor().get(sheet)
    assert (styles.status_code, styles.mimetype) == (200, "text/css")
    assert "immutable" in styles.headers["Cache-Control"]


async def test_a_community_has_a_public_page_with_what_is_public(built: Stage) -> None:
    await built.found(1)
    page = await (await built.visitor().get("/c/polar-1")).get_data(as_text=True)
    assert "<h1>Polar 1</h1>" in page
    assert '<meta property="og:url" content="https://panel.example.com/c/polar-1">' in page
    assert '<link rel="canonical" href="https://panel.example.com/c/polar-1">' in page
    assert read(page).bad == []
    assert "5000" not in page


async def test_a_communitys_name_is_text_and_nothing_else(built: Stage) -> None:
    await built.found(1)
    browser = await built.signed_in()
    name = "<script>alert(1)</script>\"'{{7*7}}"
    await browser.ask("PATCH", "/api/v1/tenants/polar-1/settings", json={"name": name})
    page = await (await built.visitor().get("/c/polar-1")).get_data(as_text=True)
    assert read(page).bad == []
    assert "&lt;script&gt;" in page
    assert "49" not in re.sub(r"#\w+|[\w-]+=\S+", "", page)


async def test_no_community_is_a_page_too(built: Stage) -> None:
    response = await built.visitor().get("/c/nobody")
    assert (response.status_code, response.mimetype) == (404, "text/html")


async def test_robots_and_sitemap_point_at_public_pages(tmp_path: Path) -> None:
    stage = Stage(frontend=tmp_path, marketing="https://example.com")
    visitor = Browser(stage.app, host="example.com")
    robots = await (await visitor.get("/robots.txt")).get_data(as_text=True)
    assert "Disallow: /app" in robots
    assert "Sitemap: https://example.com/sitemap.xml" in robots
    sitemap = await (await visitor.get("/sitemap.xml")).get_data(as_text=True)
    assert "<loc>https://example.com/</loc>" in sitemap


async def test_probes_tell_which_part_is_away(tmp_path: Path) -> None:
    async def there() -> bool:
        return True

    async def away() -> bool:
        raise ConnectionError

    stage = Stage(frontend=tmp_path, parts={"database": there, "bot": there})
    response = await stage.visitor().get("/readyz")
    assert (response.status_code, await response.get_json()) == (
        200,
        {"ready": True, "parts": {"database": True, "bot": True}},
    )
    stage = Stage(frontend=tmp_path, parts={"database": there, "bot": away})
    response = await stage.visitor().get("/readyz")
    assert (response.status_code, (await response.get_json())["parts"]["bot"]) == (503, False)
    assert (await stage.visitor().get("/healthz")).status_code == 200
