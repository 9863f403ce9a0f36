"""Jobs as tests make and read them, by whatever clock they go."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from app.jobs.kinds import Kind, Scope
from app.jobs.working import work_off
from app.models import Job, JobKind
from tests.records import change, rows


def a_kind(run, name=JobKind.TIDY, scope=Scope.ALL, every=timedelta(hours=1)):
    """One kind of one’s own, as a registry with nothing else in it."""
    return {name: Kind(name, "Count the boats", scope, every, run)}


def counting():
    """A job that counts how often it was done, for whom."""
    done = Counter()

    def run(turn):
        done[turn.login_id or turn.practice_id or "all"] += 1

    return done, run


def work(kinds):
    """Everything that is due now; returns what came of it."""
    return list(work_off(kinds))


def job(app, kind=JobKind.TIDY):
    (found,) = rows(app, Job, kind=kind)
    return found


def age(app, by, kind=JobKind.TIDY):
    """Let time go by for a job."""

    def earlier(row):
        row.due_at -= by
        if row.lease_until:
            row.lease_until -= by

    for row in rows(app, Job, kind=kind):
        change(app, row, earlier)
