"""A one-time link by which somebody sets their own password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import utcnow
from app.extensions import Base
from app.models.columns import UtcDateTime
from app.models.practice import User


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
