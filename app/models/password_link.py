"""A one-time link by which somebody sets their own password."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import utcnow
from app.extensions import Base, db
from app.models.columns import UtcDateTime
from app.models.practice import User

LIFETIME, LIFETIME_BY_MAIL = timedelta(days=3), timedelta(hours=2)


class PasswordLinkState(StrEnum):
    """Whether a link still sets a password, or why not."""

    OPEN = "open"
    USED = "used"
    ENDED = "ended"
    EXPIRED = "expired"


class PasswordLink(Base):
    """Single use, stored only as a hash; a newer one, a new password or a deactivation ends it.

    `made_by_id` is the admin who made it; nobody where the user asked for it themselves.
    """

    __tablename__ = "password_link"
    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        ForeignKeyConstraint(["practice_id", "user_id"], ["user_account.practice_id", "user_account.id"]),
        ForeignKeyConstraint(["practice_id", "made_by_id"], ["user_account.practice_id", "user_account.id"]),
        Index("ix_password_link_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int]
    user_id: Mapped[int]
    made_by_id: Mapped[int | None]
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    user: Mapped[User] = relationship(primaryjoin="foreign(PasswordLink.user_id) == User.id", viewonly=True)

    def state(self, now: datetime) -> PasswordLinkState:
        """Whether it still sets a password: not once it was used, replaced, or its user let in no longer."""
        if self.used_at:
            return PasswordLinkState.USED
        if self.revoked_at or not self.user.is_enabled:
            return PasswordLinkState.ENDED
        return PasswordLinkState.EXPIRED if now >= self.expires_at else PasswordLinkState.OPEN


def end_password_links(user_id: int) -> None:
    """End whatever link of this user could still set a password."""
    unused = (
        PasswordLink.user_id == user_id,
        PasswordLink.used_at.is_(None),
        PasswordLink.revoked_at.is_(None),
    )
    db.session.execute(update(PasswordLink).where(*unused).values(revoked_at=utcnow()))
