"""Sign-in with Discord's OAuth2, or that of any server that speaks it."""

import asyncio
import logging
from typing import Final

import hikari
from hikari.impl import RESTClientImpl
from typing_extensions import override

from snowflake_adapters.discord.connection import CDN
from snowflake_adapters.discord.consent import LONGEST_CODE, PATIENCE, OAuthApplication
from snowflake_adapters.discord.people import avatar_url, icon_url
from snowflake_domain.identity.ports import Discord, SignedIn
from snowflake_domain.identity.session import ManagedGuild, User
from snowflake_domain.identity.sign_in import SignInFailed
from snowflake_domain.kernel.scope import GuildId, UserId

log = logging.getLogger(__name__)

SCOPES: Final = "identify guilds"
_MANAGES: Final = hikari.Permissions.ADMINISTRATOR | hikari.Permissions.MANAGE_GUILD


class HikariSignIn(OAuthApplication, Discord):
    """Trades codes for names. It keeps no token: each is revoked at once."""

    def __init__(
        self, *, client_id: str, client_secret: str, redirect_uri: str, api_url: str, cdn: str = CDN
    ) -> None:
        super().__init__(
            SCOPES,
            client_id=client_id,
            client_secret=client_secret,
            redirect_uri=redirect_uri,
            api_url=api_url,
        )
        self._cdn = cdn

    @override
    async def redeem(self, code: str, *, verifier: str) -> SignedIn:
        if not 0 < len(code) <= LONGEST_CODE:
            raise SignInFailed
        try:
            async with asyncio.timeout(PATIENCE), self._app.acquire(None) as anybody:
                token = await anybody.authorize_access_token(
                    self._client, self._secret, code, self._redirect, code_verifier=verifier
                )
                try:
                    return await self._read(token.access_token)
                finally:
                    await self._revoke(anybody, token.access_token)
        except (hikari.HikariError, TimeoutError) as error:
            log.warning("a sign-in failed: %s", _said(error))
            raise SignInFailed from error
        except (KeyError, TypeError, ValueError) as error:
            log.exception("a sign-in failed: Discord's answer isn't what its reference says")
            raise SignInFailed from error

    async def _read(self, token: str) -> SignedIn:
        async with self._app.acquire(token, hikari.TokenType.BEARER) as person:
            me = await person.fetch_my_user()
            user = User(
                id=UserId(int(me.id)),
                username=me.username,
                display_name=me.global_name or me.username,
                avatar_url=avatar_url(self._cdn, me.id, me.avatar_hash),
            )
            guilds = [
                ManagedGuild(
                    id=GuildId(int(one.id)),
                    name=one.name,
                    icon_url=icon_url(self._cdn, one.id, one.icon_hash),
                )
                async for one in person.fetch_my_guilds()
                if one.is_owner or one.my_permissions & _MANAGES
            ]
        return SignedIn(user, tuple(guilds))

    async def _revoke(self, anybody: RESTClientImpl, token: str) -> None:
        """Give the token back; one that can't be expires by itself within a week."""
        try:
            await anybody.revoke_access_token(self._client, self._secret, token)
        except hikari.HikariError as error:
            log.warning("a token of a sign-in couldn't be revoked: %s", _said(error))


def _said(error: BaseException) -> str:
    """Name an error without the addresses and codes that hikari's texts quote."""
    status = getattr(error, "status", None)
    return f"{type(error).__name__} {int(status)}" if status is not None else type(error).__name__
