"""A file of clients between its preview and its confirmation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import utcnow
from app.extensions import Base
from app.models.columns import Json, UtcDateTime

IMPORT_LIFETIME = timedelta(days=1)


class ClientImport(Base):
    """What one user uploaded, as read and not yet written; kept for a day at most.

    `lines` holds [line number, {field: text}] per client, `left_out` the headings that mean nothing here.
    """

    __tablename__ = "client_import"
    __table_args__ = (
        ForeignKeyConstraint(["practice_id", "user_id"], ["user_account.practice_id", "user_account.id"]),
        Index("ix_client_import_uploaded_at", "uploaded_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int]
    user_id: Mapped[int]
    filename: Mapped[str] = mapped_column(String(200))
    lines: Mapped[list[Any]] = mapped_column(Json)
    left_out: Mapped[list[Any]] = mapped_column(Json)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)

    def has_run_out(self, now: datetime) -> bool:
        return now >= self.uploaded_at + IMPORT_LIFETIME
