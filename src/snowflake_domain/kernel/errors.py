"""The vocabulary in which every context says no."""

from enum import StrEnum
from typing import ClassVar

import attrs
from typing_extensions import override


class ErrorKind(StrEnum):
    """How a refusal should be treated by whoever asked; entrypoints map these, and only these."""

    INVALID = "invalid"
    SIGNED_OUT = "signed_out"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    LIMITED = "limited"
    UNAVAILABLE = "unavailable"


@attrs.frozen
class FieldProblem:
    """What is wrong with one field; `field` is a path such as `embeds[0].title`."""

    field: str
    detail: str


@attrs.define(eq=False)
class DomainError(Exception):
    """Base of every expected refusal.

    `code` is public API: clients branch on it, so it never changes once released.
    """

    kind: ClassVar[ErrorKind] = ErrorKind.INVALID
    code: ClassVar[str] = "domain_error"

    @property
    def detail(self) -> str:
        """One sentence for the person who asked: the cause and, where there is one, the cure."""
        return (type(self).__doc__ or self.code).splitlines()[0]

    @property
    def problems(self) -> tuple[FieldProblem, ...]:
        """The fields at fault, when single fields are."""
        return ()

    @override
    def __str__(self) -> str:
        """Say in logs what the person was told."""
        return f"{self.code}: {self.detail}"
