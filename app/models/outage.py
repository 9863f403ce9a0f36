"""What a practice is to be told by mail: what broke, and that it is mended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.columns import UtcDateTime


class XeroOutage(Base):
    """A broken login, or a linked organisation that no login reaches, until it is mended.

    `since` is when it was noticed, `told_at` when a digest spoke of it: what was mended before
    that is never spoken of.
    """

    __tablename__ = "xero_outage"
    __table_args__ = (
        UniqueConstraint("practice_id", "login_id"),
        UniqueConstraint("practice_id", "organisation_id"),
        ForeignKeyConstraint(["practice_id", "login_id"], ["xero_login.practice_id", "xero_login.id"]),
        ForeignKeyConstraint(
            ["practice_id", "organisation_id"], ["xero_organisation.practice_id", "xero_organisation.id"]
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    login_id: Mapped[int | None]
    organisation_id: Mapped[int | None]
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
