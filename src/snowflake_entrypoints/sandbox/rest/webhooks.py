"""Incoming webhooks over REST; the application's own id takes the same paths for interaction follow-ups."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any, Final

from aiohttp import web

from snowflake_entrypoints.sandbox.rest import followups
from snowflake_entrypoints.sandbox.rest.call import Call, Route, no_content, ok
from snowflake_entrypoints.sandbox.rest.drafts import read_draft
from snowflake_entrypoints.sandbox.rest.form import Form
from snowflake_entrypoints.sandbox.world import model, render, render_messages
from snowflake_entrypoints.sandbox.world.messages import WebhookIdentity
from snowflake_entrypoints.sandbox.world.model import Channel, Message, Webhook
from snowflake_entrypoints.sandbox.world.permissions import Permission
from snowflake_entrypoints.sandbox.world.refusals import refused, unknown

Json = dict[str, Any]
MOST_WEBHOOKS: Final = 15
_HOLDERS: Final = (model.TEXT, model.ANNOUNCEMENT, model.VOICE, model.STAGE, model.FORUM)


def create(call: Call) -> web.Response:
    """POST a webhook into a channel."""
    channel = call.world.require_in(call.user_id, call.id("channel_id"), Permission.MANAGE_WEBHOOKS)
    if channel.type not in _HOLDERS:
        raise refused(400, 50024, "Cannot execute action on this channel type")
    form = Form(call.fields)
    name = _name(form, required=True)
    avatar = _avatar(form)
    form.check()
    here = [w for w in call.world.webhooks.values() if w.channel_id == channel.id]
    if len(here) >= MOST_WEBHOOKS:
        raise refused(400, 30007, f"Maximum number of webhooks reached ({MOST_WEBHOOKS})")
    made = call.world.create_webhook(
        channel.id,
        name or "",
        actor=call.user_id,
        avatar=avatar,
        application_id=call.world.application.id,
        reason=call.reason,
    )
    return ok(render.webhook(call.world, made))


def in_channel(call: Call) -> web.Response:
    """GET a channel's webhooks."""
    channel = call.world.require_in(call.user_id, call.id("channel_id"), Permission.MANAGE_WEBHOOKS)
    hooks = [w for w in call.world.webhooks.values() if w.channel_id == channel.id]
    return ok([render.webhook(call.world, w) for w in hooks])


def in_guild(call: Call) -> web.Response:
    """GET a guild's webhooks."""
    guild = call.world.require(call.user_id, call.id("guild_id"), Permission.MANAGE_WEBHOOKS)
    return ok([render.webhook(call.world, w) for w in guild.webhooks.values()])


def one_webhook(call: Call) -> web.Response:
    """GET a webhook, by the bot's rights or by its token."""
    hook = _hook(call)
    by_token = "webhook_token" in call.path
    return ok(render.webhook(call.world, hook, with_user=not by_token))


def edit(call: Call) -> web.Response:
    """PATCH a webhook; only with the bot's rights it can move to another channel."""
    hook = _hook(call)
    form = Form(call.fields)
    changes: Json = {}
    if form.body.get("name") is not None:
        changes["name"] = _name(form, required=False)
    if form.given("avatar"):
        changes["avatar"] = _avatar(form)
    moved = form.id("channel_id")
    form.check()
    by_token = "webhook_token" in call.path
    if moved is not None and not by_token:
        target = call.world.require_in(call.user_id, moved, Permission.MANAGE_WEBHOOKS)
        if target.guild_id != hook.guild_id:
            raise unknown("Channel")
        changes["channel_id"] = moved
    call.world.update_webhook(hook, changes, actor=call.user_id or None, reason=call.reason)
    return ok(render.webhook(call.world, hook, with_user=not by_token))


def delete(call: Call) -> web.Response:
    """DELETE a webhook."""
    call.world.delete_webhook(_hook(call), actor=call.user_id or None, reason=call.reason)
    return no_content()


def execute(call: Call) -> web.Response:
    """POST through a webhook; with `wait` the message is the answer."""
    if _for_interaction(call):
        return followups.create(call)
    hook = _hook(call)
    channel = call.world.channel(_place(call, hook))
    form = Form(call.fields)
    name = form.text("username", 80, 1)
    picture = form.text("avatar_url", 2048)
    thread_name = form.text("thread_name", 100, 1)
    form.check()
    draft = read_draft(call, channel.id).require_something()
    if channel.type == model.FORUM:
        if thread_name is None:
            raise refused(
                400, 220001, "Webhooks posted to forum channels must have a thread_name or thread_id"
            )
        channel = call.world.create_thread(channel.id, thread_name, hook.user_id or hook.id)
    made = call.world.create_message(
        channel.id,
        hook.user_id or 0,
        webhook=WebhookIdentity(
            hook.id,
            name or hook.name,
            hashlib.blake2s(picture.encode(), digest_size=16).hexdigest() if picture else hook.avatar,
            hook.application_id,
        ),
        **draft.filled,
    )
    if not call.flag("wait"):
        return no_content()
    return ok(render_messages.message(call.world, made))


def one_message(call: Call) -> web.Response:
    """GET a message that the webhook sent."""
    if _for_interaction(call):
        return followups.read(call)
    return ok(render_messages.message(call.world, _own(call, _hook(call))[1]))


def edit_message(call: Call) -> web.Response:
    """PATCH a message that the webhook sent."""
    if _for_interaction(call):
        return followups.edit(call)
    channel, one = _own(call, _hook(call))
    draft = read_draft(call, channel.id, editing=one)
    changed = call.world.edit_message(channel.id, one.id, **draft.parts)
    return ok(render_messages.message(call.world, changed))


def delete_message(call: Call) -> web.Response:
    """DELETE a message that the webhook sent."""
    if _for_interaction(call):
        return followups.delete(call)
    channel, one = _own(call, _hook(call))
    call.world.delete_message(channel.id, one.id)
    return no_content()


def _for_interaction(call: Call) -> bool:
    return call.id("webhook_id") == call.world.application.id


def _hook(call: Call) -> Webhook:
    hook = call.world.webhooks.get(call.id("webhook_id"))
    if hook is None:
        raise unknown("Webhook")
    token = call.path.get("webhook_token")
    if token is None:
        call.world.require_in(call.user_id, hook.channel_id, Permission.MANAGE_WEBHOOKS)
    elif not hmac.compare_digest(token.encode(), hook.token.encode()):
        raise refused(401, 50027, "Invalid Webhook Token")
    return hook


def _place(call: Call, hook: Webhook) -> int:
    """Return the webhook's channel, or the thread of it that the query names."""
    thread_id = call.query_id("thread_id")
    if thread_id is None:
        return hook.channel_id
    thread = call.world.channels.get(thread_id)
    if thread is None or thread.parent_id != hook.channel_id:
        raise unknown("Channel")
    return thread_id


def _own(call: Call, hook: Webhook) -> tuple[Channel, Message]:
    channel = call.world.channel(_place(call, hook))
    one = call.world.message(channel.id, call.id("message_id"))
    if one.webhook_id != hook.id:
        raise unknown("Message")
    return channel, one


def _name(form: Form, *, required: bool) -> str | None:
    name = form.text("name", 80, 1, required=required)
    if name is not None and ("clyde" in name.lower() or "discord" in name.lower()):
        word = "clyde" if "clyde" in name.lower() else "discord"
        form.fail("name", "USERNAME_INVALID_CONTAINS", f'Username cannot contain "{word}"')
    return name


def _avatar(form: Form) -> str | None:
    """Turn an uploaded picture (a data URI) into a hash."""
    raw = form.text("avatar", 8 * 2**20)
    if raw is None:
        return None
    if not raw.startswith("data:image/"):
        form.fail("avatar", "IMAGE_INVALID", "Invalid image data")
        return None
    return hashlib.blake2s(raw.encode(), digest_size=16).hexdigest()


_ONE = "/webhooks/{webhook_id}"
_TOKEN = _ONE + "/{webhook_token}"
_MESSAGE = _TOKEN + "/messages/{message_id}"

ROUTES: Final = (
    Route("GET", "/channels/{channel_id}/webhooks", in_channel),
    Route("POST", "/channels/{channel_id}/webhooks", create),
    Route("GET", "/guilds/{guild_id}/webhooks", in_guild),
    Route("GET", _ONE, one_webhook),
    Route("PATCH", _ONE, edit),
    Route("DELETE", _ONE, delete),
    Route("GET", _TOKEN, one_webhook, open=True),
    Route("PATCH", _TOKEN, edit, open=True),
    Route("DELETE", _TOKEN, delete, open=True),
    Route("POST", _TOKEN, execute, open=True),
    Route("GET", _MESSAGE, one_message, open=True),
    Route("PATCH", _MESSAGE, edit_message, open=True),
    Route("DELETE", _MESSAGE, delete_message, open=True),
)
