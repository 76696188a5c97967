"""One value of every kind that docs/http.md names."""

from datetime import UTC, datetime, timedelta

import attrs

from snowflake_domain.community.guild import (
    Channel,
    ChannelType,
    GatewayHealth,
    GuildProfile,
    GuildRole,
    Member,
    Presence,
)
from snowflake_domain.identity.session import ManagedGuild, Session, SessionId, User
from snowflake_domain.identity.sign_in import ConsentGiven, SignInAttempt
from snowflake_domain.identity.stream_ticket import StreamTicket
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import ChannelId, GuildId, MessageId, TenantId, UserId
from snowflake_domain.messages.index_messages import Deleted
from snowflake_domain.messages.message import Attachment, Author, EmbedJson, Message, Version
from snowflake_domain.messages.read_messages import MessageInContext
from snowflake_domain.messages.search_messages import FindMessages
from snowflake_domain.moderation.case import Case, CaseNumber, CaseState, Sanction, Source
from snowflake_domain.moderation.moderate_member import CaseOpened, LiftTimeout, TimeOutMember
from snowflake_domain.publishing.dispatch import Dispatch, DispatchId, DispatchState
from snowflake_domain.publishing.dispatch_embed import SendEmbed
from snowflake_domain.publishing.message import Byline, Embed, Field, Footer, OutgoingMessage, Picture
from snowflake_domain.telemetry.overview import DayOfMessages, Notice, Overview
from snowflake_domain.tenancy.change_settings import ReviseSettings
from snowflake_domain.tenancy.manage_staff import AppointStaff
from snowflake_domain.tenancy.provision_tenant import ProvisionGuild
from snowflake_domain.tenancy.staff import Role, StaffMember
from snowflake_domain.tenancy.tenant import Settings

BIG = 2**63 - 1
NOON = datetime(2030, 1, 1, 12, 0, 0, 250_000, tzinfo=UTC)
AUTHOR = Author(id=UserId(BIG), name="Nova ❄", avatar_url=None, bot=False)
FILE = Attachment(
    id=BIG, filename="a.png", content_type="image/png", size=7, url="https://x/a", width=1, height=None
)
EMBED = EmbedJson({"title": "T", "fields": [{"name": "n", "value": "v", "inline": True}], "odd": None})
MESSAGE = Message(
    id=MessageId(BIG),
    channel_id=ChannelId(2),
    author=AUTHOR,
    content="hi\n❄",
    created_at=NOON,
    edited_at=NOON,
    reply_to=MessageId(1),
    attachments=(FILE,),
    embeds=(EMBED,),
)
CASE = Case(
    number=CaseNumber(42),
    member=Person(UserId(BIG), "Nova"),
    moderator=Person(UserId(2), "Alex"),
    sanction=Sanction.TIMEOUT,
    reason="spam",
    opened_at=NOON,
    expires_at=None,
    state=CaseState.PENDING,
    failure=None,
    source=Source.SLASH,
)
FULL_EMBED = Embed(
    title="T",
    url="https://x",
    color=0,
    timestamp=NOON,
    footer=Footer(text="f"),
    image=Picture(url="https://x"),
    author=Byline(name="a"),
    fields=(Field(name="n", value="v"),),
)
DISPATCH = Dispatch(
    id=DispatchId(BIG),
    channel_id=ChannelId(2),
    message=OutgoingMessage(content="c", embeds=(FULL_EMBED,)),
    state=DispatchState.DELIVERED,
    message_id=MessageId(3),
    failure=None,
    created_at=NOON,
    created_by=Person(UserId(4), "Alex"),
)
HEALTH = GatewayHealth(connected=True, latency_ms=None, intents_missing=("Presence",))
USER = User(id=UserId(BIG), username="nova", display_name="Nova", avatar_url=None)
GUILD = ManagedGuild(id=GuildId(BIG), name="G", icon_url=None)

CONTRACT: list[attrs.AttrsInstance] = [
    MESSAGE,
    CASE,
    MessageInContext(message=MESSAGE, versions=(Version("old", NOON),), before=(), after=(MESSAGE,)),
    Deleted((MessageId(1), MessageId(BIG)), ChannelId(2), NOON),
    CaseOpened(number=CaseNumber(1), state=CaseState.FAILED, failure="no", expires_at=NOON),
    TimeOutMember(member=UserId(BIG), lasting=timedelta(minutes=90), reason="r"),
    LiftTimeout(member=UserId(1), reason="r"),
    SendEmbed(channel=ChannelId(BIG), content="c", embeds=(FULL_EMBED, Embed())),
    Settings(name="N", accent="#69d2e7", timezone="Europe/Berlin"),
    ReviseSettings(timezone="UTC"),
    StaffMember(user_id=UserId(BIG), name="N", avatar_url=None, role=Role.ADMIN, added_at=NOON),
    AppointStaff(user_id=UserId(1), name="N", avatar_url="https://x", role=Role.VIEWER),
    ProvisionGuild(guild_id=GuildId(BIG), name="N"),
    ConsentGiven(code="c", state="s"),
    SignInAttempt(state="s", verifier="v", next="/app"),
    Session(id=SessionId(BIG), user=USER, guilds=(GUILD,), created_at=NOON, seen_at=NOON),
    StreamTicket(
        user=UserId(1), tenant=TenantId(2), guild=GuildId(BIG), origin="o", expires_at=NOON, serial="s"
    ),
    Channel(
        id=ChannelId(BIG),
        name="c",
        type=ChannelType.FORUM,
        parent_id=None,
        position=0,
        topic=None,
        archived=False,
        visible=True,
        can_send=False,
    ),
    GuildProfile(
        id=GuildId(1), name="G", icon_url=None, owner_id=UserId(BIG), member_count=5, premium_tier=2
    ),
    GuildRole(id=1, name="R", color=0, position=3, managed=False),
    Member(
        id=UserId(BIG),
        username="u",
        display_name="d",
        avatar_url=None,
        bot=False,
        roles=(1, 2),
        joined_at=NOON,
        timed_out_until=None,
        top_role=None,
    ),
    Presence(online=None, total=3),
    HEALTH,
    FindMessages(q="snow", author=UserId(BIG)),
    Overview(
        members=None,
        messages=1,
        messages_today=1,
        open_cases=0,
        activity=(DayOfMessages("2030-01-01", 1),),
        recent_cases=(CASE,),
        gateway=HEALTH,
        notices=(Notice("k", "t", "d", "h"),),
    ),
]
