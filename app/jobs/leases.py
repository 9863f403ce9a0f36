"""The lease on a job’s row: whoever holds it does the job, and nobody else. Short transactions, one clock."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread

from flask import Flask, current_app
from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import Session

from app.database import reading, writing
from app.durations import Countdown
from app.extensions import db
from app.jobs.kinds import Turn
from app.logs import log
from app.models import Job, JobKind, LoginState, XeroLogin
from app.xero.errors import StoreUnavailable
from app.xero.store import now_of, sorted_faults

RENEWALS_PER_LEASE = 3
LONGEST_JOB = timedelta(minutes=10)


@dataclass(frozen=True)
class Claim:
    """One job, ours until the lease ends, and what it was when we took it."""

    id: int
    kind: JobKind
    subject: str
    turn: Turn
    owner: str
    failures: int


@contextmanager
def transaction() -> Iterator[Session]:
    """One short transaction that commits at the end; raises StoreUnavailable."""
    with sorted_faults(), Session(writing(db.engine), expire_on_commit=False) as session:
        yield session
        session.commit()


@contextmanager
def look() -> Iterator[Session]:
    """One short transaction that only reads; raises StoreUnavailable."""
    with sorted_faults(), Session(reading(db.engine)) as session:
        yield session


def lease() -> timedelta:
    return timedelta(seconds=current_app.config["JOB_LEASE_SECONDS"])


def can_be_done(kinds: Iterable[JobKind]) -> ColumnElement[bool]:
    """Of a kind that is known, and not of a login that waits to be reconnected."""
    is_alive = exists().where(XeroLogin.id == Job.login_id, XeroLogin.state == LoginState.ACTIVE)
    return Job.kind.in_(list(kinds)) & or_(Job.login_id.is_(None), is_alive)


def is_free(now: datetime) -> ColumnElement[bool]:
    return or_(Job.lease_until.is_(None), Job.lease_until <= now)


def claim(kinds: Iterable[JobKind]) -> Claim | None:
    """Take the job that has been due for the longest; None where nothing is due that nobody has."""
    owner = secrets.token_hex(16)
    with transaction() as session:
        now = now_of(session)
        job = session.scalars(
            select(Job)
            .where(Job.due_at <= now, is_free(now), can_be_done(kinds))
            .order_by(Job.due_at, Job.id)
            .limit(1)
            .with_for_update(skip_locked=True, of=Job)
        ).one_or_none()
        if job is None:
            return None
        if job.lease_owner is not None:
            log.warning("job taken over", job_id=job.id, since=str(job.started_at))
        job.lease_owner, job.lease_until, job.started_at = owner, now + lease(), now
        turn = Turn(job.practice_id, job.login_id, job.due_at)
        return Claim(job.id, JobKind(job.kind), job.subject, turn, owner, job.failures)


@contextmanager
def kept(claimed: Claim) -> Iterator[None]:
    """Renew the lease while the job is under way, from a thread that dies with the process."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    is_over = Event()
    renewing = Thread(target=renew_until, args=(app, claimed, is_over), name="lease", daemon=True)
    renewing.start()
    try:
        yield
    finally:
        is_over.set()
        renewing.join()


def renew_until(app: Flask, claimed: Claim, is_over: Event) -> None:
    """Renew until told, or until a job hangs that should have ended long ago."""
    countdown = Countdown(LONGEST_JOB.total_seconds())
    with app.app_context():
        every = lease().total_seconds() / RENEWALS_PER_LEASE
        while not is_over.wait(every) and not countdown.is_over:
            try:
                renew(claimed)
            except StoreUnavailable as fault:
                log.warning("lease not renewed", job_id=claimed.id, problem=str(fault))


def renew(claimed: Claim) -> None:
    with transaction() as session:
        ours = (Job.id == claimed.id) & (Job.lease_owner == claimed.owner)
        session.execute(update(Job).where(ours).values(lease_until=now_of(session) + lease()))


def settle(claimed: Claim, again: timedelta, fault: str | None) -> bool:
    """Write what came of a job, and when it is due again; False where somebody else took it over meanwhile.

    Whoever made it due while it was under way finds it due still.
    """
    with transaction() as session:
        job = session.scalars(select(Job).filter_by(id=claimed.id).with_for_update()).one_or_none()
        if job is None or job.lease_owner != claimed.owner:
            log.warning("job outranked", job_id=claimed.id)
            return False
        now = now_of(session)
        job.lease_owner = job.lease_until = None
        job.finished_at, job.fault = now, fault
        if fault is None:
            job.succeeded_at, job.failures = now, 0
        else:
            job.failures = claimed.failures + 1
        if job.due_at == claimed.turn.due_at:
            job.due_at = now + again
    return True


def next_moment(kinds: Iterable[JobKind]) -> timedelta | None:
    """How long until there is something to claim: a job that comes due, or a lease that runs out."""
    with look() as session:
        now, known = now_of(session), can_be_done(kinds)
        due = session.scalar(select(func.min(Job.due_at)).where(Job.due_at > now, is_free(now), known))
        held = session.scalar(select(func.min(Job.lease_until)).where(Job.lease_until > now, known))
    moments = [moment for moment in (due, held) if moment is not None]
    return min(moments) - now if moments else None
