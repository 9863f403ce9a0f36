"""What a person allowed an app: exchanging codes, refreshing, replaying, revoking."""

import base64
import hashlib
import hmac
from dataclasses import replace
from typing import Any

from .clock import DAY, MINUTE
from .records import App, Code, Person, RefreshToken, pair
from .tokens import Issue, issue_token_set
from .world import World

GRACE = 30 * MINUTE
REMEMBERED_AFTER_ROTATION = 60 * DAY
IDENTITY_OF_THIS_CONSENT = frozenset({"openid", "profile", "email", "offline_access"})


class TokenError(Exception):
    """The token endpoint refuses: `error` is all that Xero says."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


def exchange_code(
    world: World, app: App, value: str, redirect_uri: str | None, verifier: str | None
) -> dict[str, Any]:
    """A token set for a code that is fresh, unused, this app's, and proven; else TokenError."""
    code = world.codes.get(value)
    if code is None:
        raise TokenError("invalid_grant")
    # Whoever tries a code has used it up: a second attempt must fail even after a wrong verifier.
    world.codes.drop(code)
    if code.client_id != app.client_id or code.expires_at <= world.clock.now():
        raise TokenError("invalid_grant")
    if redirect_uri != code.redirect_uri or not _is_proven(code, verifier):
        raise TokenError("invalid_grant")
    issue = Issue(
        app, _person(world, code.user_id), _token_scopes(world, code), code.auth_event_id, nonce=code.nonce
    )
    return issue_token_set(world, issue)


def _is_proven(code: Code, verifier: str | None) -> bool:
    if code.challenge is None:
        return not verifier
    if not verifier or not 43 <= len(verifier) <= 128:
        return False
    digest = hashlib.sha256(verifier.encode()).digest()
    return hmac.compare_digest(base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), code.challenge)


def _person(world: World, user_id: str) -> Person:
    person = world.people.get(user_id)
    if person is None:
        raise TokenError("invalid_grant")
    return person


def _token_scopes(world: World, code: Code) -> tuple[str, ...]:
    # API permissions add up until revocation; what concerns this sign-in is only what this consent asked for.
    granted = _granted_scopes(world, code.client_id, code.user_id)
    return tuple(s for s in granted if s in code.scopes or s not in IDENTITY_OF_THIS_CONSENT)


def _granted_scopes(world: World, client_id: str, user_id: str) -> tuple[str, ...]:
    grant = world.grants.get(pair(client_id, user_id))
    if grant is None:
        raise TokenError("invalid_grant")
    return grant.scopes


def refresh(world: World, app: App, value: str) -> dict[str, Any]:
    """A new token set for a refresh token, by the rules of the replay mode; else TokenError."""
    token = world.refresh_tokens.get(value)
    if token is None or token.client_id != app.client_id:
        raise TokenError("invalid_grant")
    if token.is_rotated:
        _check_replay(world, token)
    if token.expires_at <= world.clock.now():
        raise TokenError("invalid_grant")
    scopes = _granted_scopes(world, app.client_id, token.user_id)
    person = _person(world, token.user_id)
    _rotate(world, token)
    return issue_token_set(world, Issue(app, person, scopes, token.auth_event_id, parent=token.value))


def _check_replay(world: World, token: RefreshToken) -> None:
    mode = world.modes.replay
    is_in_grace = world.clock.now() - (token.rotated_at or 0) <= GRACE
    if mode == "strict_revokes":
        end_grant(world, token.client_id, token.user_id)
    if mode.startswith("strict") or not is_in_grace:
        raise TokenError("invalid_grant")
    if mode == "grace_retires":
        _retire_successors(world, token)


def _retire_successors(world: World, token: RefreshToken) -> None:
    for successor in world.refresh_tokens.where(parent=token.value):
        _retire_successors(world, successor)
        world.refresh_tokens.drop(successor)


def _rotate(world: World, token: RefreshToken) -> None:
    now = world.clock.now()
    if not token.is_rotated:
        world.refresh_tokens.put(replace(token, rotated_at=now))
    for other in world.refresh_tokens.where(owner=token.owner):
        if other.rotated_at is not None and other.rotated_at + REMEMBERED_AFTER_ROTATION < now:
            world.refresh_tokens.drop(other)


def revoke(world: World, app: App, value: str) -> None:
    """End everything that the token's person allowed this app. An unknown token is no error."""
    token = world.refresh_tokens.get(value)
    if token is not None and token.client_id == app.client_id:
        end_grant(world, token.client_id, token.user_id)


def end_grant(world: World, client_id: str, user_id: str) -> None:
    """Forget grant, tokens, codes and connections of one person for one app."""
    owner = pair(client_id, user_id)
    for connection in world.connections.where(owner=owner):
        world.connections.drop(connection)
    for refresh_token in world.refresh_tokens.where(owner=owner):
        world.refresh_tokens.drop(refresh_token)
    for token in world.access_tokens.where(owner=owner):
        world.access_tokens.put(replace(token, is_refused=True))
    for code in world.codes.where(owner=owner):
        world.codes.drop(code)
    grant = world.grants.get(owner)
    if grant is not None:
        world.grants.drop(grant)
