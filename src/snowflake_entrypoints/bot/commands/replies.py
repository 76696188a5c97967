"""What moderators hear from slash commands; only they see it."""

import logging
import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lightbulb.exceptions import ExecutionPipelineFailedException

from snowflake_domain.kernel.errors import DomainError, ErrorKind
from snowflake_domain.moderation.case import CaseState
from snowflake_domain.moderation.moderate_member import CaseOpened

log = logging.getLogger(__name__)

LONGEST: Final = 2000
STYLE: Final[Mapping[ErrorKind, str]] = MappingProxyType(
    {
        ErrorKind.INVALID: "✏️ {}",
        ErrorKind.SIGNED_OUT: "🔒 {}",
        ErrorKind.FORBIDDEN: "🔒 {}",
        ErrorKind.NOT_FOUND: "🔍 {}",
        ErrorKind.CONFLICT: "⚠️ {}",
        ErrorKind.LIMITED: "⏳ {}",
        ErrorKind.UNAVAILABLE: "⏳ {}",
    }
)


def refusal(error: DomainError) -> str:
    """Say what the domain said."""
    return STYLE[error.kind].format(error.detail)[:LONGEST]


def opened(case: CaseOpened, name: str) -> str:
    """Say what a case did, or that Discord hasn't done it yet."""
    head = f"Case #{case.number} opened"
    if case.state is CaseState.FAILED:
        return f"⚠️ {head}, but nothing changed for {name}. {case.failure or 'Discord refused.'}"[:LONGEST]
    if case.expires_at is not None:
        until = int(case.expires_at.timestamp())
        said = f"{head}: {name} is timed out until <t:{until}:f>."
    else:
        said = f"{head}: {name} may speak again."
    if case.state is CaseState.PENDING:
        said += " Discord hasn't confirmed it yet; Snowflake keeps trying."
    return said


async def answer_failure(failed: ExecutionPipelineFailedException) -> bool:
    """Answer a command that raised: with the refusal, or calmly and with the number of the log entry."""
    cause = failed.causes[0] if failed.causes else failed
    if isinstance(cause, DomainError):
        said = refusal(cause)
    else:
        number = secrets.token_hex(8)
        log.error("slash command %s broke", number, exc_info=cause)
        said = f"Something broke on our side. Try again; if it stays, tell us this: {number}"
    try:
        await failed.context.respond(said, ephemeral=True)
    except Exception:
        log.exception("a moderator gets no answer")
    return True
