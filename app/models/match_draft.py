"""What one user has ticked and chosen of the proposed matches, before anything is linked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import utcnow
from app.extensions import Base
from app.models.columns import Json, UtcDateTime


class MatchDraft(Base):
    """One user’s proposals, and what they made of them; `scope` is the trip whose organisations they are.

    `proposals` were made from facts whose hash is `basis`, under a `mark` of their own that the form carries;
    `choices` holds {organisation: [client, ticked, score, reason]} wherever the user decided otherwise.
    """

    __tablename__ = "match_draft"
    __table_args__ = (
        UniqueConstraint("user_id", "scope"),
        ForeignKeyConstraint(["practice_id", "user_id"], ["user_account.practice_id", "user_account.id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int]
    user_id: Mapped[int]
    scope: Mapped[str] = mapped_column(String(20))
    basis: Mapped[str] = mapped_column(String(64), default="")
    mark: Mapped[str] = mapped_column(String(32), default="")
    proposals: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    choices: Mapped[dict[str, list[Any]]] = mapped_column(Json, default=dict)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
