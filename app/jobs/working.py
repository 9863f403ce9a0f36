"""Working off what is due: claim, run, write down, one job after the other until nothing is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from secrets import SystemRandom
from types import TracebackType

from flask import Flask, current_app

from app import durations
from app.durations import Countdown
from app.jobs import leases, rows
from app.jobs.kinds import Kind, Kinds
from app.jobs.leases import Claim
from app.jobs.words import in_words, is_expected, pause_after
from app.logs import log
from app.xero.errors import StoreUnavailable

STORE_PAUSE = 0.5  # seconds


@dataclass(frozen=True)
class Done:
    """What came of one job; `fault` in words, where it failed."""

    kind: str
    subject: str
    fault: str | None


class Attempt:
    """Takes note of whatever a job raises: a fault of one job, or a bug in it, keeps no other waiting."""

    def __init__(self) -> None:
        self.again: timedelta | None = None
        self.fault: Exception | None = None

    def __enter__(self) -> Attempt:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        self.fault = error if isinstance(error, Exception) else None
        return self.fault is not None


def work_off(kinds: Kinds, is_stopping: Callable[[], bool] = lambda: False) -> Iterator[Done]:
    """Do everything that is due now and that nobody else does; raises StoreUnavailable."""
    rows.make_missing(kinds)
    while not is_stopping() and (claimed := leases.claim(kinds)):
        yield attend(kinds[claimed.kind], claimed)


def attend(kind: Kind, claimed: Claim) -> Done:
    """Do one job, and write down what came of it."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with leases.kept(claimed):
        # A context of its own: whatever the job leaves in its session is gone afterwards.
        with Attempt() as attempt, app.app_context():
            attempt.again = kind.run(claimed.turn)
        fault = tell(claimed, attempt.fault)
        write_down(claimed, again_after(kind, claimed, attempt), fault)
    return Done(claimed.kind, claimed.subject, fault)


def again_after(kind: Kind, claimed: Claim, attempt: Attempt) -> timedelta:
    if attempt.fault is not None:
        return pause_after(attempt.fault, claimed.failures + 1, kind)
    if attempt.again is not None:
        return attempt.again
    return kind.every + kind.jitter * SystemRandom().random()


def tell(claimed: Claim, fault: Exception | None) -> str | None:
    """Log how a job went; returns the fault in words."""
    facts = {"job_id": claimed.id, "kind": str(claimed.kind), "subject": claimed.subject}
    if fault is None:
        log.info("job done", **facts)
        return None
    if is_expected(fault):
        log.warning("job failed", problem=str(fault), **facts)
    else:
        log.error("job broke", exc_info=fault, **facts)
    return in_words(fault)


def write_down(claimed: Claim, again: timedelta, fault: str | None) -> None:
    """Try for as long as the lease lasts: what is not written down is done once more."""
    countdown = Countdown(leases.lease().total_seconds())
    while True:
        try:
            leases.settle(claimed, again, fault)
            return
        except StoreUnavailable as problem:
            log.error("job not written down", job_id=claimed.id, problem=str(problem))
            if countdown.is_over:
                raise
            durations.pause(STORE_PAUSE)
