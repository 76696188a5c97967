"""Refusals of requests themselves."""

from http import HTTPStatus

import attrs

from snowflake_domain.kernel.errors import FieldProblem


@attrs.define(eq=False)
class Refused(Exception):
    """The request itself is refused, before any use case saw it."""

    status: HTTPStatus
    code: str
    detail: str
    errors: tuple[FieldProblem, ...] = ()


def malformed(detail: str, *errors: FieldProblem) -> Refused:
    """Return the refusal of a body or query that doesn't fit."""
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "request.malformed", detail, errors)
