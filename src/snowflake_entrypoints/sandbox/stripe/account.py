"""A Stripe account in memory: its objects, and what happened to them."""

import copy
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

import attrs

from snowflake_entrypoints.sandbox.stripe import shapes
from snowflake_entrypoints.sandbox.stripe.errors import missing
from snowflake_entrypoints.sandbox.stripe.settings import StripeSettings
from snowflake_entrypoints.sandbox.stripe.shapes import Json

KINDS = (
    "customer",
    "product",
    "price",
    "checkout.session",
    "subscription",
    "invoice",
    "billing_portal.session",
    "event",
)
NO_REQUEST: Json = {"id": None, "idempotency_key": None}


@attrs.define(eq=False)
class Account:
    """Objects by kind and id, oldest first; `listeners` hear every event at once.

    `now` returns Unix seconds. `request` is the id and idempotency key of the call being served, which events
    carry.
    """

    settings: StripeSettings
    now: Callable[[], float] = time.time
    objects: dict[str, dict[str, Json]] = attrs.Factory(lambda: {kind: {} for kind in KINDS})
    listeners: list[Callable[[Json], None]] = attrs.Factory(list)
    request: Json = attrs.Factory(lambda: dict(NO_REQUEST))

    def __attrs_post_init__(self) -> None:
        for plan in self.settings.plans:
            made = shapes.product(
                f"prod_{plan.key}",
                self.moment,
                plan.name,
                description=plan.description,
                marketing_features=[{"name": feature} for feature in plan.features],
            )
            self.keep(made)
            for interval, amount, suffix in (("month", plan.month, "monthly"), ("year", plan.year, "yearly")):
                key = f"{plan.key}_{suffix}"
                self.keep(
                    shapes.price(
                        f"price_{key}",
                        self.moment,
                        made["id"],
                        amount=amount,
                        currency=self.settings.currency,
                        interval=interval,
                        key=key,
                    )
                )
            made["default_price"] = f"price_{plan.key}_monthly"

    @property
    def moment(self) -> int:
        return int(self.now())

    def new_id(self, prefix: str) -> str:
        return f"{prefix}_{secrets.token_hex(12)}"

    def keep(self, one: Json) -> Json:
        self.objects[one["object"]][one["id"]] = one
        return one

    def get(self, kind: str, id_: Any, param: str = "id") -> Json:
        """Return an object; refuses with resource_missing."""
        found = self.objects[kind].get(str(id_))
        if found is None:
            raise missing(kind, str(id_), param)
        return found

    def all(self, kind: str) -> Iterator[Json]:
        """Iterate over the objects of a kind, newest first, as Stripe lists them."""
        return reversed(list(self.objects[kind].values()))

    def find(self, id_: str) -> Json | None:
        """Return whatever has this id."""
        return next((by_id[id_] for by_id in self.objects.values() if id_ in by_id), None)

    def announce(self, kind: str, of: Json, previous: Json | None = None) -> Json:
        """Record an event with the object as it is now, and tell the listeners."""
        made = shapes.event(
            self.new_id("evt"), self.moment, kind, copy.deepcopy(of), previous, dict(self.request)
        )
        self.keep(made)
        for listener in self.listeners:
            listener(made)
        return made

    def expanded(self, one: Json, paths: Any) -> Json:
        """Return a copy with the ids at these paths ("customer", "items.data.price.product") replaced."""
        copied = copy.deepcopy(one)
        for path in paths or ():
            self._expand(copied, str(path).removeprefix("data.").split("."))
        return copied

    def _expand(self, node: Any, path: list[str]) -> None:
        if isinstance(node, list):
            for one in node:
                self._expand(one, path)
            return
        if not isinstance(node, dict) or path[0] not in node:
            return
        value = node[path[0]]
        if isinstance(value, str) and (found := self.find(value)) is not None:
            value = node[path[0]] = copy.deepcopy(found)
        if len(path) > 1:
            self._expand(value, path[1:])
