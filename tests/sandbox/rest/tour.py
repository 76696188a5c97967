"""A wide tour of Discord's API by real hikari: most calls that the product or its users may make."""

import datetime as dt

import hikari
from hikari import permissions
from hikari.impl import special_endpoints

from snowflake_entrypoints.sandbox.app import Sandbox
from tests.sandbox.rest.conftest import Aurora

EMBED = (
    hikari.Embed(
        title="News",
        description="What changed",
        url="https://aurora.example/a",
        color=0x69D2E7,
        timestamp=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
    )
    .add_field("New", "Things", inline=True)
    .set_footer("The team", icon="https://aurora.example/icon.png")
    .set_author(name="Nova", url="https://aurora.example")
    .set_image("https://aurora.example/picture.png")
)


async def tour_as_bot(rest: hikari.impl.RESTClientImpl, sandbox: Sandbox, aurora: Aurora) -> None:
    """Do everything a bot does."""
    await _look_around(rest, aurora)
    await _talk(rest, aurora)
    await _keep_house(rest, aurora)
    await _moderate(rest, aurora)
    await _use_webhooks(rest, aurora)
    await _register_commands(rest, sandbox, aurora)
    await _answer_interactions(rest, sandbox, aurora)


async def tour_as_person(rest: hikari.impl.RESTClientImpl, guild: int) -> None:
    """Do everything that a Bearer token is for."""
    await rest.fetch_my_user()
    await rest.fetch_my_guilds()
    await rest.fetch_my_member(guild)
    await rest.fetch_authorization()


async def _look_around(rest: hikari.impl.RESTClientImpl, aurora: Aurora) -> None:
    guild = aurora.guild.id
    await rest.fetch_my_user()
    await rest.fetch_user(aurora.persona("viewer"))
    await rest.fetch_gateway_url()
    await rest.fetch_gateway_bot_info()
    await rest.fetch_application()
    await rest.fetch_my_guilds()
    await rest.fetch_guild(guild)
    channels = await rest.fetch_guild_channels(guild)
    kinds = {channel.type: channel for channel in channels}
    for channel in kinds.values():
        await rest.fetch_channel(channel.id)
    await rest.fetch_active_threads(guild)
    await rest.fetch_public_archived_threads(aurora.channel("ask-aurora").id)
    await rest.fetch_private_archived_threads(aurora.channel("general").id)
    await rest.fetch_roles(guild)
    await rest.fetch_role(guild, aurora.role("Admin").id)
    await rest.fetch_role_member_counts(guild)
    await rest.fetch_members(guild).limit(5)
    await rest.search_members(guild, "no")
    await rest.fetch_member(guild, aurora.persona("viewer"))
    await rest.fetch_audit_log(guild)
    for name in ("showcase", "support", "releases", "international", "mod-log"):
        await rest.fetch_messages(aurora.channel(name).id).limit(12)


async def _talk(rest: hikari.impl.RESTClientImpl, aurora: Aurora) -> None:
    general, news = aurora.channel("general").id, aurora.channel("announcements").id
    row = special_endpoints.MessageActionRowBuilder()
    row.add_interactive_button(hikari.ButtonStyle.PRIMARY, "yes", label="Yes", emoji="👍")
    row.add_link_button("https://aurora.example", label="Site")
    first = await rest.create_message(general, "hello <@1090000000000000001>", embed=EMBED, nonce="n1")
    reply = await rest.create_message(
        general, "and a reply", reply=first, mentions_reply=True, component=row, user_mentions=True
    )
    attached = await rest.create_message(
        general, attachments=[hikari.Bytes(b"text", "notes.txt"), hikari.Bytes(b"more", "more.txt")]
    )
    await rest.edit_message(general, first, "hello again", embed=None)
    await rest.edit_message(general, attached, attachment=attached.attachments[0])
    await rest.fetch_message(general, reply)
    await rest.fetch_messages(general, before=reply.id).limit(3)
    await rest.fetch_messages(general, around=first.id).limit(3)
    await rest.trigger_typing(general)
    await rest.add_reaction(general, first, "🎉")
    await rest.fetch_reactions_for_emoji(general, first, "🎉")
    await rest.fetch_message(general, first)
    await rest.delete_reaction(general, first, aurora.persona("viewer"), "🎉")
    await rest.delete_my_reaction(general, first, "🎉")
    await rest.delete_all_reactions_for_emoji(general, first, "🎉")
    await rest.delete_all_reactions(general, first)
    await rest.pin_message(general, first)
    await rest.fetch_pins(general)
    await rest.unpin_message(general, first)
    published = await rest.create_message(news, "big news")
    await rest.crosspost_message(news, published)
    await rest.delete_message(general, attached)
    await rest.delete_messages(general, first, reply)
    direct = await rest.create_dm_channel(aurora.persona("viewer"))
    await rest.create_message(direct, "psst")
    await rest.fetch_channel(direct)


async def _keep_house(rest: hikari.impl.RESTClientImpl, aurora: Aurora) -> None:
    guild = aurora.guild.id
    category = await rest.create_guild_category(guild, "Projects", reason="größer")
    text = await rest.create_guild_text_channel(guild, "plans", topic="what next", category=category)
    await rest.create_guild_voice_channel(guild, "Talk", bitrate=64000, user_limit=5)
    forum = await rest.create_guild_forum_channel(guild, "ideas", topic="ideas")
    await rest.edit_channel(text, name="plans-2027", topic="later", rate_limit_per_user=5)
    role = await rest.create_role(guild, name="Painter", color=0x112233, hoist=True)
    await rest.edit_role(guild, role, name="Painters", mentionable=True)
    await rest.edit_permission_overwrite(
        text, role, deny=permissions.Permissions.SEND_MESSAGES, reason="quiet"
    )
    await rest.delete_permission_overwrite(text, role)
    message = await rest.create_message(text, "a thread starts here")
    thread = await rest.create_message_thread(text, message, "details")
    private = await rest.create_thread(text, hikari.ChannelType.GUILD_PRIVATE_THREAD, "secret")
    post = await rest.create_forum_post(forum, "an idea", "what about this?", auto_archive_duration=1440)
    await rest.create_message(thread, "in the thread")
    await rest.add_thread_member(thread, aurora.persona("viewer"))
    await rest.fetch_thread_members(thread)
    await rest.fetch_thread_member(thread, aurora.persona("viewer"))
    await rest.remove_thread_member(thread, aurora.persona("viewer"))
    await rest.join_thread(thread.id)
    await rest.leave_thread(thread)
    await rest.edit_channel(thread, archived=True)
    await rest.edit_channel(private, archived=True, locked=True)
    await rest.edit_channel(post, name="a good idea")
    await rest.fetch_public_archived_threads(text)
    await rest.fetch_private_archived_threads(text)
    await rest.fetch_joined_private_archived_threads(text)
    await rest.fetch_messages(text).limit(2)
    await rest.delete_role(guild, role)
    await rest.delete_channel(post)
    await rest.delete_channel(text)


async def _moderate(rest: hikari.impl.RESTClientImpl, aurora: Aurora) -> None:
    guild, viewer = aurora.guild.id, aurora.persona("viewer")
    plain = sorted(i for i, member in aurora.guild.members.items() if not member.roles)
    until = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    await rest.edit_member(guild, viewer, communication_disabled_until=until, reason="spam")
    await rest.edit_member(guild, viewer, communication_disabled_until=None)
    await rest.edit_member(guild, viewer, nickname="Tom", roles=[aurora.role("Artist").id])
    await rest.edit_my_member(guild, nickname="Flake")
    await rest.add_role_to_member(guild, viewer, aurora.role("Veteran").id, reason="years")
    await rest.remove_role_from_member(guild, viewer, aurora.role("Veteran").id)
    await rest.kick_user(guild, plain[0], reason="rude")
    await rest.ban_user(guild, plain[1], delete_message_seconds=3600, reason="spam bot")
    await rest.bulk_ban_users(guild, [plain[2], aurora.persona("owner")], delete_message_seconds=60)
    await rest.fetch_ban(guild, plain[1])
    await rest.fetch_bans(guild)
    await rest.unban_user(guild, plain[1], reason="appeal")
    log = await rest.fetch_audit_log(guild, event_type=hikari.AuditLogEventType.MEMBER_KICK)
    assert log[0].entries


async def _use_webhooks(rest: hikari.impl.RESTClientImpl, aurora: Aurora) -> None:
    channel = aurora.channel("events").id
    hook = await rest.create_webhook(channel, "Herald", reason="events")
    assert hook.token is not None
    await rest.fetch_webhook(hook)
    await rest.fetch_webhook(hook, token=hook.token)
    await rest.edit_webhook(hook, name="Herald II")
    await rest.edit_webhook(hook, token=hook.token, name="Herald III")
    await rest.fetch_channel_webhooks(channel)
    await rest.fetch_guild_webhooks(aurora.guild.id)
    said = await rest.execute_webhook(hook, hook.token, "race at eight", username="Races", embed=EMBED)
    await rest.execute_webhook(hook, hook.token, attachment=hikari.Bytes(b"map", "map.txt"))
    await rest.edit_webhook_message(hook, hook.token, said, "race at nine")
    await rest.fetch_webhook_message(hook, hook.token, said)
    await rest.fetch_messages(channel).limit(3)
    await rest.delete_webhook_message(hook, hook.token, said)
    await rest.delete_webhook(hook, token=hook.token)


async def _register_commands(rest: hikari.impl.RESTClientImpl, sandbox: Sandbox, aurora: Aurora) -> None:
    app = sandbox.settings.application_id
    user = hikari.CommandOption(
        type=hikari.OptionType.USER, name="member", description="Whom", is_required=True
    )
    length = hikari.CommandOption(
        type=hikari.OptionType.STRING,
        name="length",
        description="How long",
        choices=[hikari.CommandChoice(name="an hour", value="1h")],
    )
    for guild in (hikari.UNDEFINED, aurora.guild.id):
        command = await rest.create_slash_command(
            app, "timeout", "Time a member out", guild=guild, options=[user, length]
        )
        await rest.fetch_application_command(app, command, guild)
        await rest.edit_application_command(app, command, guild, description="Silence a member")
        builder = special_endpoints.SlashCommandBuilder("timeout", "Time out").add_option(user)
        builder.set_default_member_permissions(permissions.Permissions.MODERATE_MEMBERS)
        menu = special_endpoints.ContextMenuCommandBuilder(hikari.CommandType.USER, "Show cases")
        await rest.set_application_commands(app, [builder, menu], guild)
        await rest.fetch_application_commands(app, guild)
        await rest.delete_application_command(app, command, guild)


async def _answer_interactions(rest: hikari.impl.RESTClientImpl, sandbox: Sandbox, aurora: Aurora) -> None:
    world, app = sandbox.world, sandbox.settings.application_id
    place, who = aurora.channel("general").id, aurora.persona("moderator")
    data = {"id": "1", "name": "timeout", "type": 1}
    at_once = world.open_interaction(2, place, who, data)
    await rest.create_interaction_response(
        at_once.id, at_once.token, hikari.ResponseType.MESSAGE_CREATE, "done", embed=EMBED
    )
    answer = await rest.fetch_interaction_response(app, at_once.token)
    await rest.edit_interaction_response(app, at_once.token, "done again")
    more = await rest.execute_webhook(app, at_once.token, "and more")
    await rest.edit_webhook_message(app, at_once.token, more, "and a bit more")
    await rest.delete_webhook_message(app, at_once.token, more)
    pressed = world.open_interaction(3, place, who, {"custom_id": "yes"}, message_id=answer.id)
    await rest.create_interaction_response(
        pressed.id, pressed.token, hikari.ResponseType.MESSAGE_UPDATE, "pressed"
    )
    await rest.delete_interaction_response(app, at_once.token)
    later = world.open_interaction(2, place, who, data)
    await rest.create_interaction_response(
        later.id,
        later.token,
        hikari.ResponseType.DEFERRED_MESSAGE_CREATE,
        flags=hikari.MessageFlag.EPHEMERAL,
    )
    await rest.edit_interaction_response(app, later.token, "only you see this")
    typing = world.open_interaction(4, place, who, data)
    await rest.create_autocomplete_response(
        typing.id, typing.token, [special_endpoints.AutocompleteChoiceBuilder("an hour", "1h")]
    )
    form = world.open_interaction(2, place, who, data)
    row = special_endpoints.ModalActionRowBuilder()
    row.add_text_input("why", "Why?")
    await rest.create_modal_response(form.id, form.token, title="Case", custom_id="case", component=row)
