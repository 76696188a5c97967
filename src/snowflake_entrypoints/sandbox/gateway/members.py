"""REQUEST_GUILD_MEMBERS (op 8) and the chunks that answer it."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, Self

import attrs

from snowflake_entrypoints.sandbox.gateway.identify import Refused

CHUNK: Final = 1000
MAX_QUERIED: Final = 100


@attrs.frozen
class MemberRequest:
    """Whom a bot asks for: named users, a name prefix, or (`query` "" and `limit` 0) everyone."""

    guild: int
    query: str | None
    limit: int
    users: tuple[int, ...] | None
    presences: bool
    nonce: str | None

    @classmethod
    def read(cls, data: Any) -> Self:
        """Check the payload's shape; raises Refused with 4002."""
        try:
            guild = data["guild_id"]
            users = data.get("user_ids")
            if users is not None and not isinstance(users, list):
                users = [users]
            nonce = data.get("nonce")
            asked = cls(
                guild=int(guild[0] if isinstance(guild, list) else guild),
                query=data.get("query"),
                limit=int(data.get("limit") or 0),
                users=None if users is None else tuple(int(user) for user in users),
                presences=bool(data.get("presences", False)),
                # Discord drops a nonce longer than 32 bytes.
                nonce=nonce if isinstance(nonce, str) and len(nonce.encode()) <= 32 else None,  # noqa: PLR2004
            )
        except (TypeError, ValueError, KeyError, AttributeError, IndexError):
            raise Refused(4002, "Error while decoding payload.") from None
        if asked.query is None and asked.users is None:
            raise Refused(4002, "Error while decoding payload.")
        return asked

    @property
    def wants_everyone(self) -> bool:
        return self.users is None and not self.query and self.limit == 0


def choose(
    request: MemberRequest, members: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Pick the members asked for out of a guild's, and the ids that aren't in it."""
    if request.users is not None:
        by_id = {int(member["user"]["id"]): member for member in members}
        wanted = request.users[:MAX_QUERIED]
        return [by_id[user] for user in wanted if user in by_id], [
            str(user) for user in wanted if user not in by_id
        ]
    prefix = (request.query or "").casefold()
    found = [member for member in members if any(name.startswith(prefix) for name in _names(member))]
    limit = len(found) if request.wants_everyone else min(request.limit or MAX_QUERIED, MAX_QUERIED)
    return found[:limit], []


def chunks(
    request: MemberRequest,
    found: Sequence[dict[str, Any]],
    missing: Sequence[str],
    presences: Sequence[dict[str, Any]] | None,
) -> Iterator[dict[str, Any]]:
    """Render the GUILD_MEMBERS_CHUNK events, at least one, of at most 1,000 members each."""
    count = max(1, -(-len(found) // CHUNK))
    for index in range(count):
        part = found[index * CHUNK : (index + 1) * CHUNK]
        chunk: dict[str, Any] = {
            "guild_id": str(request.guild),
            "members": part,
            "chunk_index": index,
            "chunk_count": count,
            "not_found": list(missing),
        }
        if presences is not None:
            ids = {member["user"]["id"] for member in part}
            chunk["presences"] = [presence for presence in presences if presence["user"]["id"] in ids]
        if request.nonce is not None:
            chunk["nonce"] = request.nonce
        yield chunk


def _names(member: dict[str, Any]) -> Iterator[str]:
    user = member["user"]
    for name in (user["username"], user.get("global_name"), member.get("nick")):
        if name:
            yield name.casefold()
