"""All slash commands of the bot."""

import hikari
import lightbulb

from snowflake_domain.moderation.moderate_member import ModerateMember
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_entrypoints.bot.commands.replies import answer_failure
from snowflake_entrypoints.bot.commands.timeout import Timeout, Untimeout


def command_client(
    bot: hikari.GatewayBot, *, enter: EnterTenant, moderate_member: ModerateMember
) -> lightbulb.GatewayEnabledClient:
    """Return the commands of a bot; `start` registers them with Discord and raises when that fails."""
    client = lightbulb.client_from_app(bot)
    known = client.di.registry_for(lightbulb.di.Contexts.DEFAULT)
    known.register_value(EnterTenant, enter)
    known.register_value(ModerateMember, moderate_member)
    client.error_handler(answer_failure)
    for command in (Timeout, Untimeout):
        client.register(command)
    return client
