"""A community's webhooks over HTTP: who made them and how they stand, never what opens them."""

from datetime import datetime
from http import HTTPStatus

import attrs
from quart import Blueprint, Response, request

from snowflake_domain.kernel.page import Page
from snowflake_domain.kernel.person import Person
from snowflake_domain.kernel.scope import BotAway, ChannelId, Permission
from snowflake_domain.tenancy.connect_webhook import (
    WebhookAttempt,
    WebhookConsentFailed,
    WebhookElsewhere,
    WebhookGiven,
)
from snowflake_domain.tenancy.enter_tenant import UnknownTenant
from snowflake_domain.tenancy.manage_webhooks import AskForWebhook, UnknownWebhook
from snowflake_domain.tenancy.tenant import Slug
from snowflake_domain.tenancy.webhook import Webhook, WebhookId, WebhookMaker, WebhookState
from snowflake_entrypoints.http.answers import answer, list_answer, nothing
from snowflake_entrypoints.http.attempt_cookie import ATTEMPT_LASTS, AttemptCookie
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.session import signed_in
from snowflake_entrypoints.http.pipeline.tenant import acting, scope_entered
from snowflake_entrypoints.http.web import Site, Web


@attrs.frozen(kw_only=True)
class WebhookCard:
    """A webhook as the dashboard shows it."""

    id: WebhookId
    channel_id: ChannelId
    maker: WebhookMaker
    asked_by: Person
    state: WebhookState
    failure: str | None
    created_at: datetime


@attrs.frozen(kw_only=True)
class WebhookKept:
    """Where to go on after Discord's consent page: a path on the panel."""

    next: str
    webhook: WebhookCard


def card_of(webhook: Webhook) -> WebhookCard:
    """Return what may be shown."""
    return WebhookCard(
        id=webhook.id,
        channel_id=webhook.channel_id,
        maker=webhook.maker,
        asked_by=webhook.asked_by,
        state=webhook.state,
        failure=webhook.failure,
        created_at=webhook.created_at,
    )


def webhook_routes(web: Web) -> Blueprint:
    """Bind the list to its use case."""
    routes = Blueprint("webhooks", __name__, url_prefix="/api/v1/tenants/<tenant>/webhooks")

    @routes.get("")
    @operation("listWebhooks", needs=Permission.MANAGE_SETTINGS, answers={HTTPStatus.OK: Page[WebhookCard]})
    async def everyone() -> Response:
        """Read the webhooks, oldest first."""
        found = await web.manage_webhooks.everyone(scope_entered())
        return list_answer([card_of(one) for one in found])

    @routes.post("")
    @operation(
        "makeWebhook",
        needs=Permission.MANAGE_SETTINGS,
        body=AskForWebhook,
        answers={HTTPStatus.CREATED: WebhookCard},
        refuses=(BotAway,),
    )
    async def ask(command: AskForWebhook) -> Response:
        """Have the bot make a webhook in a channel; asked again it is the same one."""
        made = await web.manage_webhooks.ask(scope_entered(), acting(), command)
        return answer(card_of(made), HTTPStatus.CREATED)

    @routes.delete("/<id>")
    @operation(
        "removeWebhook",
        needs=Permission.MANAGE_SETTINGS,
        path={"id": WebhookId},
        answers={HTTPStatus.NO_CONTENT: None},
        refuses=(UnknownWebhook,),
    )
    async def remove(webhook: WebhookId) -> Response:
        """Take a webhook out of Discord and off the list."""
        await web.manage_webhooks.remove(scope_entered(), webhook)
        return nothing()

    return routes


def webhook_consent_routes(web: Web, site: Site) -> Blueprint:
    """Bind the way over Discord's consent page."""
    routes = Blueprint("webhook_consent", __name__, url_prefix="/auth/discord/webhook")
    cookie = AttemptCookie(site, WebhookAttempt, "sf_webhook", "snowflake webhook attempt")

    @routes.get("")
    @operation(
        "beginWebhook",
        needs=Permission.MANAGE_SETTINGS,
        tenant_in_query=True,
        answers={HTTPStatus.FOUND: None},
    )
    async def begin() -> Response:
        """Send the browser to Discord, where a person chooses a channel."""
        attempt, consent = web.connect_webhook.begin(scope_entered(), Slug(request.args["tenant"]))
        response = Response(b"", HTTPStatus.FOUND, headers={"Location": consent})
        cookie.write(response, attempt)
        return response

    @routes.post("/callback")
    @operation(
        "finishWebhook",
        body=WebhookGiven,
        answers={HTTPStatus.CREATED: WebhookKept},
        refuses=(WebhookConsentFailed, WebhookElsewhere, UnknownTenant),
    )
    async def complete(command: WebhookGiven) -> Response:
        """Keep the webhook that Discord's redirect brought."""
        attempt, user = cookie.read(), signed_in().user
        if attempt is None:
            raise WebhookConsentFailed
        once = f"webhook:{attempt.state}"
        if not await web.once.claim(once, 2 * ATTEMPT_LASTS.total_seconds()):
            raise WebhookConsentFailed
        scope = await web.enter_tenant.by_slug(attempt.tenant, user.id)
        person = Person(user.id, user.display_name)
        kept = await web.connect_webhook.complete(scope, person, attempt, command)
        onward = f"/app/{attempt.tenant}/webhooks"
        response = answer(WebhookKept(next=onward, webhook=card_of(kept)), HTTPStatus.CREATED)
        cookie.forget(response)
        return response

    return routes
