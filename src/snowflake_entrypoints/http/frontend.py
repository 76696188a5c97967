"""The built frontend: read into memory once, and again when it is built again."""

import hashlib
import mimetypes
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import attrs
import orjson

ENTRY_PUBLIC: Final = "src/public-site.ts"
_FONT: Final = "geologica-latin-shrp-normal.woff2"
"""The only font that every page starts with."""
_SPLIT: Final = "?tsr-split=component"
_ROUTES: Final = (
    (re.compile(r"/sign-in"), ("sign-in.tsx",)),
    (re.compile(r"/auth/callback"), ("auth/callback.tsx",)),
    (re.compile(r"/provision"), ("provision.tsx",)),
    (re.compile(r"/app/[^/]+"), ("app/$tenant/route.tsx", "app/$tenant/index.tsx")),
    (
        re.compile(r"/app/[^/]+/moderation"),
        ("app/$tenant/route.tsx", "app/$tenant/moderation/index.tsx"),
    ),
    (
        re.compile(r"/app/[^/]+/moderation/cases/[^/]+"),
        ("app/$tenant/route.tsx", "app/$tenant/moderation/cases.$number.tsx"),
    ),
    (
        re.compile(r"/app/[^/]+/(?P<page>[a-z]+)"),
        ("app/$tenant/route.tsx", "app/$tenant/{page}.tsx"),
    ),
)
"""Which split-off files a page of the dashboard starts with (TanStack Router's file names)."""


@attrs.frozen
class Asset:
    """One file as it leaves; `encoded` holds its compressed twins by encoding, best first."""

    content: bytes
    content_type: str
    etag: str
    encoded: Mapping[str, bytes]


@attrs.frozen
class Build:
    """One build of the frontend."""

    stamp: int
    assets: Mapping[str, Asset]
    manifest: Mapping[str, Any]
    index: str

    def stylesheets(self, entry: str) -> tuple[str, ...]:
        """Return the addresses of an entry's stylesheets."""
        return tuple(f"/{file}" for file in self.manifest.get(entry, {}).get("css", ()))

    def font(self) -> str | None:
        """Return the address of the first font."""
        found = (chunk["file"] for source, chunk in self.manifest.items() if source.endswith(_FONT))
        return next((f"/{file}" for file in found), None)

    def page(self, path: str, theme: str) -> str:
        """Return the dashboard's page for an address: with its theme, and what its route needs preloaded."""
        tags = [f'<link rel="modulepreload" crossorigin href="/{file}">' for file in self._scripts(path)]
        if font := self.font():
            tags.append(f'<link rel="preload" as="font" type="font/woff2" crossorigin href="{font}">')
        themed = self.index.replace('data-theme="night"', f'data-theme="{theme}"', 1)
        return themed.replace("</head>", f"{''.join(tags)}</head>", 1)

    def _scripts(self, path: str) -> list[str]:
        known = set(self._reach("index.html", set()))
        seen: set[str] = set()
        found: dict[str, None] = {}
        for pattern, sources in _ROUTES:
            if match := pattern.fullmatch(path.rstrip("/")):
                for source in sources:
                    key = f"src/routes/{source.format(**match.groupdict())}{_SPLIT}"
                    found |= dict.fromkeys(self._reach(key, seen))
                break
        return [file for file in found if file not in known and file not in self.index]

    def _reach(self, key: str, seen: set[str]) -> Iterator[str]:
        chunk = self.manifest.get(key)
        if chunk is None or key in seen:
            return
        seen.add(key)
        yield chunk["file"]
        for other in chunk.get("imports", ()):
            yield from self._reach(other, seen)


@attrs.define
class Frontend:
    """The newest build, or None when there is none."""

    _dist: Path
    _build: Build | None = attrs.field(default=None, init=False)

    def build(self) -> Build | None:
        """Return the build on disk, read again only when it changed."""
        manifest = self._dist / ".vite/manifest.json"
        try:
            stamp = manifest.stat().st_mtime_ns
            if self._build is None or self._build.stamp != stamp:
                self._build = Build(
                    stamp=stamp,
                    assets=dict(_read_assets(self._dist)),
                    manifest=orjson.loads(manifest.read_bytes()),
                    index=(self._dist / "index.html").read_text(encoding="utf-8"),
                )
        except (OSError, orjson.JSONDecodeError):  # not built, or being built this very moment
            return None
        return self._build


def _read_assets(dist: Path) -> Iterator[tuple[str, Asset]]:
    """Yield every public file by its path; only these are ever served, whatever is asked for."""
    for file in sorted(dist.rglob("*")):
        name = file.relative_to(dist).as_posix()
        if (
            not file.is_file()
            or name.startswith(".")
            or file.suffix in {".br", ".gz"}
            or name == "index.html"
        ):
            continue
        yield name, _read_asset(file)


def _read_asset(file: Path) -> Asset:
    content = file.read_bytes()
    twins = {"br": Path(f"{file}.br"), "gzip": Path(f"{file}.gz")}
    guessed = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    if guessed in {"text/javascript", "application/javascript", "text/css", "image/svg+xml", "text/plain"}:
        guessed = f"{guessed}; charset=utf-8"
    return Asset(
        content=content,
        content_type=guessed,
        etag=hashlib.sha256(content).hexdigest()[:20],
        encoded={encoding: twin.read_bytes() for encoding, twin in twins.items() if twin.is_file()},
    )
