"""Write what /openapi.json answers to frontend/openapi.json; `npm run gen:api` makes types of it."""

import json
from pathlib import Path
from typing import Any, cast

from snowflake_entrypoints.http.app import create_app
from snowflake_entrypoints.http.openapi.document import openapi_document
from snowflake_entrypoints.http.web import Site, Web

HERE = "http://127.0.0.1"
WRITTEN_TO = Path(__file__).parents[1] / "frontend" / "openapi.json"


class Unasked:
    """Stands for every use case: routes are only described here, and none is served."""

    def __getattr__(self, name: str) -> Any:
        return self

    def items(self) -> tuple[()]:
        return ()


def main() -> None:
    site = Site(
        panel_url=HERE,
        marketing_url=HERE,
        bot_service_url=HERE,
        discord_api_url=HERE,
        authorize_url=HERE,
        client_id="",
        secret_key="no session is signed here",  # noqa: S106
        bot_service_secret="nor is the bot called",  # noqa: S106
        frontend=Path(),
    )
    document = openapi_document(create_app(cast(Web, Unasked()), site))
    WRITTEN_TO.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
