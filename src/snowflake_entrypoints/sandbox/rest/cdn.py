"""The CDN: attachments behind expiring signed links, avatars and icons."""

from __future__ import annotations

import hmac
import re
from typing import Final

import attrs
from aiohttp import web

from snowflake_entrypoints.sandbox.rest.pictures import identicon
from snowflake_entrypoints.sandbox.world import World

_HEX: Final = re.compile(r"[0-9a-f]{1,16}")
_INLINE: Final = ("image/png", "image/jpeg", "image/gif", "image/webp")
LARGEST_PICTURE: Final = 512


@attrs.frozen
class Cdn:
    """Serves files; pictures are drawn from the hash in their address."""

    world: World

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to mount."""
        return [
            web.get("/attachments/{channel_id:\\d+}/{attachment_id:\\d+}/{filename}", self.attachment),
            web.get("/avatars/{user_id:\\d+}/{hash}", self.picture),
            web.get("/icons/{guild_id:\\d+}/{hash}", self.picture),
            web.get("/guilds/{guild_id:\\d+}/users/{user_id:\\d+}/avatars/{hash}", self.picture),
            web.get("/embed/avatars/{hash}", self.picture),
        ]

    async def attachment(self, request: web.Request) -> web.Response:
        """GET a file; 404 without a good signature, for what is gone and after the link ran out."""
        one = self.world.attachments.get(int(request.match_info["attachment_id"]))
        missing = web.Response(status=404, text="This content is no longer available.")
        if one is None or str(one.channel_id) != request.match_info["channel_id"]:
            return missing
        expires, issued = request.query.get("ex", ""), request.query.get("is", "")
        if not _HEX.fullmatch(expires) or not _HEX.fullmatch(issued):
            return missing
        path = self.world.attachment_path(one)
        wanted = self.world.signature(path, int(issued, 16), int(expires, 16))
        given = request.query.get("hm", "")
        if not hmac.compare_digest(wanted.encode(), given.encode()):
            return missing
        if int(expires, 16) <= self.world.now() or request.match_info["filename"] != one.filename:
            return missing
        kind = (one.content_type or "application/octet-stream").partition(";")[0]
        place = "inline" if kind in _INLINE else "attachment"
        headers = {
            "Content-Type": one.content_type or kind,
            "Content-Disposition": place,
            "X-Content-Type-Options": "nosniff",
            "Access-Control-Allow-Origin": "*",
        }
        return web.Response(body=self.world.files[one.digest], headers=headers)

    async def picture(self, request: web.Request) -> web.Response:
        """GET an avatar or icon as PNG; `size` is a power of two up to 512."""
        name, _, ending = request.match_info["hash"].rpartition(".")
        size = request.query.get("size", "128")
        wanted = int(size) if size.isascii() and size.isdigit() and len(size) < 6 else 0  # noqa: PLR2004
        if ending not in ("png", "webp", "jpg", "gif") or wanted < 1 or wanted & (wanted - 1):
            return web.Response(status=404)
        data = identicon(name, min(max(wanted, 16), LARGEST_PICTURE))
        headers = {"Cache-Control": "public, max-age=31536000", "Access-Control-Allow-Origin": "*"}
        return web.Response(body=data, content_type="image/png", headers=headers)
