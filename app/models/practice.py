"""The practice, and the people who sign in for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import utcnow
from app.extensions import Base, db
from app.models.columns import UtcDateTime, folded


class Role(StrEnum):
    """What a user may do: staff link clients, admins also decide for the practice."""

    ADMIN = "admin"
    STAFF = "staff"


class Practice(Base):
    """A firm of accountants; everything else belongs to exactly one."""

    __tablename__ = "practice"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[str] = mapped_column(String(64), default="Europe/London")
    links_practice: Mapped[bool] = mapped_column(default=True)
    links_clients: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    users: Mapped[list[User]] = relationship(back_populates="practice", order_by="User.name")

    @property
    def admins(self) -> list[User]:
        """Who decides for the practice, by name."""
        return [user for user in self.users if user.is_admin and user.is_enabled]


class User(UserMixin, Base):
    """Somebody who signs in here. `session_epoch` is part of every cookie: raising it ends all sessions.

    `wants_mail` is what they said about mails when something breaks; nothing where they never said.
    """

    __tablename__ = "user_account"
    __table_args__ = (UniqueConstraint("practice_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(10), default=Role.STAFF)
    password_hash: Mapped[str] = mapped_column(String(200))
    session_epoch: Mapped[int] = mapped_column(default=1)
    is_enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wants_mail: Mapped[bool | None]
    practice: Mapped[Practice] = relationship(back_populates="users")

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def is_active(self) -> bool:
        return self.is_enabled

    @property
    def gets_mail(self) -> bool:
        """Whether they are told by mail what breaks: admins unless they said no, staff if they said yes."""
        return self.is_admin if self.wants_mail is None else self.wants_mail

    def get_id(self) -> str:
        return f"{self.id}.{self.session_epoch}"

    def change_password(self, password_hash: str) -> None:
        """Store a new password's hash, which ends every session that began with the old one."""
        self.password_hash = password_hash
        self.end_sessions()

    def deactivate(self) -> None:
        """Let this user in no longer; what they did stays."""
        self.is_enabled = False
        self.end_sessions()

    def end_sessions(self) -> None:
        """End every session and remembered sign-in of this user, on all devices."""
        self.session_epoch += 1


def find_practice_by_name(name: str) -> Practice | None:
    """The practice of that name, however it is capitalised, spaced and accented."""
    practices = db.session.scalars(select(Practice).order_by(Practice.id))
    return next((practice for practice in practices if folded(practice.name) == folded(name)), None)


def hold_practice(practice_id: int) -> None:
    """Lock a practice until the transaction ends: changes of one kind then come one after the other."""
    # Not so that its history waits: an event's foreign key would make two transactions wait for each other.
    locked = select(Practice.id).filter_by(id=practice_id).with_for_update(key_share=True)
    db.session.execute(locked).one()


def normal_email(raw: str) -> str:
    """An e-mail address as it is stored and compared."""
    return raw.strip().casefold()


def find_user_by_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == normal_email(email)))


def emails_in_use(emails: Iterable[str]) -> set[str]:
    """Those of the addresses with which somebody can sign in."""
    return set(db.session.scalars(select(User.email).where(User.email.in_(list(emails)), User.is_enabled)))


def find_user_by_session_id(session_id: str) -> User | None:
    """The user of a session cookie, or None once the session was ended."""
    user_id, _, epoch = session_id.partition(".")
    if not (user_id.isdigit() and epoch.isdigit()):
        return None
    user = db.session.get(User, int(user_id))
    return user if user and user.is_enabled and user.session_epoch == int(epoch) else None


def count_admins(practice_id: int) -> int:
    query: Any = select(func.count()).where(
        User.practice_id == practice_id, User.role == Role.ADMIN, User.is_enabled
    )
    return int(db.session.scalar(query) or 0)
