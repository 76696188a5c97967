"""Discord's page that installs the bot."""

from urllib.parse import urlencode

from snowflake_domain.kernel.scope import GuildId
from snowflake_domain.tenancy.bot_features import wanted_permissions
from snowflake_entrypoints.http.web import Site


def install_url(site: Site, guild: GuildId) -> str:
    """Return the page that adds the bot to one guild with the permissions it needs."""
    query = {
        "client_id": site.client_id,
        "scope": "bot applications.commands",
        "permissions": wanted_permissions(),
        "guild_id": guild,
        "disable_guild_select": "true",
    }
    return f"{site.authorize_url}?{urlencode(query)}"
