"""Provisioning on real databases: repeated, raced over processes, and interrupted at every statement."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any, Final

import attrs
import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from typing_extensions import override

from snowflake_adapters.sql.database import connect
from snowflake_adapters.system import SystemClock, TimeOrderedIds
from snowflake_adapters.vault import SealedVault
from snowflake_domain.kernel.relay import Deliver, DeliverOutbox
from snowflake_domain.kernel.scope import ChannelId, GuildId, TenantScope
from snowflake_domain.tenancy.carry_webhooks import SeedWebhooks
from snowflake_domain.tenancy.enter_tenant import EnterTenant
from snowflake_domain.tenancy.manage_webhooks import ManageWebhooks, SeedWebhook
from snowflake_domain.tenancy.ports import SeedableChannel
from snowflake_domain.tenancy.provision_tenant import (
    Founder,
    Provisioned,
    ProvisionGuild,
    ProvisionTenant,
    TenantProvisioned,
)
from snowflake_domain.tenancy.staff import Role
from snowflake_domain.tenancy.webhook import WebhookState
from tests.contracts.storage import Storage, next_number, on
from tests.fakes import ALEX, InstalledBot, LeftToWorker
from tests.tenancy.webhooks import ChannelHooks

pytestmark = pytest.mark.parametrize("storage_url", ["sqlite", "mariadb"], indirect=True)
"""Memory has no statements to die at; its races are in tests/tenancy."""
FOUNDER: Final = Founder(id=ALEX, name="Alex", avatar_url=None)
CHANNELS: Final = (ChannelId(77), ChannelId(78))


class ProcessDied(Exception):
    """What a test has happen in the middle of something."""


@attrs.define
class Looked(Deliver):
    """Takes what isn't about webhooks."""

    seen: list[Any] = attrs.Factory(list)

    @override
    async def deliver(self, scope: TenantScope, message: Any) -> None:
        self.seen.append(message)

    @override
    async def give_up(self, scope: TenantScope, message: Any, error: str) -> None:
        raise AssertionError(error)


@attrs.define
class Process:
    """One process's use cases on its own connections."""

    engine: AsyncEngine
    guild: GuildId
    discord: ChannelHooks
    looked: Looked = attrs.Factory(Looked)
    storage: Storage = attrs.field(init=False)
    deliver: DeliverOutbox = attrs.field(init=False)
    provision: ProvisionTenant = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.storage = on(self.engine)
        directory, begin = self.storage.directory, self.storage.begin
        clock, ids = SystemClock(), TimeOrderedIds()
        enter = EnterTenant(directory, clock)
        bot = InstalledBot(
            installed={self.guild},
            channels=tuple(SeedableChannel(id=one, name=str(one), may_seed=True) for one in CHANNELS),
        )
        webhooks = ManageWebhooks(begin, LeftToWorker(), clock, ids)
        self.provision = ProvisionTenant(directory, bot, clock, ids, enter, webhooks)
        seed = SeedWebhooks(begin, self.discord, SealedVault(secret="s" * 48))
        carried: dict[type[attrs.AttrsInstance], Deliver] = {
            SeedWebhook: seed,
            TenantProvisioned: self.looked,
        }
        self.deliver = DeliverOutbox(self.storage.relay, carried, enter, clock)

    async def ask(self) -> Provisioned:
        return await self.provision(FOUNDER, ProvisionGuild(guild_id=self.guild, webhooks=CHANNELS))

    async def check_the_end(self) -> None:
        """One tenant, its owner, its settings, and one webhook in each channel that was asked for."""
        membership = await self.storage.directory.of_guild(self.guild, ALEX)
        assert membership is not None
        assert membership.tenant.away_since is None
        scope = await EnterTenant(self.storage.directory, SystemClock())(self.guild, ALEX)
        async with self.storage.begin(scope) as work:
            (owner,) = await work.staff.all()
            assert (owner.user_id, owner.role) == (ALEX, Role.OWNER)
            assert (await work.profile.current()).settings.name == "Polar Lounge"
            hooks = await work.webhooks.all()
        assert sorted(one.channel_id for one in hooks) == sorted(CHANNELS)
        assert [one.state for one in hooks] == [WebhookState.READY] * 2
        assert {one.discord_id for one in hooks} == {one.id for one in self.discord.standing.values()}
        assert len(self.discord.standing) == 2

    async def work_off(self) -> None:
        """Do what the worker does until nothing of this tenant is left."""
        async with asyncio.timeout(20):
            while await self.deliver.drain(1000):
                pass


@contextmanager
def dying_at(engine: AsyncEngine, number: int) -> Iterator[list[int]]:
    """Have the process die before its statement of that number, counted from 1; yields what was counted."""
    count, counted = itertools.count(1), [0]

    def before(*_: Any) -> None:
        counted[0] = next(count)
        if counted[0] >= number:
            raise ProcessDied

    event.listen(engine.sync_engine, "before_cursor_execute", before)
    try:
        yield counted
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", before)


@pytest.fixture
def database(storage_url: str) -> str:
    return storage_url


@pytest.fixture
async def processes(database: str) -> AsyncIterator[tuple[Process, Process]]:
    guild, discord = GuildId(next_number()), ChannelHooks()
    engines = connect(database), connect(database)
    yield Process(engines[0], guild, discord), Process(engines[1], guild, discord)
    for engine in engines:
        await engine.dispose()


async def test_twenty_at_once_over_two_processes_end_in_one_tenant(
    processes: tuple[Process, Process],
) -> None:
    every = await asyncio.gather(*(processes[nth % 2].ask() for nth in range(20)))
    assert len({one.tenant.id for one in every}) == 1
    assert [one.created for one in every].count(True) == 1
    await asyncio.gather(*(one.work_off() for one in processes))
    await processes[0].check_the_end()
    promised = [one for process in processes for one in process.looked.seen]
    assert promised.count(TenantProvisioned(processes[0].guild)) == 1


async def test_dying_before_any_statement_and_beginning_again_ends_in_the_same(database: str) -> None:
    """Each round dies one statement later; the last one lives."""
    died = 0
    for number in itertools.count(1):
        engine = connect(database)
        process = Process(engine, GuildId(next_number()), ChannelHooks())
        try:
            with dying_at(engine, number):
                await process.ask()
        except ProcessDied:
            died += 1
        else:
            break
        finally:
            if died == number:
                await process.ask()
                await process.work_off()
                await process.check_the_end()
            await engine.dispose()
    assert died >= 6, "tenant, settings, owner, webhooks and outbox are at least so many statements"


async def test_dying_while_a_webhook_is_made_ends_in_one_webhook(database: str) -> None:
    """The deliverer dies before each of its statements; Discord has heard it by then or not."""
    for number in itertools.count(1):
        engine = connect(database)
        process = Process(engine, GuildId(next_number()), ChannelHooks())
        await process.ask()
        scope = await EnterTenant(process.storage.directory, SystemClock())(process.guild, ALEX)
        async with process.storage.begin(scope) as work:
            hooks = await work.webhooks.all()
        seed = SeedWebhooks(process.storage.begin, process.discord, SealedVault(secret="s" * 48))
        died = False
        for hook in hooks:
            try:
                with dying_at(engine, number):
                    await seed.deliver(scope, SeedWebhook(hook.id))
            except ProcessDied:
                died = True
        await process.work_off()
        await process.check_the_end()
        await engine.dispose()
        if not died:
            assert number > 3
            return
