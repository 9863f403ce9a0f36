"""How tokens lie in a login’s row: sealed, and bound to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from app.models import LoginState, XeroLogin
from app.models.event import Author, Event
from app.xero import service
from app.xero.errors import ReconnectNeeded
from app.xero.tokens import UNUSED_LIFETIME, TokenSet, loaded

NOBODY = Author()


class Box(Protocol):
    """A login’s row, or as much of it as it takes to open its tokens."""

    @property
    def id(self) -> int: ...
    @property
    def practice_id(self) -> int: ...
    @property
    def app_client_id(self) -> str: ...
    @property
    def xero_userid(self) -> str: ...
    @property
    def sealed_tokens(self) -> str | None: ...


def open_tokens(login: Box) -> tuple[str, str]:
    """Access and refresh token of a login; ReconnectNeeded where it has none, else perhaps SealBroken."""
    if login.sealed_tokens is None:
        raise ReconnectNeeded(f"login {login.id} has no tokens")
    return loaded(service().ring.open(login.sealed_tokens, *belongs_to(login)))


def seal_tokens(login: Box, tokens: TokenSet) -> str:
    return service().ring.seal(tokens.dumped(), *belongs_to(login))


def belongs_to(login: Box) -> tuple[object, ...]:
    return ("tokens", login.practice_id, login.app_client_id, login.xero_userid)


def write_tokens(login: XeroLogin, tokens: TokenSet, since: datetime) -> None:
    """Seal new tokens, which count from `since`, into the login’s row; whatever troubled it is over."""
    login.sealed_tokens, login.spare_tokens = seal_tokens(login, tokens), None
    login.generation = (login.generation or 0) + 1
    login.access_expires_at = since + (tokens.expires_at - tokens.issued_at)
    login.refreshed_at = since
    login.lapses_at = since + UNUSED_LIFETIME
    login.scopes = " ".join(tokens.scopes)
    calm(login)


def calm(login: XeroLogin) -> None:
    login.sent_at = login.retry_at = login.trouble = None
    login.failures = login.refusals = 0


def revive(login: XeroLogin, now: datetime) -> None:
    if not login.is_active or login.state_since is None:
        login.state = LoginState.ACTIVE
        login.state_since = now


def tell(
    session: Session,
    login: XeroLogin,
    what: str,
    author: Author = NOBODY,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
    reason: str | None = None,
) -> None:
    """Add a line to the login’s history."""
    session.add(
        Event(
            what=what,
            practice_id=login.practice_id,
            login_id=login.id,
            user_id=author.user_id,
            address=author.address,
            before=before,
            after={"login": login.name} | (after or {}),
            reason=reason,
        )
    )


def in_seconds(duration: timedelta) -> float:
    return round(duration.total_seconds(), 1)
