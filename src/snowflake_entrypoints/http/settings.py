"""A community's settings over HTTP."""

from http import HTTPStatus

import attrs
from quart import Blueprint, Response

from snowflake_domain.kernel.page import Page
from snowflake_domain.kernel.scope import Permission
from snowflake_domain.tenancy.change_settings import (
    ReviseSettings,
    SettingChanged,
    StaleSettings,
    UnknownRevision,
)
from snowflake_domain.tenancy.tenant import InvalidSettings, Settings, SettingsRevision
from snowflake_entrypoints.http.answers import answer, page_answer
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.tenant import scope_entered
from snowflake_entrypoints.http.web import Web


@attrs.frozen(kw_only=True)
class SettingsNow(Settings):
    """The settings as they stand, and which revision that is."""

    revision: int
    icon_url: str | None
    """The logo, where browsers find it."""


@attrs.frozen(kw_only=True)
class ListRevisions:
    """Ask for a page of revisions."""

    limit: int = 20
    cursor: int | None = None


@attrs.frozen(kw_only=True)
class CompareRevisions:
    """Ask what differs from another revision; without one, from the one before."""

    against: int | None = None


@attrs.frozen(kw_only=True)
class RevisionDifference:
    """What differs between two revisions, setting by setting."""

    older: int
    newer: int
    changes: tuple[SettingChanged, ...]


def settings_routes(web: Web) -> Blueprint:
    """Bind the routes to their use cases."""
    routes = Blueprint("settings", __name__, url_prefix="/api/v1/tenants/<tenant>/settings")

    @routes.get("")
    @operation("readSettings", needs=Permission.VIEW, answers={HTTPStatus.OK: SettingsNow})
    async def read() -> Response:
        """Read how the community presents itself."""
        return answer(_now(await web.change_settings.read(scope_entered())))

    @routes.patch("")
    @operation(
        "changeSettings",
        needs=Permission.MANAGE_SETTINGS,
        body=ReviseSettings,
        answers={HTTPStatus.OK: SettingsNow},
        refuses=(InvalidSettings, StaleSettings),
    )
    async def change(command: ReviseSettings) -> Response:
        """Change what is given, empty what `clear` names, and leave the rest."""
        return answer(_now(await web.change_settings(scope_entered(), command)))

    @routes.get("/revisions")
    @operation(
        "listSettingsRevisions",
        needs=Permission.VIEW,
        query=ListRevisions,
        answers={HTTPStatus.OK: Page[SettingsRevision]},
    )
    async def revisions(ask: ListRevisions) -> Response:
        """Read what the settings were, newest first."""
        scope = scope_entered()
        return page_answer(await web.change_settings.revisions(scope, limit=ask.limit, below=ask.cursor))

    @routes.get("/revisions/<number>")
    @operation(
        "compareSettings",
        needs=Permission.VIEW,
        path={"number": int},
        query=CompareRevisions,
        answers={HTTPStatus.OK: RevisionDifference},
        refuses=(UnknownRevision,),
    )
    async def compare(number: int, ask: CompareRevisions) -> Response:
        """Read what a revision changed, or how it differs from any other."""
        against = max(1, number - 1) if ask.against is None else ask.against
        changes = await web.change_settings.compare(scope_entered(), against, number)
        return answer(RevisionDifference(older=against, newer=number, changes=changes))

    @routes.post("/revisions/<number>/restore")
    @operation(
        "restoreSettings",
        needs=Permission.MANAGE_SETTINGS,
        path={"number": int},
        answers={HTTPStatus.OK: SettingsNow},
        refuses=(UnknownRevision, InvalidSettings),
    )
    async def restore(number: int) -> Response:
        """Bring an older revision back, as a new one."""
        return answer(_now(await web.change_settings.restore(scope_entered(), number)))

    return routes


def _now(revision: SettingsRevision) -> SettingsNow:
    settings = {field.name: getattr(revision.settings, field.name) for field in attrs.fields(Settings)}
    return SettingsNow(**settings, revision=revision.number, icon_url=revision.settings.logo_url)
