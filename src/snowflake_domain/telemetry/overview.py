"""How a community does, at a glance."""

from abc import abstractmethod
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import attrs

from snowflake_domain.community.guild import GatewayHealth
from snowflake_domain.community.ports import LiveGuild
from snowflake_domain.kernel.clock import Clock
from snowflake_domain.kernel.discord import BotOffline
from snowflake_domain.kernel.scope import Permission, TenantScope
from snowflake_domain.kernel.work import Begin
from snowflake_domain.messages.ports import Messages
from snowflake_domain.moderation.case import Case
from snowflake_domain.moderation.ports import Cases

DAYS: Final = 14
RECENT: Final = 5


@attrs.frozen
class DayOfMessages:
    """Messages written on one UTC day, such as `2026-11-24`."""

    day: str
    messages: int


@attrs.frozen
class Notice:
    """Something that needs a human; `href` is where to go, below the tenant's pages."""

    kind: str
    title: str
    detail: str
    href: str


@attrs.frozen(kw_only=True)
class Overview:
    """The numbers of the home page; `members` is None when the bot doesn't answer."""

    members: int | None
    messages: int
    messages_today: int
    open_cases: int
    activity: tuple[DayOfMessages, ...]
    """The last 14 days, oldest first."""
    recent_cases: tuple[Case, ...]
    gateway: GatewayHealth
    notices: tuple[Notice, ...]


class TelemetryWork(Protocol):
    """One open transaction over what telemetry counts."""

    @property
    @abstractmethod
    def messages(self) -> Messages: ...

    @property
    @abstractmethod
    def cases(self) -> Cases: ...


@attrs.frozen
class ReadOverview:
    """Put the home page's numbers together; a silent bot leaves gaps, never an error."""

    _begin: Begin[TelemetryWork]
    _guild: LiveGuild
    _clock: Clock

    async def __call__(self, scope: TenantScope) -> Overview:
        scope.require(Permission.VIEW)
        today = self._clock.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        first = today - timedelta(days=DAYS - 1)
        health = await self._guild.health(scope)
        try:
            members = (await self._guild.profile(scope)).member_count
        except BotOffline:
            members = None
        async with self._begin(scope) as work:
            per_day = await work.messages.per_day(first)
            total = await work.messages.count()
            pending = await work.cases.count_pending()
            recent = await work.cases.page(member=None, below=None, limit=RECENT)
        days = [_name(first + timedelta(days=nth)) for nth in range(DAYS)]
        return Overview(
            members=members,
            messages=total,
            messages_today=per_day.get(_name(today), 0),
            open_cases=pending,
            activity=tuple(DayOfMessages(day, per_day.get(day, 0)) for day in days),
            recent_cases=recent,
            gateway=health,
            notices=_away(scope) or _notices(health, pending),
        )


def _name(day: datetime) -> str:
    return day.strftime("%Y-%m-%d")


def _away(scope: TenantScope) -> tuple[Notice, ...]:
    if not scope.bot_away:
        return ()
    said = "Everything kept so far can be read; nothing new arrives until it is installed again."
    return (Notice("bot_away", "The bot was removed from your server", said, "settings"),)


def _notices(health: GatewayHealth, pending: int) -> tuple[Notice, ...]:
    notices = []
    if not health.connected:
        said = "New messages wait in Discord until it is back. Nothing is lost."
        notices.append(Notice("gateway", "The bot is offline", said, "live"))
    if health.intents_missing:
        missing = ", ".join(health.intents_missing)
        said = f"Discord doesn't grant {missing}; switch it on in the developer portal."
        notices.append(Notice("intents", "The bot sees less than it should", said, "settings"))
    if pending:
        said = "Discord hasn't confirmed them yet; Snowflake keeps trying."
        title = "1 case waits for Discord" if pending == 1 else f"{pending} cases wait for Discord"
        notices.append(Notice("cases", title, said, "moderation"))
    return tuple(notices)
