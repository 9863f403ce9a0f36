"""Token sets as Xero answers them: two JWTs, an opaque refresh token, the scopes."""

import base64
import hashlib
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from .clock import DAY, HOUR, MINUTE
from .records import AccessToken, App, Person, RefreshToken, pair
from .signing import SigningKey
from .world import World

ACCESS_TOKEN_LIFE = 30 * MINUTE
ID_TOKEN_LIFE = 5 * MINUTE
REFRESH_TOKEN_LIFE = 60 * DAY
KEPT_AFTER_EXPIRY = DAY


@dataclass(frozen=True)
class Issue:
    """What a new token set is made for."""

    app: App
    person: Person
    scopes: tuple[str, ...]
    auth_event_id: str
    nonce: str | None = None
    parent: str | None = None

    @property
    def common_claims(self) -> dict[str, Any]:
        session = uuid.uuid5(uuid.UUID(self.auth_event_id), "session").hex
        return {
            "sub": hashlib.sha256(self.person.user_id.encode()).hexdigest()[:32],
            "xero_userid": self.person.user_id,
            "global_session_id": session,
            "sid": session,
        }


def issue_token_set(world: World, issue: Issue) -> dict[str, Any]:
    """Sign and remember a token set; the answer of the token endpoint."""
    access_token = _access_token(world, issue)
    answer: dict[str, Any] = {
        "access_token": access_token,
        "expires_in": ACCESS_TOKEN_LIFE,
        "token_type": "Bearer",
        "scope": " ".join(issue.scopes),
    }
    if "openid" in issue.scopes and world.modes.id_token != "missing":  # noqa: S105
        answer = {"id_token": _id_token(world, issue, access_token)} | answer
    if "offline_access" in issue.scopes:
        answer["refresh_token"] = _refresh_token(world, issue).value
    return answer


def _times(now: int, life: int) -> dict[str, int]:
    return {"nbf": now, "iat": now, "exp": now + life}


def _access_token(world: World, issue: Issue) -> str:
    now = world.clock.now()
    jti = secrets.token_hex(16).upper()
    claims = issue.common_claims | _times(int(now), ACCESS_TOKEN_LIFE)
    claims |= {
        "iss": world.settings.url,
        "aud": f"{world.settings.url}/resources",
        "client_id": issue.app.client_id,
        "jti": jti,
        "authentication_event_id": issue.auth_event_id,
        "scope": list(issue.scopes),
    }
    del claims["sid"]
    if world.modes.omit_authentication_event_id:
        del claims["authentication_event_id"]
    _forget_old_access_tokens(world, issue, now)
    world.access_tokens.put(
        AccessToken(
            jti, issue.app.client_id, issue.person.user_id, issue.scopes, now, int(now) + ACCESS_TOKEN_LIFE
        )
    )
    return world.signing_key.sign(claims)


def _forget_old_access_tokens(world: World, issue: Issue, now: float) -> None:
    for token in world.access_tokens.where(owner=pair(issue.app.client_id, issue.person.user_id)):
        if token.expires_at + KEPT_AFTER_EXPIRY < now:
            world.access_tokens.drop(token)


def _id_token(world: World, issue: Issue, access_token: str) -> str:
    person, mode = issue.person, world.modes.id_token
    now = int(world.clock.now()) - (HOUR if mode == "expired" else 0)
    claims = issue.common_claims | _times(now, ID_TOKEN_LIFE)
    claims |= {
        "iss": world.settings.url + ("/elsewhere" if mode == "wrong_issuer" else ""),
        "aud": "somebody-else" if mode == "wrong_audience" else issue.app.client_id,
        "at_hash": _half_hash(access_token),
    }
    if "profile" in issue.scopes:
        claims |= {
            "preferred_username": person.email,
            "name": person.full_name,
            "given_name": person.given_name,
            "family_name": person.family_name,
        }
    if "email" in issue.scopes:
        claims["email"] = person.email
    if issue.nonce:
        claims["nonce"] = "not-your-nonce" if mode == "wrong_nonce" else issue.nonce
    key = SigningKey.new() if mode == "wrong_signature" else world.signing_key
    # A forged token names our key: otherwise a checker would refuse it for the wrong reason.
    return key.sign(claims, world.signing_key.key_id)


def _half_hash(access_token: str) -> str:
    digest = hashlib.sha256(access_token.encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def _refresh_token(world: World, issue: Issue) -> RefreshToken:
    now = world.clock.now()
    return world.refresh_tokens.put(
        RefreshToken(
            value=secrets.token_urlsafe(32),
            client_id=issue.app.client_id,
            user_id=issue.person.user_id,
            auth_event_id=issue.auth_event_id,
            issued_at=now,
            expires_at=now + REFRESH_TOKEN_LIFE,
            parent=issue.parent,
        )
    )
