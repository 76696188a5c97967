"""One running product for this folder; a test that ends a part of it starts that part again."""

import secrets
from collections.abc import AsyncIterator, Mapping
from typing import Final

import pytest
import pytest_asyncio

from snowflake_entrypoints.sandbox.gateway import GatewaySettings
from snowflake_entrypoints.sandbox.settings import APPLICATION_ID, SandboxSettings, SeedSize, token_of
from snowflake_entrypoints.sandbox.stripe import StripeSettings
from tests.journeys.product import Product, running_product
from tests.processes.panel import Person, person, until_caught_up

SIZE: Final = SeedSize(members=60, days=2, messages_a_day=40)


def canaries() -> dict[str, str]:
    """Return the product's secrets, each easy to find again wherever it leaks to."""

    def planted(name: str) -> str:
        return f"canary{name}{secrets.token_hex(16)}"

    return {
        "SECRET_KEY": planted("key"),
        "BOT_SERVICE_SECRET": planted("service"),
        "DISCORD_TOKEN": f"{token_of(APPLICATION_ID).split('.')[0]}.planted.{planted('token')}",
        "DISCORD_CLIENT_SECRET": planted("client"),
        "STRIPE_SECRET_KEY": f"sk_test_{planted('stripe')}",
        "STRIPE_WEBHOOK_SECRET": f"whsec_{planted('webhook')}",
    }


def world_with(planted: Mapping[str, str]) -> SandboxSettings:
    return SandboxSettings(
        bot_token=planted["DISCORD_TOKEN"],
        client_secret=planted["DISCORD_CLIENT_SECRET"],
        seed=SIZE,
        gateway=GatewaySettings(identify_interval=0.0),
        stripe=StripeSettings(
            secret_key=planted["STRIPE_SECRET_KEY"], webhook_secret=planted["STRIPE_WEBHOOK_SECRET"]
        ),
    )


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def product(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Product]:
    """The product on SQLite, without Redis; a canary in every secret."""
    planted = canaries()
    async with running_product(
        tmp_path_factory.mktemp("product"), sandbox_settings=world_with(planted), secrets_of_ours=planted
    ) as running:
        async with person(running, "owner") as founder:
            await founder.provision()
        await until_caught_up(running)
        yield running


@pytest_asyncio.fixture(loop_scope="package")
async def owner(product: Product) -> AsyncIterator[Person]:
    """The community's owner, freshly signed in."""
    async with person(product, "owner") as somebody:
        yield somebody
