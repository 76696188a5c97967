"""What the environment says; names are a contract (`.env.example` documents each)."""

import ipaddress
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import attrs

DISCORD: Final = "https://discord.com/api/v10"
STRIPE: Final = "https://api.stripe.com"
SHORTEST_SECRET: Final = 32
_DOTS: Final = 2
"""A bot token has three parts."""
_SCHEMES: Final = {
    "DATABASE_URL": ("sqlite+aiosqlite", "mysql+asyncmy"),
    "REDIS_URL": ("redis", "rediss", "unix"),
}


class WrongSettings(Exception):
    """Some settings are missing or wrong; the text names each in one line."""


@attrs.frozen(kw_only=True)
class Settings:
    """Everything a process is told from outside. Secrets don't show in `repr`."""

    database_url: str = attrs.field(repr=False)
    redis_url: str | None = attrs.field(repr=False)
    secret_key: str = attrs.field(repr=False)
    panel_url: str
    marketing_url: str
    discord_api_url: str
    discord_token: str = attrs.field(repr=False)
    discord_client_id: str
    discord_client_secret: str = attrs.field(repr=False)
    bot_service_url: str
    bot_service_secret: str = attrs.field(repr=False)
    stripe_api_url: str
    stripe_secret_key: str | None = attrs.field(repr=False)
    stripe_webhook_secret: str | None = attrs.field(repr=False)
    sentry_dsn: str | None = attrs.field(repr=False)
    data_dir: Path

    @property
    def web_bind(self) -> tuple[str, int]:
        """Return where the web process listens: the panel's own port on loopback, else 8720 everywhere."""
        return _bind(self.panel_url, 8720)

    @property
    def bot_bind(self) -> tuple[str, int]:
        """Return where the bot's service listens: its own port on loopback, else 8721 everywhere."""
        return _bind(self.bot_service_url, 8721)


def _bind(url: str, port: int) -> tuple[str, int]:
    parts = urlsplit(url)
    if _is_loopback(parts.hostname or ""):
        return "127.0.0.1", parts.port or port
    return "0.0.0.0", port  # noqa: S104 - behind a proxy on another machine


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


@attrs.define
class _Reader:
    """Reads one setting at a time and remembers what is wrong."""

    env: Mapping[str, str]
    wrong: list[str] = attrs.Factory(list)

    def text(self, name: str, default: str | None = None) -> str:
        """Return a required value, or its default."""
        value = self.env.get(name, "").strip() or default
        if value is None:
            self.wrong.append(f"{name} is missing")
        return value or ""

    def optional(self, name: str) -> str | None:
        """Return a value, or None."""
        return self.env.get(name, "").strip() or None

    def checked(self, name: str, value: str, good: Callable[[str], bool], should: str) -> str:
        """Return the value; one that isn't as it should be is remembered."""
        if value and not good(value):
            self.wrong.append(f"{name} should be {should}")
        return value

    def address(self, name: str, default: str | None = None, *, bare: bool = False) -> str:
        """Return an http(s) address without a trailing slash; `bare` ones have no path."""
        value = self.text(name, default).rstrip("/")
        should = "an address such as https://panel.example.com" if bare else "an http:// or https:// address"
        return self.checked(name, value, lambda url: _is_address(url, bare=bare), should)

    def secret(self, name: str) -> str:
        """Return a secret of at least 32 characters."""
        should = f"at least {SHORTEST_SECRET} random characters"
        return self.checked(name, self.text(name), lambda text: len(text) >= SHORTEST_SECRET, should)

    def url(self, name: str, default: str | None) -> str | None:
        """Return a URL of a scheme we have an adapter for."""
        value = self.optional(name) or default
        if value:
            schemes = _SCHEMES[name]
            should = " or ".join(f"{scheme}://…" for scheme in schemes)
            self.checked(name, value, lambda url: url.split("://")[0] in schemes, should)
        return value


def _is_address(url: str, *, bare: bool) -> bool:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not (bare and parts.path)


def read_settings(env: Mapping[str, str]) -> Settings:
    """Return the settings of a process; raises `WrongSettings` naming everything that is missing or wrong."""
    read = _Reader(env)
    data_dir = Path(read.text("SNOWFLAKE_DATA_DIR", "var"))
    panel = read.address("PANEL_URL", bare=True)
    sqlite = f"sqlite+aiosqlite:///{data_dir / 'snowflake.db'}"
    settings = Settings(
        database_url=read.url("DATABASE_URL", sqlite) or sqlite,
        redis_url=read.url("REDIS_URL", None),
        secret_key=read.secret("SECRET_KEY"),
        panel_url=panel,
        marketing_url=read.address("MARKETING_URL", panel, bare=True),
        discord_api_url=read.address("DISCORD_API_URL", DISCORD),
        discord_token=read.checked(
            "DISCORD_TOKEN", read.text("DISCORD_TOKEN"), lambda text: text.count(".") == _DOTS, "a bot token"
        ),
        discord_client_id=read.checked(
            "DISCORD_CLIENT_ID", read.text("DISCORD_CLIENT_ID"), str.isdigit, "the application's id"
        ),
        discord_client_secret=read.text("DISCORD_CLIENT_SECRET"),
        bot_service_url=read.address("BOT_SERVICE_URL", bare=True),
        bot_service_secret=read.secret("BOT_SERVICE_SECRET"),
        stripe_api_url=read.address("STRIPE_API_URL", STRIPE),
        stripe_secret_key=read.optional("STRIPE_SECRET_KEY"),
        stripe_webhook_secret=read.optional("STRIPE_WEBHOOK_SECRET"),
        sentry_dsn=read.optional("SENTRY_DSN"),
        data_dir=data_dir,
    )
    if settings.stripe_secret_key and not settings.stripe_webhook_secret:
        read.wrong.append("STRIPE_WEBHOOK_SECRET is missing (STRIPE_SECRET_KEY is set)")
    if read.wrong:
        raise WrongSettings("; ".join(read.wrong))
    return settings


def read_dotenv(path: Path, env: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with what a `.env` file adds; the environment itself wins."""
    found: dict[str, str] = {}
    if path.is_file():
        for line in path.read_text().splitlines():
            name, is_set, value = line.strip().partition("=")
            if is_set and not name.startswith("#"):
                found[name.strip()] = value.strip().strip("\"'")
    return {**found, **env}
