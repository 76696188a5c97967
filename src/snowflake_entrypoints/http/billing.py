"""Plans and payment over HTTP."""

from http import HTTPStatus

import attrs
from quart import Blueprint, Response, request

from snowflake_domain.billing.manage_billing import (
    AlreadySubscribed,
    BillingState,
    BuyPlan,
    ForgedEvent,
    ManageBilling,
    NeverSubscribed,
    NothingToSell,
    PaymentsUnavailable,
)
from snowflake_domain.kernel.scope import Permission
from snowflake_entrypoints.http.answers import answer, nothing
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.tenant import scope_entered
from snowflake_entrypoints.http.web import Site


@attrs.frozen
class PaymentPage:
    """Where the browser goes to pay, or to manage payment."""

    url: str


def billing_routes(billing: ManageBilling, site: Site) -> Blueprint:
    """Bind the routes to their use case."""
    routes = Blueprint("billing", __name__, url_prefix="/api/v1/tenants/<tenant>/billing")

    def back_to() -> str:
        return f"{site.panel_url}/app/{request.view_args['tenant'] if request.view_args else ''}/billing"

    @routes.get("")
    @operation(
        "readBilling",
        needs=Permission.VIEW,
        answers={HTTPStatus.OK: BillingState},
        refuses=(PaymentsUnavailable,),
    )
    async def read() -> Response:
        """Read the plan, how its payment stands, and what is sold."""
        return answer(await billing.state(scope_entered()))

    @routes.post("/checkout")
    @operation(
        "openCheckout",
        needs=Permission.MANAGE_BILLING,
        body=BuyPlan,
        answers={HTTPStatus.OK: PaymentPage},
        refuses=(AlreadySubscribed, NothingToSell, PaymentsUnavailable),
    )
    async def checkout(command: BuyPlan) -> Response:
        """Open a page where the plan can be bought."""
        return answer(PaymentPage(await billing.checkout(scope_entered(), command, back_to())))

    @routes.post("/portal")
    @operation(
        "openPortal",
        needs=Permission.MANAGE_BILLING,
        answers={HTTPStatus.OK: PaymentPage},
        refuses=(NeverSubscribed, PaymentsUnavailable),
    )
    async def portal() -> Response:
        """Open a page where payment and plan can be changed."""
        return answer(PaymentPage(await billing.portal(scope_entered(), back_to())))

    return routes


def payment_events(billing: ManageBilling) -> Blueprint:
    """Bind the webhook, which proves itself by Stripe's signature over the raw body."""
    routes = Blueprint("payment_events", __name__, url_prefix="/api/billing")

    @routes.post("/webhook")
    @operation(
        "hearPaymentEvent",
        signed_in=False,
        by_signature=True,
        answers={HTTPStatus.NO_CONTENT: None},
        refuses=(ForgedEvent, PaymentsUnavailable),
    )
    async def hear() -> Response:
        """Follow what the payment provider says of a subscription."""
        body = await request.get_data(cache=True, as_text=False, parse_form_data=False)
        await billing.hear(body, request.headers.get("Stripe-Signature", ""))
        return nothing()

    return routes
