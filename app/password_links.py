"""One-time links by which people set their own password: made, looked at, used once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field

from sqlalchemy import select

from app.clock import utcnow
from app.extensions import db
from app.models import PasswordLink, User
from app.models.event import Author
from app.models.password_link import LIFETIME, LIFETIME_BY_MAIL, PasswordLinkState, end_password_links
from app.people import tell

SECRET_BYTES = 32
FORGOTTEN = "forgotten password"


@dataclass(frozen=True)
class Made:
    """A new link, with the one copy of its secret that there is."""

    link: PasswordLink
    secret: str = field(repr=False)


def make(user: User, by: Author, reason: str | None = None, *, is_forgotten: bool = False) -> Made:
    """A new link for somebody who is let in; the one before it ends."""
    lock(user.id)
    end_password_links(user.id)
    now, secret = utcnow(), secrets.token_urlsafe(SECRET_BYTES)
    link = PasswordLink(
        practice_id=user.practice_id,
        user_id=user.id,
        made_by_id=None if is_forgotten else by.user_id,
        secret_hash=hashed(secret),
        made_at=now,
        expires_at=now + (LIFETIME_BY_MAIL if is_forgotten else LIFETIME),
    )
    db.session.add(link)
    db.session.flush()
    until = {"name": user.name, "user_id": user.id, "expires_at": link.expires_at.isoformat()}
    tell("user.password_link_made", user, None, until, by, FORGOTTEN if is_forgotten else reason)
    return Made(link, secret)


def find(secret: str) -> PasswordLink | None:
    """The link of a secret, however far it has come."""
    return db.session.scalars(select(PasswordLink).filter_by(secret_hash=hashed(secret))).one_or_none()


def find_open(user_id: int) -> PasswordLink | None:
    """The link that somebody can still set their password by."""
    now = utcnow()
    waiting = select(PasswordLink).filter_by(user_id=user_id, used_at=None, revoked_at=None)
    found = db.session.scalars(waiting.order_by(PasswordLink.id.desc()).limit(1)).one_or_none()
    return found if found and found.state(now) == PasswordLinkState.OPEN else None


def use(link: PasswordLink, password_hash: str, address: str | None) -> User | None:
    """Set the password, once, which ends every session; None where the link no longer can."""
    user = lock(link.user_id)
    db.session.refresh(link)
    now = utcnow()
    if link.state(now) != PasswordLinkState.OPEN:
        return None
    link.used_at = user.signed_in_at = now
    end_password_links(user.id)
    user.change_password(password_hash)
    told = {"name": user.name, "user_id": user.id}
    tell("user.password_set", user, None, told, Author(user.id, address), "by a set-password link")
    return user


def lock(user_id: int) -> User:
    """The user as they are now, held until the commit: of two links or two uses one comes first."""
    held = select(User).filter_by(id=user_id).with_for_update(key_share=True)
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
