"""The case book over HTTP; decisions go through the bot, which knows the ranks."""

from http import HTTPStatus

from quart import Blueprint, Response

from snowflake_domain.kernel.page import Page
from snowflake_domain.kernel.scope import Permission
from snowflake_domain.moderation.case import Case, CaseNumber
from snowflake_domain.moderation.review_cases import ListCases, UnknownCase
from snowflake_entrypoints.http.answers import answer, page_answer
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.tenant import scope_entered
from snowflake_entrypoints.http.web import Web


def moderation_routes(web: Web) -> Blueprint:
    """Bind the routes to their use cases."""
    routes = Blueprint("moderation", __name__, url_prefix="/api/v1/tenants/<tenant>/cases")

    @routes.get("")
    @operation("listCases", needs=Permission.VIEW, query=ListCases, answers={HTTPStatus.OK: Page[Case]})
    async def cases(ask: ListCases) -> Response:
        """Read the case book, newest first, or what it says about one member."""
        return page_answer(await web.review_cases(scope_entered(), ask))

    @routes.get("/<number>")
    @operation(
        "readCase",
        needs=Permission.VIEW,
        path={"number": CaseNumber},
        answers={HTTPStatus.OK: Case},
        refuses=(UnknownCase,),
    )
    async def case(number: CaseNumber) -> Response:
        """Read one case."""
        return answer(await web.review_cases.one(scope_entered(), number))

    return routes
