"""OAuth2's authorize page: choose who you are, see what is asked, allow or cancel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import attrs
from aiohttp import web

from snowflake_entrypoints.sandbox.rest import consent_page as page
from snowflake_entrypoints.sandbox.world import World, model, render
from snowflake_entrypoints.sandbox.world.grants import KNOWN_SCOPES
from snowflake_entrypoints.sandbox.world.model import Channel, Guild
from snowflake_entrypoints.sandbox.world.permissions import Permission

Json = dict[str, Any]
PATHS = ("/oauth2/authorize", "/api/oauth2/authorize", "/api/v10/oauth2/authorize")
_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY"}


@attrs.frozen
class Asked:
    """What an application asks for."""

    scopes: tuple[str, ...]
    redirect_uri: str
    state: str | None
    challenge: str | None
    permissions: int
    guild_id: int | None

    def back(self, **parts: str) -> web.Response:
        """Send the browser back with an outcome."""
        target = urlsplit(self.redirect_uri)
        added = parts | ({"state": self.state} if self.state is not None else {})
        query = "&".join(filter(None, (target.query, urlencode(added))))
        location = urlunsplit((target.scheme, target.netloc, target.path, query, target.fragment))
        return web.Response(status=302, headers={"Location": location} | _HEADERS)


@attrs.frozen
class Consent:
    """Serves the page; `persona` in the query or form skips the choice of who you are."""

    world: World

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to mount."""
        shows = [web.get(path, self.show) for path in PATHS]
        return shows + [web.post(path, self.decide) for path in PATHS]

    async def show(self, request: web.Request) -> web.Response:
        """GET the page."""
        return self._answer(request.query, {})

    async def decide(self, request: web.Request) -> web.Response:
        """POST a choice: `persona` alone goes on to the consent, `decision` authorize or cancel ends it."""
        posted = await request.post()
        form = {key: value for key, value in posted.items() if isinstance(value, str)}
        return self._answer(request.query, form)

    def _answer(self, query: Mapping[str, str], form: Mapping[str, str]) -> web.Response:
        try:
            asked = self._asked(query)
        except ValueError as problem:
            return _html(page.problem(str(problem)), 400)
        decision = form.get("decision")
        if decision == "cancel":
            return asked.back(
                error="access_denied", error_description="The resource owner denied the request"
            )
        persona = form.get("persona") or query.get("persona") or ""
        user_id = self.world.personas.get(persona)
        if user_id is None:
            return _html(page.choose(self.world, asked.scopes))
        guilds = self._manageable(user_id, asked)
        channels = [c for guild in guilds for c in self._channels(user_id, guild)]
        if decision != "authorize":
            return _html(page.consent(self.world, persona, asked.scopes, guilds, channels))
        return self._authorize(asked, user_id, guilds, channels, form)

    def _authorize(
        self,
        asked: Asked,
        user_id: int,
        guilds: list[Guild],
        channels: list[Channel],
        form: Mapping[str, str],
    ) -> web.Response:
        extra: Json = {}
        outcome: dict[str, str] = {}
        if "bot" in asked.scopes:
            chosen = form.get("guild_id") or str(asked.guild_id or "")
            guild = next((g for g in guilds if str(g.id) == chosen), None)
            if guild is None:
                return _html(page.problem("Choose a server that you may manage."), 400)
            self.world.join_guild(guild.id, actor=user_id, permissions=asked.permissions)
            extra["guild"] = render.guild(guild)
            outcome |= {"guild_id": chosen, "permissions": str(asked.permissions)}
        if "webhook.incoming" in asked.scopes:
            channel = next((c for c in channels if str(c.id) == form.get("channel_id")), None)
            if channel is None:
                return _html(page.problem("Choose a channel for the webhook."), 400)
            app = self.world.application
            hook = self.world.create_webhook(channel.id, app.name, actor=user_id, application_id=app.id)
            extra["webhook"] = render.webhook(self.world, hook, with_user=False)
        if not asked.redirect_uri:
            return _html(page.installed())
        grant = self.world.consent(
            user_id, asked.scopes, asked.redirect_uri, challenge=asked.challenge, extra=extra
        )
        return asked.back(code=grant.code or "", **outcome)

    def _manageable(self, user_id: int, asked: Asked) -> list[Guild]:
        """Return the guilds to choose from: for a bot those the user manages, for a webhook all of theirs."""
        mine = [g for g in self.world.guilds.values() if user_id in g.members]
        if "bot" in asked.scopes:
            wanted = Permission.MANAGE_GUILD
            return [g for g in mine if self.world.permissions(user_id, g.id) & wanted]
        return mine if "webhook.incoming" in asked.scopes else []

    def _channels(self, user_id: int, guild: Guild) -> list[Channel]:
        wanted = Permission.MANAGE_WEBHOOKS
        return [
            channel
            for channel in guild.channels.values()
            if channel.type in (model.TEXT, model.ANNOUNCEMENT)
            and self.world.permissions_in(user_id, channel.id) & wanted
        ]

    def _asked(self, query: Mapping[str, str]) -> Asked:
        """Read the request; raises ValueError with a sentence for the page."""
        if query.get("client_id") != str(self.world.application.id):
            raise ValueError("Unknown application: the client_id is not this sandbox's.")
        scopes = tuple(query.get("scope", "").split())
        unfit = [scope for scope in scopes if scope not in KNOWN_SCOPES]
        if not scopes or unfit:
            raise ValueError(f"Invalid scope: {' '.join(unfit) or 'none was asked for'}.")
        redirect = query.get("redirect_uri", "")
        only_install = {"bot", "applications.commands"}.issuperset(scopes) and "response_type" not in query
        if not (only_install and not redirect) and not self.world.allows_redirect(redirect):
            raise ValueError("Invalid OAuth2 redirect_uri: the application has not registered it.")
        if not only_install and query.get("response_type") != "code":
            raise ValueError("Unsupported response_type: only code is.")
        challenge = query.get("code_challenge")
        if challenge is not None and query.get("code_challenge_method") != "S256":
            raise ValueError("Unsupported code_challenge_method: only S256 is.")
        numbers = {key: query.get(key) or "0" for key in ("permissions", "guild_id")}
        if not all(value.isascii() and value.isdigit() for value in numbers.values()):
            raise ValueError("permissions and guild_id must be numbers.")
        return Asked(
            scopes,
            redirect,
            query.get("state"),
            challenge,
            int(numbers["permissions"]),
            int(numbers["guild_id"]) or None,
        )


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", headers=_HEADERS)
