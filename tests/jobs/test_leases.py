"""Whoever holds the lease on a job does it, and nobody else."""

from __future__ import annotations

from datetime import timedelta

from app.jobs import leases
from app.jobs.rows import make_missing
from tests.jobs.rows import a_kind, age, counting, job, work

DAY = timedelta(days=1)
LEASE = timedelta(seconds=90)


def test_what_somebody_else_has_is_left_alone_until_the_lease_ends(in_app):
    done, run = counting()
    make_missing(a_kind(run))
    leases.claim(a_kind(run))

    work(a_kind(run))
    assert not done

    age(in_app, LEASE)
    work(a_kind(run))
    assert done == {"all": 1}


def test_who_lost_the_lease_writes_nothing(in_app):
    kinds = a_kind(counting()[1])
    make_missing(kinds)
    lost = leases.claim(kinds)
    age(in_app, LEASE)
    work(kinds)
    after = job(in_app).due_at

    assert not leases.settle(lost, DAY, "Too late.")

    assert (job(in_app).due_at, job(in_app).fault) == (after, None)


def test_a_lease_is_renewed_while_the_job_is_under_way(in_app):
    kinds = a_kind(counting()[1])
    make_missing(kinds)
    claimed = leases.claim(kinds)
    age(in_app, LEASE)

    leases.renew(claimed)

    assert leases.claim(kinds) is None


def test_the_next_moment_is_the_next_due_time_or_the_end_of_a_lease(in_app):
    kinds = a_kind(counting()[1])
    make_missing(kinds)
    claimed = leases.claim(kinds)
    assert timedelta(seconds=40) < leases.next_moment(kinds) <= timedelta(seconds=45)

    leases.settle(claimed, timedelta(minutes=7), None)

    assert timedelta(minutes=6) < leases.next_moment(kinds) <= timedelta(minutes=7)
