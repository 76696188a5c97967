"""Listing members and guilds, page by page."""

from snowflake_entrypoints.sandbox.seed import AURORA_ID, FOUNDRY_ID, MOD_LAB_ID
from tests.sandbox.rest.conftest import Aurora, Client


async def test_member_pages_rise_by_id_until_an_empty_one(api: Client, aurora: Aurora) -> None:
    found: list[int] = []
    after = 0
    while page := (await api("GET", f"/guilds/{aurora.guild.id}/members?limit=20&after={after}"))[1]:
        found += [int(one["user"]["id"]) for one in page]
        after = found[-1]
    assert found == sorted(aurora.guild.members)


async def test_members_are_found_by_the_start_of_any_of_their_names(api: Client, aurora: Aurora) -> None:
    path = f"/guilds/{aurora.guild.id}/members/search"
    for query in ("nov", "NOVA L"):
        _, found = await api("GET", path, params={"query": query, "limit": "5"})
        assert found[0]["user"]["username"] == "nova"
    assert (await api("GET", path))[0] == 400


async def test_without_the_members_intent_the_list_is_refused(api: Client, aurora: Aurora) -> None:
    aurora.sandbox.world.application.flags = 0
    assert (await api("GET", f"/guilds/{aurora.guild.id}/members"))[0] == 403


async def test_guilds_come_with_counts_and_end_with_an_empty_page(api: Client) -> None:
    _, page = await api("GET", "/users/@me/guilds?with_counts=true&limit=1")
    assert [one["id"] for one in page] == [str(AURORA_ID)]
    assert page[0]["approximate_member_count"] == 65
    _, rest = await api("GET", f"/users/@me/guilds?after={AURORA_ID}")
    assert [one["id"] for one in rest] == [str(FOUNDRY_ID)]
    assert (await api("GET", f"/users/@me/guilds?after={FOUNDRY_ID}"))[1] == []
    _, guild = await api("GET", f"/guilds/{AURORA_ID}?with_counts=true")
    assert guild["approximate_member_count"] == 65


async def test_commands_in_a_guild_without_the_bot_are_out_of_reach(api: Client) -> None:
    app = api.sandbox.settings.application_id
    status, refusal = await api("GET", f"/applications/{app}/guilds/{MOD_LAB_ID}/commands")
    assert (status, refusal["code"]) == (403, 50001)


async def test_overwriting_commands_keeps_ids_and_drops_the_rest(api: Client) -> None:
    path = f"/applications/{api.sandbox.settings.application_id}/commands"
    one, two = ({"name": name, "description": "d"} for name in ("one", "two"))
    _, first = await api("PUT", path, [one, two])
    _, second = await api("PUT", path, [two | {"description": "changed"}])
    assert [command["id"] for command in second] == [first[1]["id"]]
    assert second[0]["version"] != first[1]["version"]
    assert (await api("GET", path))[1] == second
    status, created = await api("POST", path, one)
    assert status == 201
    assert (await api("POST", path, one))[0] == 200
    assert (await api("DELETE", f"{path}/{created['id']}"))[0] == 204
    assert (await api("GET", f"{path}/{created['id']}"))[1]["code"] == 10063


async def test_bad_commands_are_named_by_index_and_field(api: Client) -> None:
    path = f"/applications/{api.sandbox.settings.application_id}/commands"
    bad = {"name": "Not Good", "description": ""}
    status, refusal = await api("PUT", path, [{"name": "fine", "description": "d"}, bad])
    assert status == 400
    assert set(refusal["errors"]["1"]) == {"name", "description"}
    assert (await api("GET", path))[1] == []
