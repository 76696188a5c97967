"""The bot tells where it is: at start, when it comes and when it goes, until somebody takes it."""

import attrs
import orjson

from snowflake_entrypoints.sandbox.seed import MOD_LAB_ID
from tests.entrypoints.bot.stage import AURORA, FOUNDRY, staged, until


@attrs.define
class Panel:
    """Takes reports, or doesn't."""

    taken: list[tuple[str, dict[str, object]]] = attrs.Factory(list)
    tries: int = 0
    away: bool = False

    async def __call__(self, path: str, body: bytes) -> None:
        self.tries += 1
        if self.away:
            raise ConnectionError("nobody there")
        self.taken.append((path.rpartition("/")[2], orjson.loads(body)))

    def said(self) -> list[tuple[str, object]]:
        """Return what was told, without when."""
        return [
            (path, body["guild_id"] if path == "bot-membership" else tuple(body["guilds"]))  # type: ignore[arg-type]
            for path, body in self.taken
        ]


async def test_the_whole_list_comes_first() -> None:
    panel = Panel()
    async with staged(report=panel):
        await until(lambda: panel.taken)
    (path, body), *rest = panel.taken
    assert path == "bot-guilds"
    assert set(body["guilds"]) == {str(AURORA), str(FOUNDRY)}  # type: ignore[call-overload]
    assert (body["shard"], body["shards"]) == (0, 1)
    assert rest == []


async def test_tells_when_it_comes_and_goes() -> None:
    panel = Panel()
    async with staged(report=panel) as stage:
        await until(lambda: panel.taken)
        panel.taken.clear()
        stage.world.kick(AURORA, stage.world.application.bot_id, actor=stage.persona("owner"))
        await until(lambda: panel.taken)
        assert panel.said() == [("bot-membership", str(AURORA))]
        assert panel.taken[0][1]["joined"] is False
        stage.world.join_guild(AURORA, permissions=8)
        stage.world.join_guild(MOD_LAB_ID, permissions=8)
        await until(lambda: len(panel.taken) == 3)
    assert [body["joined"] for _, body in panel.taken] == [False, True, True]
    assert len({body["at"] for _, body in panel.taken}) == 3


async def test_an_outage_is_no_leaving() -> None:
    panel = Panel()
    async with staged(report=panel) as stage:
        await until(lambda: panel.taken)
        panel.taken.clear()
        outage = {"id": str(AURORA), "unavailable": True}
        stage.world.emit("GUILD_DELETE", outage, guild=AURORA, user=stage.world.application.bot_id)
        stage.world.kick(FOUNDRY, stage.world.application.bot_id, actor=stage.persona("owner"))
        await until(lambda: panel.taken)
    assert panel.said() == [("bot-membership", str(FOUNDRY))]


async def test_while_nobody_listens_the_newest_is_kept() -> None:
    panel = Panel(away=True)
    async with staged(report=panel) as stage:
        await until(lambda: panel.tries >= 2)
        bot = stage.world.application.bot_id
        for _ in range(3):
            stage.world.kick(AURORA, bot, actor=stage.persona("owner"))
            stage.world.join_guild(AURORA, permissions=8)
        stage.world.kick(FOUNDRY, bot, actor=stage.persona("owner"))
        await until(lambda: stage.whereabouts.waiting == 3)
        panel.away = False
        await until(lambda: stage.whereabouts.waiting == 0)
    assert [path for path, _ in panel.taken] == ["bot-guilds", "bot-membership", "bot-membership"]
    assert {str(body["guild_id"]): body["joined"] for _, body in panel.taken[1:]} == {
        str(AURORA): True,
        str(FOUNDRY): False,
    }


async def test_a_new_session_begins_with_a_new_list() -> None:
    panel = Panel()
    async with staged(report=panel) as stage:
        await until(lambda: panel.taken)
        panel.taken.clear()
        stage.sandbox.gateway.close_all()
        await until(lambda: panel.taken, 15)
    assert panel.taken[0][0] == "bot-guilds"
