"""Who is calling the API: the bearer token, checked as Xero checks it."""

from flask import Response, request

from . import problems
from .clock import expiry_date
from .records import AccessToken
from .signing import InvalidToken
from .world import World


class Refused(Exception):
    """The call ends here; `response` is what the caller gets."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def calling_token(world: World) -> AccessToken:
    """The access token of this request, or Refused with Xero's 401."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Refused(problems.token_refused())
    try:
        claims = world.signing_key.read(encoded)
    except InvalidToken as error:
        raise Refused(problems.token_refused()) from error
    token = world.access_tokens.get(str(claims.get("jti")))
    if token is None or token.is_refused:
        raise Refused(problems.token_refused())
    if token.expires_at <= world.clock.now():
        raise Refused(problems.token_expired(expiry_date(token.expires_at)))
    return token
