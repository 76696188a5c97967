"""The one place where ports meet adapters: what every process is made of.

Resources that must be opened (database, Redis, Discord) are opened by `processes` and handed in through
`Dependency`; everything here is plain construction, with keyword arguments.
"""

from dependency_injector import containers, providers

from snowflake_adapters.discord.connection import CDN, cdn_of
from snowflake_adapters.seal import SignedTickets
from snowflake_adapters.system import SystemClock, SystemSecrets, TimeOrderedIds
from snowflake_adapters.vault import SealedVault
from snowflake_adapters.web_fetch.guarded import GuardedFetch
from snowflake_domain.billing.manage_billing import ManageBilling
from snowflake_domain.billing.ports import Payments
from snowflake_domain.community.show_picture import ShowPicture
from snowflake_domain.identity.manage_api_keys import ManageApiKeys
from snowflake_domain.identity.manage_sessions import ManageSessions
from snowflake_domain.identity.ports import Discord
from snowflake_domain.identity.sign_in import SignIn
from snowflake_domain.identity.stream_ticket import StreamTicket, StreamTickets
from snowflake_domain.identity.use_api_key import UseApiKey
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
from snowflake_domain.tenancy.accept_invitation import AcceptInvitation
from snowflake_domain.tenancy.carry_webhooks import RemoveWebhooks, SeedWebhooks
from snowflake_domain.tenancy.change_settings import ChangeSettings
from snowflake_domain.tenancy.connect_webhook import ConnectWebhook, WebhookConsent
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.follow_roles import BeginFollowing, FollowRoles
from snowflake_domain.tenancy.invite_staff import InviteStaff
from snowflake_domain.tenancy.manage_staff import ManageStaff
from snowflake_domain.tenancy.manage_webhooks import ManageWebhooks, RemoveWebhook, SeedWebhook
from snowflake_domain.tenancy.map_roles import FollowMappedRoles, MapRoles
from snowflake_domain.tenancy.note_bot import NoteBot
from snowflake_domain.tenancy.provision_tenant import ProvisionTenant, TenantProvisioned
from snowflake_domain.tenancy.read_activity import ReadActivity
from snowflake_entrypoints.composition.outside import OnTheGateway, Shared, Storage, ThroughBotService
from snowflake_entrypoints.composition.settings import Settings
from snowflake_entrypoints.wire import as_dict, from_json

OUTGOING = (DeliverDispatch, EnforceCase, FollowMappedRoles, RemoveWebhook, SeedWebhook, TenantProvisioned)
"""Everything that leaves through the outbox."""


def _read_ticket(value: object) -> StreamTicket:
    return from_json(value, StreamTicket)


def _own_pictures(settings: Settings) -> frozenset[str]:
    """Where pictures may come from though it needn't be public: a Discord stand-in's own host."""
    cdn = cdn_of(settings.discord_api_url)
    return frozenset() if cdn == CDN else frozenset({cdn})


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
    enter_tenant = providers.Singleton(EnterTenant, directory=storage.provided.directory, clock=clock)
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
    outgoing = providers.Singleton(GuardedFetch, own=providers.Callable(_own_pictures, settings))
    vault = providers.Singleton(SealedVault, secret=settings.provided.secret_key)
    seed_webhooks = providers.Singleton(
        SeedWebhooks, begin=storage.provided.begin, discord=discord.provided.webhooks, vault=vault
    )
    remove_webhooks = providers.Singleton(
        RemoveWebhooks, begin=storage.provided.begin, discord=discord.provided.webhooks, vault=vault
    )
    begin_following = providers.Singleton(BeginFollowing, following=discord.provided.following)
    begin_indexing = providers.Singleton(BeginIndexing, indexing=discord.provided.indexing)
    deliver_outbox = providers.Singleton(
        DeliverOutbox,
        relay=storage.provided.relay,
        deliverers=providers.Dict(
            {
                EnforceCase: enforce_cases,
                DeliverDispatch: deliver_dispatches,
                TenantProvisioned: begin_indexing,
                FollowMappedRoles: begin_following,
                SeedWebhook: seed_webhooks,
                RemoveWebhook: remove_webhooks,
            }
        ),
        enter=enter_tenant,
        clock=clock,
    )


class Web(Snowflake):
    """What the web process adds: sign-in, provisioning and everything the dashboard reads and writes."""

    oauth = providers.Dependency[Discord]()
    payments = providers.Dependency[Payments | None]()
    webhook_consent = providers.Dependency[WebhookConsent]()

    sign_in = providers.Singleton(
        SignIn,
        discord=oauth,
        sessions=Snowflake.storage.provided.sessions,
        secrets=Snowflake.secrets,
        clock=Snowflake.clock,
        ids=Snowflake.ids,
    )
    manage_sessions = providers.Singleton(
        ManageSessions, sessions=Snowflake.storage.provided.sessions, clock=Snowflake.clock
    )
    manage_api_keys = providers.Singleton(
        ManageApiKeys,
        begin=Snowflake.storage.provided.begin,
        secrets=Snowflake.secrets,
        clock=Snowflake.clock,
        ids=Snowflake.ids,
    )
    use_api_key = providers.Singleton(
        UseApiKey,
        enter=Snowflake.enter_tenant,
        begin=Snowflake.storage.provided.begin,
        clock=Snowflake.clock,
    )
    manage_webhooks = providers.Singleton(
        ManageWebhooks,
        begin=Snowflake.storage.provided.begin,
        deliver=Snowflake.deliver_outbox,
        clock=Snowflake.clock,
        ids=Snowflake.ids,
    )
    connect_webhook = providers.Singleton(
        ConnectWebhook,
        consent=webhook_consent,
        begin=Snowflake.storage.provided.begin,
        vault=Snowflake.vault,
        secrets=Snowflake.secrets,
        clock=Snowflake.clock,
        ids=Snowflake.ids,
    )
    note_bot = providers.Singleton(
        NoteBot,
        directory=Snowflake.storage.provided.directory,
        enter=Snowflake.enter_tenant,
        realtime=Snowflake.shared.provided.realtime,
        clock=Snowflake.clock,
    )
    provision_tenant = providers.Singleton(
        ProvisionTenant,
        directory=Snowflake.storage.provided.directory,
        installations=Snowflake.discord.provided.installations,
        clock=Snowflake.clock,
        ids=Snowflake.ids,
        enter=Snowflake.enter_tenant,
        webhooks=manage_webhooks,
    )
    manage_staff = providers.Singleton(
        ManageStaff, begin=Snowflake.storage.provided.begin, clock=Snowflake.clock
    )
    invite_staff = providers.Singleton(
        InviteStaff,
        begin=Snowflake.storage.provided.begin,
        clock=Snowflake.clock,
        ids=Snowflake.ids,
        secrets=Snowflake.secrets,
    )
    accept_invitation = providers.Singleton(
        AcceptInvitation,
        directory=Snowflake.storage.provided.directory,
        enter=Snowflake.enter_tenant,
        begin=Snowflake.storage.provided.begin,
        clock=Snowflake.clock,
    )
    map_roles = providers.Singleton(
        MapRoles,
        begin=Snowflake.storage.provided.begin,
        deliver=Snowflake.deliver_outbox,
        clock=Snowflake.clock,
    )
    read_activity = providers.Singleton(ReadActivity, begin=Snowflake.storage.provided.begin)
    change_settings = providers.Singleton(
        ChangeSettings, begin=Snowflake.storage.provided.begin, clock=Snowflake.clock
    )
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
    show_picture = providers.Singleton(ShowPicture, fetch=Snowflake.outgoing, clock=Snowflake.clock)
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
    follow_roles = providers.Singleton(
        FollowRoles,
        begin=Snowflake.storage.provided.begin,
        watch=Snowflake.discord.provided.role_watch,
        clock=Snowflake.clock,
    )
    moderate_member = providers.Singleton(
        ModerateMember,
        begin=Snowflake.storage.provided.begin,
        roster=Snowflake.discord.provided.roster,
        deliver=Snowflake.deliver_outbox,
        realtime=Snowflake.shared.provided.realtime,
        clock=Snowflake.clock,
    )
