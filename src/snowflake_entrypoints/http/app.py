"""Assemble the web process's HTTP side."""

from quart import Quart

from snowflake_entrypoints.http import answers, bot_away, refusals
from snowflake_entrypoints.http.activity import activity_routes
from snowflake_entrypoints.http.api_keys import api_key_routes
from snowflake_entrypoints.http.assets import asset_routes
from snowflake_entrypoints.http.authentication import authentication_routes, use_session_cookie
from snowflake_entrypoints.http.billing import billing_routes, payment_events
from snowflake_entrypoints.http.bot_proxy import bot_proxy_routes
from snowflake_entrypoints.http.frontend import Frontend
from snowflake_entrypoints.http.images import image_routes
from snowflake_entrypoints.http.internal import internal_routes
from snowflake_entrypoints.http.invitations import invitation_routes, invited_routes
from snowflake_entrypoints.http.messages import message_routes
from snowflake_entrypoints.http.moderation import moderation_routes
from snowflake_entrypoints.http.openapi.document import openapi_routes
from snowflake_entrypoints.http.overview import overview_routes
from snowflake_entrypoints.http.pipeline import (
    body,
    headers,
    host,
    origin,
    permission,
    rate_limit,
    request_id,
    session,
    tenant,
)
from snowflake_entrypoints.http.probes import probe_routes
from snowflake_entrypoints.http.provisioning import provisioning_routes
from snowflake_entrypoints.http.public_sites import public_routes
from snowflake_entrypoints.http.publishing import publishing_routes
from snowflake_entrypoints.http.role_mappings import role_mapping_routes
from snowflake_entrypoints.http.sessions import session_routes
from snowflake_entrypoints.http.settings import settings_routes
from snowflake_entrypoints.http.spa import spa_routes
from snowflake_entrypoints.http.staff import staff_routes
from snowflake_entrypoints.http.web import Site, Web
from snowflake_entrypoints.http.webhooks import webhook_consent_routes, webhook_routes
from snowflake_entrypoints.http.ws_ticket import ws_ticket_routes
from snowflake_entrypoints.pictures import PictureAddresses


def create_app(web: Web, site: Site) -> Quart:
    """Build the app from already wired use cases; it opens nothing and closes nothing."""
    app = Quart(__name__, static_folder=None)
    app.secret_key = site.secret_key
    app.config["PROPAGATE_EXCEPTIONS"] = False  # a bug is a 500 with an id, in tests too
    refusals.install(app)
    bot_away.install(app, site)
    use_session_cookie(app, site)
    # The order is the pipeline: each stage relies on the ones before.
    request_id.install(app)
    host.install(app, site)
    headers.install(app, site)
    body.install(app, scheme="https" if site.secure else "http")
    origin.install(app, site)
    rate_limit.install(app, web.limits)
    session.install(app, web.sign_in)
    tenant.install(app, web.enter_tenant, web.use_api_key, web.limits)
    rate_limit.install_for_callers(app, web.limits)
    permission.install(app)
    pictures = PictureAddresses(site.secret_key, web.clock)
    answers.install(app, pictures)
    frontend = Frontend(site.frontend)
    for routes in (
        authentication_routes(web, site),
        session_routes(web),
        provisioning_routes(web, site),
        overview_routes(web),
        message_routes(web),
        moderation_routes(web),
        publishing_routes(web),
        staff_routes(web),
        invitation_routes(web, site),
        invited_routes(web, site),
        role_mapping_routes(web),
        activity_routes(web),
        settings_routes(web),
        webhook_routes(web),
        webhook_consent_routes(web, site),
        api_key_routes(web),
        bot_proxy_routes(web),
        ws_ticket_routes(web, site),
        internal_routes(web, site),
        image_routes(web, pictures),
        probe_routes(web.parts),
        openapi_routes(),
        asset_routes(frontend),
        public_routes(web, site, frontend),
        spa_routes(frontend),
    ):
        app.register_blueprint(routes)
    if web.billing is not None:
        app.register_blueprint(billing_routes(web.billing, site))
        app.register_blueprint(payment_events(web.billing))
    return app
