"""Who came back from Xero: the checks on the identity token, and the event that names what was chosen."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any, cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from joserfc.jwt import JWTClaimsRegistry

from app.xero.errors import TripRefused, XeroUnavailable
from app.xero.facts import LONGEST_ID, text
from app.xero.tokens import TokenSet

JWKS_LIFETIME = timedelta(days=1)
# A host’s clock may be wrong; that the answer is fresh is proven by its nonce.
CLOCK_LEEWAY = timedelta(minutes=15)
ALGORITHMS = ["RS256"]
LONGEST_NAME, LONGEST_EMAIL = 200, 254
ReadKeys = Callable[[bool], dict[str, Any]]


@dataclass(frozen=True)
class Identity:
    """The Xero user who allowed access, and the consent's own event where Xero names it."""

    xero_userid: str
    name: str
    email: str | None
    auth_event_id: str | None


@dataclass(frozen=True)
class Expectation:
    """What an identity token must say to be the answer to our trip."""

    issuer: str
    client_id: str
    nonce: str


def identify(tokens: TokenSet, expected: Expectation, read_keys: ReadKeys, now: datetime) -> Identity:
    """The Xero user behind fresh tokens; TripRefused where the identity token is missing or wrong."""
    if not tokens.id_token:
        raise TripRefused("no_identity")
    claims = verified(tokens.id_token, read_keys)
    check_identity(claims, expected, tokens.access_token, now)
    access = claims_or_none(tokens.access_token, read_keys)
    if access.get("xero_userid", claims["xero_userid"]) != claims["xero_userid"]:
        raise TripRefused("wrong_identity")
    names = (text(claims, "given_name"), text(claims, "family_name"))

    return Identity(
        xero_userid=claims["xero_userid"],
        name=(" ".join(filter(None, names)) or text(claims, "email") or "A Xero user")[:LONGEST_NAME],
        email=text(claims, "email", LONGEST_EMAIL),
        auth_event_id=text(access, "authentication_event_id", LONGEST_ID),
    )


def verified(token: str, read_keys: ReadKeys) -> dict[str, Any]:
    """The claims of a token that Xero signed; keys are read anew once, because Xero changes them."""
    for anew in (False, True):
        try:
            return decoded(token, read_keys(anew))
        except (JoseError, ValueError):
            continue
    raise TripRefused("wrong_identity")


def decoded(token: str, keys: dict[str, Any]) -> dict[str, Any]:
    return dict(jwt.decode(token, key_set_of(keys), algorithms=ALGORITHMS).claims)


def key_set_of(keys: dict[str, Any]) -> KeySet:
    """Xero's published keys, or XeroUnavailable where they are none."""
    try:
        return KeySet.import_key_set(cast(KeySetSerialization, keys))
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise XeroUnavailable("public keys that make no sense") from None


def check_identity(claims: dict[str, Any], expected: Expectation, access_token: str, now: datetime) -> None:
    registry = JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=int(CLOCK_LEEWAY.total_seconds()),
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        nonce={"essential": True, "value": expected.nonce},
        exp={"essential": True},
        xero_userid={"essential": True},
    )
    try:
        registry.validate(claims)
    except JoseError:
        raise TripRefused("wrong_identity") from None
    if not text(claims, "xero_userid", LONGEST_ID):
        raise TripRefused("wrong_identity")
    at_hash = claims.get("at_hash")
    if at_hash is not None and not compare_digest(str(at_hash).encode(), half_hash(access_token).encode()):
        raise TripRefused("wrong_identity")


def half_hash(access_token: str) -> str:
    """What `at_hash` must be: the left half of the SHA-256, in base64url."""
    digest = hashlib.sha256(access_token.encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def claims_or_none(access_token: str, read_keys: ReadKeys) -> dict[str, Any]:
    """The access token's claims, or none: to us it need not be more than an opaque text."""
    try:
        return decoded(access_token, read_keys(False))
    except (JoseError, ValueError):
        return {}
