"""What is due in the background, and who is alive to do it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    func,
    literal,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.clock import utcnow
from app.extensions import Base, db
from app.models.columns import UtcDateTime

EVERYWHERE = "all"


class JobKind(StrEnum):
    """What is done in the background, per login, per practice or once for all."""

    KEEP_ALIVE = "keep_alive"
    RECONCILE = "reconcile"
    FACTS = "facts"
    DIGEST = "digest"
    REMOVE = "remove"
    TIDY = "tidy"


class Job(Base):
    """One kind of work that comes due again and again for one subject; whoever runs it holds its lease.

    `subject` is “login:12”, “practice:3” or EVERYWHERE. `fault` says in words what went wrong last time.
    """

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("kind", "subject"),
        ForeignKeyConstraint(["practice_id", "login_id"], ["xero_login.practice_id", "xero_login.id"]),
        Index("ix_job_due_at", "due_at"),
        Index("ix_job_practice_id", "practice_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(40))
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id"))
    login_id: Mapped[int | None]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    succeeded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fault: Mapped[str | None] = mapped_column(String(1000))


class JobHost(Base):
    """A process that runs jobs, and when it was last heard of."""

    __tablename__ = "job_host"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


def make_due(
    kind: JobKind,
    *,
    practice_id: int | None = None,
    login_id: int | None = None,
    session: Session | None = None,
) -> None:
    """Have something done as soon as a process that runs jobs comes by; part of the caller’s transaction."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    subject = subject_of(practice_id, login_id)
    wanted = insert(Job).values(
        kind=kind, subject=subject, practice_id=practice_id, login_id=login_id, due_at=due_now(), failures=0
    )
    sooner = {"due_at": wanted.excluded.due_at, "failures": 0}
    (session or db.session).execute(
        wanted.on_conflict_do_update(index_elements=[Job.kind, Job.subject], set_=sooner)
    )


def due_now() -> ColumnElement[datetime]:
    """Now, by the clock that due times go by: PostgreSQL’s own, which all processes share; ours on SQLite."""
    if db.engine.dialect.name == "postgresql":
        return func.clock_timestamp(type_=UtcDateTime)
    return literal(utcnow(), UtcDateTime)


def subject_of(practice_id: int | None, login_id: int | None) -> str:
    if login_id is not None:
        return f"login:{login_id}"
    return EVERYWHERE if practice_id is None else f"practice:{practice_id}"
