"""What whoever asks for the absent bot is told: why it can't be done, and where to install it again."""

from quart import Quart, Response

from snowflake_domain.kernel.scope import BotAway
from snowflake_entrypoints.http.install import install_url
from snowflake_entrypoints.http.refusals import STATUS, problem
from snowflake_entrypoints.http.web import Site


def install(app: Quart, site: Site) -> None:
    """Answer `BotAway` with the install link."""

    @app.errorhandler(BotAway)
    async def refused_without_the_bot(error: BotAway) -> Response:
        more = {"install_url": install_url(site, error.guild)}
        return await problem(STATUS[error.kind], error.code, error.detail, more=more)
