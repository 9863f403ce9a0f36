"""Checking a password so that nobody learns which accounts exist, and no writer waits meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field

from app import passwords
from app.clock import utcnow
from app.extensions import db
from app.models import Event, User, record
from app.models.practice import find_user_by_email
from app.security import visitor_address


@dataclass(frozen=True)
class Credentials:
    """What a password is held against: an account as it stood at one moment, or none."""

    user_id: int | None = None
    practice_id: int | None = None
    password_hash: str | None = field(default=None, repr=False)
    is_enabled: bool = False

    @classmethod
    def of(cls, user: User | None) -> Credentials:
        return cls(user.id, user.practice_id, user.password_hash, user.is_enabled) if user else cls()

    @classmethod
    def of_email(cls, email: str) -> Credentials:
        """The account with that address; the transaction that read it is over."""
        found = cls.of(find_user_by_email(email))
        db.session.rollback()
        return found

    def are_matched_by(self, password: str) -> bool:
        """Whether the password lets this account in; as much work where there is none. Slow."""
        return passwords.matches(self.password_hash, password) and self.is_enabled

    def renewed(self, password: str) -> str | None:
        """The password hashed with today's parameters, where it was stored with others. Slow."""
        is_outdated = self.password_hash and passwords.needs_rehash(self.password_hash)
        return passwords.hashed(password) if is_outdated else None

    def lock_user(self) -> User | None:
        """The user, held until the commit; None when the account changed while its password was checked."""
        user = db.session.get(User, self.user_id, with_for_update=True, populate_existing=True)
        return user if user and Credentials.of(user) == self else None

    def record(self, what: str, reason: str | None = None) -> Event:
        """Tell the history what this account's owner, or somebody in that name, did."""
        return record(
            what,
            practice_id=self.practice_id,
            user_id=self.user_id,
            reason=reason,
            address=visitor_address(),
        )


def admit(user: User, renewed_hash: str | None) -> None:
    """Note that somebody came in, and keep the password as it is hashed today."""
    user.signed_in_at = utcnow()
    user.password_hash = renewed_hash or user.password_hash
