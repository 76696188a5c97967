"""Then: tell browsers what this site never does."""

from typing import Final

from quart import Quart, Response, request

from snowflake_entrypoints.http.web import Site, origin_of

PRIVATE: Final = ("/api", "/auth/", "/__bot-proxy")
FIXED: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}
TWO_YEARS: Final = 63_072_000


def install(app: Quart, site: Site) -> None:
    """Put the headers on every answer."""
    policy = content_security_policy(site)

    @app.after_request
    async def harden(response: Response) -> Response:
        response.headers.update(FIXED)
        response.headers.setdefault("Content-Security-Policy", policy)
        if site.secure:
            response.headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS}; includeSubDomains"
        private = request.path.startswith(PRIVATE) and request.path != "/auth/callback"
        if private or response.status_code >= 400:  # noqa: PLR2004 - client and server errors
            response.headers["Cache-Control"] = "no-store"
        else:
            response.headers.setdefault("Cache-Control", "no-cache")
        return response


def content_security_policy(site: Site) -> str:
    """Return the policy: nothing inline, nothing foreign but the bot's streams; `/img` has the pictures."""
    directives = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": f"'self' {origin_of(site.stream_url)}",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())
