"""Processes that die, sleep or are replaced while they have a login in their hands."""

from __future__ import annotations

import signal
from datetime import timedelta

import pytest

from app.models import Event
from app.xero import service
from tests.records import rows
from tests.xero.logins import age, login, refreshes, spend, tokens_of
from tests.xero.test_lifecycle_at_once import wait_for

LEASE = timedelta(seconds=6)
BOTH = pytest.mark.parametrize("replay", ["grace", "grace_retires"])


def mark_of(app):
    return service().fingerprint(tokens_of(app)[0])


@pytest.mark.parametrize(
    ("where", "sent"),
    [
        ("claim", 1),
        pytest.param("reply", 2, marks=pytest.mark.brief),
        ("before commit", 2),
    ],
)
@BOTH
def test_a_process_killed_between_the_claim_and_the_commit_loses_nothing(
    in_app, environ, xero, login_id, crew, worker, proven, where, sent, replay
):
    xero.control.set_modes(replay=replay)
    spend(in_app)
    [victim] = crew.hire(environ, halt=where)
    victim.ask_and_halt(login_id)
    victim.kill()
    assert login(in_app).sent_at

    age(in_app, LEASE)

    assert worker.asks(login_id) == [mark_of(in_app)]
    assert refreshes(xero) == sent
    assert rows(in_app, Event, what="login.lease_ran_out")


@BOTH
def test_a_process_killed_while_xero_has_its_request_loses_nothing(
    in_app, environ, xero, login_id, crew, worker, proven, replay
):
    xero.control.set_modes(replay=replay)
    spend(in_app)
    xero.control.slow(30, "token.refresh")
    [victim] = crew.hire(environ)
    victim.ask(login_id)
    wait_for(lambda: refreshes(xero) == 1)
    victim.kill()
    xero.control.slow(0, "token.refresh")
    wait_for(lambda: xero.control.tokens()[0]["rotated_refresh_tokens"])

    age(in_app, LEASE)

    assert worker.asks(login_id) == [mark_of(in_app)]
    assert refreshes(xero) == 2


def test_a_process_killed_after_the_commit_leaves_its_work_to_the_others(
    in_app, environ, xero, login_id, crew, worker, proven
):
    spend(in_app)
    [victim] = crew.hire(environ, halt="after commit")
    victim.ask_and_halt(login_id)
    victim.kill()

    assert worker.asks(login_id) == [mark_of(in_app)]
    assert refreshes(xero) == 1


@pytest.mark.brief
def test_the_next_caller_waits_for_the_lease_of_a_killed_one_and_is_served(
    in_app, environ, xero, login_id, crew, worker, proven
):
    spend(in_app)
    [victim] = crew.hire(environ, halt="claim")
    victim.ask_and_halt(login_id)
    victim.kill()

    assert worker.asks(login_id) == [mark_of(in_app)]
    assert refreshes(xero) == 1


@BOTH
def test_a_process_that_sleeps_beyond_its_lease_harms_nothing(
    in_app, environ, xero, login_id, crew, worker, proven, replay
):
    xero.control.set_modes(replay=replay)
    spend(in_app)
    xero.control.slow(1, "token.refresh")
    [sleeper] = crew.hire(environ)
    sleeper.ask(login_id)
    wait_for(lambda: refreshes(xero) == 1)
    sleeper.signal(signal.SIGSTOP)
    xero.control.slow(0, "token.refresh")
    age(in_app, LEASE)

    served = worker.asks(login_id)
    sleeper.signal(signal.SIGCONT)

    assert sleeper.answers() == served == [mark_of(in_app)]


def test_a_process_that_slept_with_an_answer_that_xero_has_retired_does_not_write_it(
    in_app, environ, xero, login_id, crew, worker, proven
):
    xero.control.set_modes(replay="grace_retires")
    spend(in_app)
    xero.control.keep_back("token.refresh", 1)
    [sleeper] = crew.hire(environ)
    sleeper.ask(login_id)
    wait_for(lambda: xero.control.tokens()[0]["rotated_refresh_tokens"])
    sleeper.signal(signal.SIGSTOP)
    age(in_app, LEASE)

    served = worker.asks(login_id)
    sleeper.signal(signal.SIGCONT)

    assert sleeper.answers() == served == [mark_of(in_app)]
