"""Beside the session: a program's API key, where routes take one."""

from quart import g, request

from snowflake_domain.tenancy.api_key import ApiKey
from snowflake_entrypoints.http.operations import operation_asked


def token_presented() -> str | None:
    """Return what `Authorization: Bearer` holds, or None where there is none or the route takes no keys.

    Browsers never send one by themselves, and other sites' pages can't without asking us first. So a call
    that brings one needs no Origin, and its cookie counts for nothing.
    """
    asked = operation_asked()
    if asked is None or not asked.reads_keys:
        return None
    for given in request.headers.getlist("Authorization"):
        scheme, _, token = given.strip().partition(" ")
        if scheme.lower() == "bearer":
            return token.strip()
    return None


def key_used() -> ApiKey | None:
    """Return the key that this request was let in with; None for a person's."""
    key: ApiKey | None = g.get("api_key")
    return key
