"""Every job as people look at it: last run, next due, what went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select, true

from app.extensions import db
from app.jobs.kinds import Kinds
from app.models import Job, JobKind, Practice, XeroLogin
from app.xero.store import present_moment


@dataclass(frozen=True)
class JobLine:
    """One job at this moment. `name` is the login’s or the practice’s; None where it is for all."""

    job: Job
    words: str
    name: str | None
    rests: bool
    now: datetime

    @property
    def is_under_way(self) -> bool:
        return self.job.lease_until is not None and self.job.lease_until > self.now

    @property
    def is_due(self) -> bool:
        return not self.rests and self.job.due_at <= self.now


def load_lines(
    kinds: Kinds, only: ColumnElement[bool] | None = None, limit: int | None = None, offset: int = 0
) -> list[JobLine]:
    """Jobs of known kinds: what failed first, then by name and kind."""
    rows = db.session.execute(
        select(Job, XeroLogin, Practice.name, present_moment(db.engine.dialect.name).label("now"))
        .outerjoin(XeroLogin, XeroLogin.id == Job.login_id)
        .outerjoin(Practice, Practice.id == Job.practice_id)
        .where(Job.kind.in_(list(kinds)), true() if only is None else only)
        .order_by(has_failed(), Practice.name, Job.login_id.nulls_first(), sorted_kinds(kinds), Job.id)
        .limit(limit)
        .offset(offset)
    )
    return [
        JobLine(
            job,
            kinds[JobKind(job.kind)].words,
            login.name if login else practice,
            bool(login) and not login.is_active,
            now,
        )
        for job, login, practice, now in rows
    ]


def count_lines(kinds: Kinds, only: ColumnElement[bool]) -> int:
    found = db.session.scalar(select(func.count()).select_from(Job).where(Job.kind.in_(list(kinds)), only))
    return int(found or 0)


def has_failed() -> ColumnElement[int]:
    return case((Job.failures > 0, 0), else_=1)


def sorted_kinds(kinds: Iterable[JobKind]) -> ColumnElement[int]:
    """In the order of the registry."""
    return case({str(name): number for number, name in enumerate(kinds)}, value=Job.kind, else_=99)
