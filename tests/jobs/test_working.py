"""What is due is done, once, and what came of it stands in its row."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.extensions import db
from app.jobs import leases, words
from app.jobs.kinds import NotDone, Scope
from app.jobs.rows import make_missing
from app.models import Job, JobKind, LoginState, XeroLogin
from app.models.job import make_due
from app.xero.errors import ReconnectNeeded, StoreUnavailable, Throttled, XeroUnavailable
from tests.jobs.rows import a_kind, age, counting, job, work
from tests.records import add_login, change, rows

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEASE = timedelta(seconds=90)


def failing(fault):
    def run(_turn):
        raise fault

    return run


def test_a_job_is_done_when_it_is_due_and_not_before(in_app):
    done, run = counting()

    work(a_kind(run))
    work(a_kind(run))
    assert done == {"all": 1}

    age(in_app, HOUR)
    work(a_kind(run))
    assert done == {"all": 2}


def test_its_row_says_when_it_was_done_and_when_it_is_due_again(in_app):
    work(a_kind(counting()[1]))

    found = job(in_app)
    assert found.started_at <= found.finished_at == found.succeeded_at
    assert found.due_at == found.finished_at + HOUR
    assert (found.failures, found.fault, found.lease_owner, found.lease_until) == (0, None, None, None)


def test_a_job_may_ask_for_an_earlier_turn(in_app):
    work(a_kind(lambda _turn: timedelta(minutes=1)))

    assert job(in_app).due_at == job(in_app).finished_at + timedelta(minutes=1)


def test_every_login_and_practice_has_a_row_and_a_new_one_gets_its_own(in_app, harbour, saltmarsh):
    priya = add_login(in_app, harbour)
    done, run = counting()
    kinds = a_kind(run, JobKind.RECONCILE, Scope.LOGIN) | a_kind(run, JobKind.FACTS, Scope.PRACTICE)
    work(kinds)
    assert {row.subject for row in rows(in_app, Job)} == {
        f"login:{priya}",
        f"practice:{harbour.practice.id}",
        f"practice:{saltmarsh.practice.id}",
    }

    sam = add_login(in_app, saltmarsh, "Sam Osei")
    work(kinds)

    assert {(row.login_id, row.practice_id) for row in rows(in_app, Job, kind=JobKind.RECONCILE)} == {
        (priya, harbour.practice.id),
        (sam, saltmarsh.practice.id),
    }
    assert done.total() == 4


def test_a_login_that_is_over_rests_until_it_is_reconnected(in_app, harbour):
    done, run = counting()
    kinds = a_kind(run, JobKind.RECONCILE, Scope.LOGIN)
    priya = add_login(in_app, harbour, state=LoginState.EXPIRED)
    work(kinds)
    assert not done

    change(in_app, rows(in_app, XeroLogin)[0], lambda row: setattr(row, "state", LoginState.ACTIVE))
    work(kinds)

    assert done == {priya: 1}


def test_a_fault_is_told_in_words_and_tried_again_ever_later(in_app):
    kinds = a_kind(failing(XeroUnavailable("read timeout at 10.0.0.7")), every=DAY)
    pauses = []
    for _ in range(8):
        work(kinds)
        pauses.append((job(in_app).due_at - job(in_app).finished_at) / timedelta(minutes=1))
        age(in_app, HOUR)

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (job(in_app).failures, job(in_app).fault) == (8, "Xero did not answer.")
    assert job(in_app).succeeded_at is None


def test_after_a_success_the_faults_are_over(in_app):
    work(a_kind(failing(NotDone("The mail server did not answer."))))
    assert job(in_app).fault == "The mail server did not answer."
    age(in_app, HOUR)

    work(a_kind(counting()[1]))

    assert (job(in_app).failures, job(in_app).fault) == (0, None)


def test_a_limit_that_is_used_up_is_waited_for_as_long_as_xero_says(in_app):
    work(a_kind(failing(Throttled("day", timedelta(hours=7)))))

    assert job(in_app).due_at - job(in_app).finished_at == timedelta(hours=7)


def test_a_bug_in_one_job_keeps_no_other_waiting_and_its_words_stay_in_the_log(in_app, logbook):
    done, run = counting()
    kinds = a_kind(failing(KeyError("hunter2"))) | a_kind(run, JobKind.DIGEST)

    came = work(kinds)

    assert done == {"all": 1}
    assert {one.fault for one in came} == {words.UNEXPECTED, None}
    assert "hunter2" not in job(in_app).fault
    assert "KeyError" in str(logbook.about("job broke"))


def test_one_that_needs_reconnecting_is_due_as_soon_as_it_is_reconnected(in_app, harbour):
    add_login(in_app, harbour)
    kinds = a_kind(failing(ReconnectNeeded("login 1 is expired")), JobKind.RECONCILE, Scope.LOGIN)
    make_missing(kinds)
    leases_before = leases.claim(kinds)
    change(in_app, rows(in_app, XeroLogin)[0], lambda row: setattr(row, "state", LoginState.EXPIRED))
    fault = ReconnectNeeded("")

    leases.settle(leases_before, words.pause_after(fault, 1, kinds[JobKind.RECONCILE]), words.in_words(fault))

    age(in_app, timedelta(minutes=1), JobKind.RECONCILE)
    assert work(kinds) == []

    change(in_app, rows(in_app, XeroLogin)[0], lambda row: setattr(row, "state", LoginState.ACTIVE))
    assert len(work(kinds)) == 1


def test_what_is_asked_for_while_it_is_under_way_is_done_once_more(in_app):
    times = []

    def run(_turn):
        times.append(1)
        if len(times) == 1:
            make_due(JobKind.TIDY)
            db.session.commit()

    work(a_kind(run))

    assert len(times) == 2


def test_a_login_without_tokens_is_not_tried_again_and_again_in_one_go(in_app, harbour):
    add_login(in_app, harbour)
    kinds = a_kind(failing(ReconnectNeeded("login 1 has no tokens")), JobKind.RECONCILE, Scope.LOGIN)

    assert len(work(kinds)) == 1


def test_making_due_is_part_of_the_callers_transaction_and_forgets_failures(in_app):
    work(a_kind(failing(XeroUnavailable(""))))

    make_due(JobKind.TIDY)
    db.session.rollback()
    assert work(a_kind(counting()[1])) == []

    make_due(JobKind.TIDY)
    db.session.commit()
    assert job(in_app).failures == 0
    assert len(work(a_kind(counting()[1]))) == 1


def test_what_came_of_a_job_is_written_down_although_the_database_was_away(in_app, monkeypatch):
    settle, tries = leases.settle, []

    def away_at_first(*args):
        tries.append(args)
        if len(tries) < 3:
            raise StoreUnavailable("our database: OperationalError")
        return settle(*args)

    monkeypatch.setattr(leases, "settle", away_at_first)
    monkeypatch.setattr("app.jobs.working.STORE_PAUSE", 0.01)

    work(a_kind(counting()[1]))

    assert job(in_app).succeeded_at


def test_nothing_is_claimed_of_a_kind_that_nobody_registered(in_app):
    make_due(JobKind.REMOVE)
    db.session.commit()

    assert work(a_kind(counting()[1]))[0].kind == JobKind.TIDY
    assert rows(in_app, Job, kind=JobKind.REMOVE)[0].started_at is None


@pytest.mark.parametrize("fault", [kind for kind, _ in words.WORDS])
def test_every_fault_has_words_without_anything_that_a_library_said(fault):
    told = next(told for kind, told in words.WORDS if issubclass(fault, kind))

    assert told.endswith(".")
    assert "tenant" not in told
    assert "token" not in told
