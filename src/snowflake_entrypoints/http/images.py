"""Other people's pictures, from our own address; and our addresses for those still to be shown."""

import hashlib
from http import HTTPStatus
from typing import ClassVar, Final

import attrs
from quart import Blueprint, Response, request

from snowflake_domain.kernel.errors import DomainError, ErrorKind, FieldProblem
from snowflake_domain.kernel.limits import Limit, TooMany
from snowflake_domain.kernel.scope import Permission
from snowflake_entrypoints.http.answers import answer
from snowflake_entrypoints.http.operations import operation
from snowflake_entrypoints.http.pipeline.rate_limit import caller
from snowflake_entrypoints.http.refused import malformed
from snowflake_entrypoints.http.web import Web
from snowflake_entrypoints.pictures import DAY, Claim, PictureAddresses

MOST_URLS: Final = 50
FETCHES: Final = Limit(300, 10.0)
"""Pictures that we have to fetch first, by caller; those at hand count as any request does."""
POLICY: Final = "default-src 'none'; sandbox"
LONGEST_KEPT: Final = 7 * DAY


@attrs.define(eq=False)
class NotOurAddress(DomainError):
    """That address is not one of ours, or no longer good."""

    kind: ClassVar = ErrorKind.FORBIDDEN
    code: ClassVar = "pictures.bad_signature"


@attrs.frozen(kw_only=True)
class AskForImages:
    """Ask for our addresses of pictures, at most 50; http and https."""

    urls: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Images:
    """Our address for each picture's address; those that can't have one are missing."""

    items: dict[str, str]


def image_routes(web: Web, addresses: PictureAddresses) -> Blueprint:
    """Bind the routes to what shows and signs."""
    routes = Blueprint("images", __name__)

    @routes.get("/img")
    async def show() -> Response:
        claim = _claimed()
        left = addresses.seconds_left(claim) if claim else None
        if claim is None or left is None:
            raise NotOurAddress
        if not web.show_picture.holds(claim.url):
            verdict = await web.limits.take(f"img:{caller()}", FETCHES)
            if not verdict.allowed:
                raise TooMany(verdict.retry_after)
        shown = await web.show_picture(claim.url)
        etag = hashlib.sha256(shown.content).hexdigest()[:20]
        headers = {
            "Cache-Control": f"public, max-age={min(left, LONGEST_KEPT)}, immutable",
            "Content-Security-Policy": POLICY,
            "ETag": f'"{etag}"',
        }
        if etag in request.if_none_match:
            return Response(b"", HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(shown.content, headers=headers, content_type=shown.content_type)

    @routes.post("/api/v1/tenants/<tenant>/images")
    @operation(
        "proxyImages",
        needs=Permission.VIEW,
        body=AskForImages,
        answers={HTTPStatus.OK: Images},
    )
    async def sign(command: AskForImages) -> Response:
        """Return our addresses for pictures, to show a message before it is sent."""
        if len(command.urls) > MOST_URLS:
            said = f"at most {MOST_URLS}"
            raise malformed(f"urls: {said}.", FieldProblem("urls", said))
        return answer(Images(items=addresses.all_of(iter(command.urls))))

    return routes


def _claimed() -> Claim | None:
    """Return what the query claims; None unless each part is there, once, and nothing else."""
    given = {name: request.args.getlist(name) for name in request.args}
    if given.keys() != {"url", "until", "sig"} or any(len(values) != 1 for values in given.values()):
        return None
    return Claim(given["url"][0], given["until"][0], given["sig"][0])
