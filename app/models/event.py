"""The history: one row per change, append-only by trigger on both databases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import utcnow
from app.extensions import Base, db
from app.models.columns import Json, UtcDateTime
from app.models.practice import User


class Event(Base):
    """Who did what, what it was before and after, why and when. Never holds a secret."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_practice_at", "practice_id", "at"),
        # The history as it opens, newest first, and narrowed to one kind or one person.
        Index("ix_event_practice_id_id", "practice_id", "id"),
        Index("ix_event_practice_what", "practice_id", "what", "id"),
        Index("ix_event_practice_user", "practice_id", "user_id", "id"),
        Index("ix_event_what", "what"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id"))
    what: Mapped[str] = mapped_column(String(60))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("xero_organisation.id"), index=True)
    login_id: Mapped[int | None] = mapped_column(ForeignKey("xero_login.id"), index=True)
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)
    reason: Mapped[str | None] = mapped_column(String(1000))
    address: Mapped[str | None] = mapped_column(String(45))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    user: Mapped[User | None] = relationship()


@dataclass(frozen=True)
class Author:
    """Who made something happen, and from where; nobody where it happened by itself."""

    user_id: int | None = None
    address: str | None = None


def record(what: str, *, practice_id: int | None, **details: Any) -> Event:
    """Add one line to the history, in the transaction of the change that it tells of."""
    happened = Event(what=what, practice_id=practice_id, **details)
    db.session.add(happened)
    return happened
