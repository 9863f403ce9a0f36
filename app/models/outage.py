"""What a practice is to be told by mail: what broke, and that it is mended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.columns import Json, UtcDateTime


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


class Digest(Base):
    """A mail that is being sent to the people of a practice: it goes once everybody in `waiting` has it.

    `told` and `mended` are the outages it speaks of. Until the first of them has it, it is written anew each
    time; `key` stays, and makes each copy’s Message-ID.
    """

    __tablename__ = "digest"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), unique=True)
    key: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    told: Mapped[list[int]] = mapped_column(Json)
    mended: Mapped[list[int]] = mapped_column(Json)
    waiting: Mapped[list[int]] = mapped_column(Json)
    sent: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
