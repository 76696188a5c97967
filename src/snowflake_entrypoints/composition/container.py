"""The one place where ports meet adapters: what every process is made of.

Resources that must be opened (database, Redis, Discord) are opened by `processes` and handed in through
`Dependency`; everything here is plain construction, with keyword arguments.
"""

from dependency_injector import containers, providers

from snowflake_adapters.seal import SignedTickets
from snowflake_adapters.system import SystemClock, SystemSecrets, TimeOrderedIds
from snowflake_domain.billing.manage_billing import ManageBilling
from snowflake_domain.billing.ports import Payments
from snowflake_domain.identity.ports import Discord
from snowflake_domain.identity.sign_in import SignIn
from snowflake_domain.identity.stream_ticket import StreamTicket, StreamTickets
from snowflake_domain.kernel.relay import DeliverOutbox
from snowflake_domain.messages.catch_up import BeginIndexing, CatchUp
from snowflake_domain.messages.index_messages import IndexMessages
from snowflake_domain.messages.read_messages import ReadMessages
from snowflake_domain.messages.search_messages import SearchMessages
from snowflake_domain.moderation.enforce_case import EnforceCases
from snowflake_domain.moderation.moderate_member import EnforceCase, ModerateMember
from snowflake_domain.moderation.review_cases import ReviewCases
from snowflake_domain.publishing.deliver_dispatch import DeliverDispatches
from snowflake_domain.publishing.dispatch_embed import DeliverDispatch, DispatchEmbed
from snowflake_domain.telemetry.overview import ReadOverview
from snowflake_domain.tenancy.change_settings import ChangeSettings
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.manage_staff import ManageStaff
from snowflake_domain.tenancy.provision_tenant import ProvisionTenant, TenantProvisioned
from snowflake_entrypoints.composition.outside import OnTheGateway, Shared, Storage, ThroughBotService
from snowflake_entrypoints.composition.settings import Settings
from snowflake_entrypoints.wire import as_dict, from_json

OUTGOING = (DeliverDispatch, EnforceCase, TenantProvisioned)
"""Everything that leaves through the outbox."""


def _read_ticket(value: object) -> StreamTicket:
    return from_json(value, StreamTicket)


class Snowflake(containers.DeclarativeContainer):
    """What all processes share: storage, time, the outbox and the use cases behind it.

    The way to Discord differs: the bot goes itself, web and worker go through the Bot Service API.
    """

    settings = providers.Dependency(instance_of=Settings)
    storage = providers.Dependency[Storage]()
    shared = providers.Dependency[Shared]()
    discord = providers.Dependency[OnTheGateway | ThroughBotService]()

    clock = providers.Singleton(SystemClock)
    ids = providers.Singleton(TimeOrderedIds)
    secrets = providers.Singleton(SystemSecrets)
    seal = providers.Singleton(
        SignedTickets, secret=settings.provided.bot_service_secret, write=as_dict, read=_read_ticket
    )
    enter_tenant = providers.Singleton(EnterTenant, directory=storage.provided.directory)
    stream_tickets = providers.Singleton(
        StreamTickets,
        seal=seal,
        once=shared.provided.once,
        secrets=secrets,
        enter=enter_tenant,
        clock=clock,
    )
    enforce_cases = providers.Singleton(
        EnforceCases,
        begin=storage.provided.begin,
        enforcement=discord.provided.enforcement,
        realtime=shared.provided.realtime,
        clock=clock,
    )
    deliver_dispatches = providers.Singleton(
        DeliverDispatches,
        begin=storage.provided.begin,
        publisher=discord.provided.publisher,
        realtime=shared.provided.realtime,
        clock=clock,
    )
    begin_indexing = providers.Singleton(BeginIndexing, indexing=discord.provided.indexing)
    deliver_outbox = providers.Singleton(
        DeliverOutbox,
        relay=storage.provided.relay,
        deliverers=providers.Dict(
            {
                EnforceCase: enforce_cases,
                DeliverDispatch: deliver_dispatches,
                TenantProvisioned: begin_indexing,
            }
        ),
        enter=enter_tenant,
        clock=clock,
    )


class Web(Snowflake):
    """What the web process adds: sign-in, provisioning and everything the dashboard reads and writes."""

    oauth = providers.Dependency[Discord]()
    payments = providers.Dependency[Payments | None]()

    sign_in = providers.Singleton(
        SignIn,
        discord=oauth,
        sessions=Snowflake.storage.provided.sessions,
        secrets=Snowflake.secrets,
        clock=Snowflake.clock,
    )
    provision_tenant = providers.Singleton(
        ProvisionTenant,
        directory=Snowflake.storage.provided.directory,
        installations=Snowflake.discord.provided.installations,
        clock=Snowflake.clock,
        ids=Snowflake.ids,
    )
    manage_staff = providers.Singleton(
        ManageStaff, begin=Snowflake.storage.provided.begin, clock=Snowflake.clock
    )
    change_settings = providers.Singleton(ChangeSettings, begin=Snowflake.storage.provided.begin)
    read_messages = providers.Singleton(ReadMessages, begin=Snowflake.storage.provided.begin)
    search_messages = providers.Singleton(SearchMessages, begin=Snowflake.storage.provided.begin)
    review_cases = providers.Singleton(ReviewCases, begin=Snowflake.storage.provided.begin)
    dispatch_embed = providers.Singleton(
        DispatchEmbed,
        begin=Snowflake.storage.provided.begin,
        deliver=Snowflake.deliver_outbox,
        clock=Snowflake.clock,
        ids=Snowflake.ids,
    )
    manage_billing = providers.Singleton(
        ManageBilling,
        begin=Snowflake.storage.provided.begin,
        payments=payments,
        enter=Snowflake.enter_tenant,
    )
    read_overview = providers.Singleton(
        ReadOverview,
        begin=Snowflake.storage.provided.begin,
        guild=Snowflake.discord.provided.live_guild,
        clock=Snowflake.clock,
    )


class Bot(Snowflake):
    """What the bot process adds: indexing and moderation."""

    index_messages = providers.Singleton(
        IndexMessages,
        begin=Snowflake.storage.provided.begin,
        realtime=Snowflake.shared.provided.realtime,
        clock=Snowflake.clock,
    )
    catch_up = providers.Singleton(
        CatchUp,
        begin=Snowflake.storage.provided.begin,
        history=Snowflake.discord.provided.history,
        index=index_messages,
    )
    moderate_member = providers.Singleton(
        ModerateMember,
        begin=Snowflake.storage.provided.begin,
        roster=Snowflake.discord.provided.roster,
        deliver=Snowflake.deliver_outbox,
        realtime=Snowflake.shared.provided.realtime,
        clock=Snowflake.clock,
    )
