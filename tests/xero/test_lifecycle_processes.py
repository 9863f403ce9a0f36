"""Several processes that need one login at the same time, or die while they have it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from app.models import Event, LoginState
from app.xero import lifecycle, service
from tests.records import rows
from tests.xero.logins import age, is_current, lasts, login, refreshes, spend, tokens_of
from tests.xero.test_lifecycle_at_once import wait_for

ROOT = Path(__file__).resolve().parents[2]
LEASE = timedelta(seconds=20)


@contextmanager
def calling(environ, login_id, *, processes=1, threads=1, halt=()):
    """Processes that have started and wait for a line before they ask."""
    command = [sys.executable, "-m", "tests.xero.caller", str(login_id), str(threads), *halt]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    started = [subprocess.Popen(command, cwd=ROOT, **pipes) for _ in range(processes)]
    try:
        for process in started:
            process.stdin.write(json.dumps(environ) + "\n")
            process.stdin.flush()
        for process in started:
            assert process.stdout.readline() == "ready\n"
        yield started
    finally:
        for process in started:
            process.kill()
            process.communicate()


def go(process):
    process.stdin.write("go\n")
    process.stdin.flush()


def answers(processes):
    """What each caller was given, as a fingerprint, and how long it took. No secret was logged."""
    for process in processes:
        go(process)
    found = []
    for process in processes:
        printed, logged = process.communicate(timeout=60)
        found += json.loads(printed)
        assert '"error"' not in logged
        assert not [token for token in SECRETS if token in logged]
    return found


SECRETS: list[str] = []


def remember(app):
    SECRETS[:] = tokens_of(app)


@pytest.mark.parametrize(
    "threads", [8, pytest.param(2, marks=pytest.mark.long), pytest.param(32, marks=pytest.mark.long)]
)
def test_callers_in_four_processes_share_one_refresh_and_all_are_served(
    in_app, environ, xero, login_id, threads
):
    spend(in_app)
    remember(in_app)
    xero.control.slow(0.3, "token.refresh")

    with calling(environ, login_id, processes=4, threads=threads) as processes:
        found = answers(processes)

    assert {mark for mark, _ in found} == {service().fingerprint(tokens_of(in_app)[0])}
    assert len(found) == 4 * threads
    assert refreshes(xero) == 1
    assert login(in_app).lease_owner is None


def test_while_a_token_still_lasts_nobody_waits_for_its_successor(in_app, environ, xero, login_id):
    lasts(in_app, timedelta(minutes=5))
    remember(in_app)
    before = service().fingerprint(tokens_of(in_app)[0])
    xero.control.slow(3, "token.refresh")

    with calling(environ, login_id, processes=2, threads=16) as processes:
        for process in processes:
            go(process)
        found = [answer for process in processes for answer in json.loads(process.stdout.readline())]
        assert login(in_app).generation == 1
        xero.control.slow(0, "token.refresh")
        wait_for(lambda: login(in_app).generation == 2)

    assert {mark for mark, _ in found} == {before}
    assert refreshes(xero) == 1
    assert is_current(in_app, xero)


@pytest.mark.parametrize("where", ["claim", "reply"])
@pytest.mark.parametrize("replay", ["grace", "grace_retires"])
def test_a_process_killed_in_mid_refresh_loses_nothing(in_app, environ, xero, login_id, where, replay):
    xero.control.set_modes(replay=replay)
    spend(in_app)
    with calling(environ, login_id, halt=[where]) as (process,):
        go(process)
        assert process.stdout.readline() == "halted\n"
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert login(in_app).sent_at

    age(in_app, LEASE)

    assert lifecycle.fresh_access_token(login_id) == tokens_of(in_app)[0]
    assert refreshes(xero) == (2 if where == "reply" else 1)
    assert rows(in_app, Event, what="login.lease_ran_out")
    assert is_current(in_app, xero)


@pytest.mark.parametrize("replay", ["grace", "grace_retires"])
def test_a_process_that_sleeps_beyond_its_lease_harms_nothing(in_app, environ, xero, login_id, replay):
    xero.control.set_modes(replay=replay)
    spend(in_app)
    xero.control.slow(1, "token.refresh")
    with calling(environ, login_id) as (process,):
        go(process)
        wait_for(lambda: refreshes(xero) == 1)
        process.send_signal(signal.SIGSTOP)
        xero.control.slow(0, "token.refresh")
        age(in_app, LEASE)
        present = lifecycle.fresh_access_token(login_id)
        process.send_signal(signal.SIGCONT)
        [(mark, _)] = json.loads(process.communicate(timeout=30)[0])

    assert mark == service().fingerprint(present)
    assert tokens_of(in_app)[0] == present
    assert login(in_app).state == LoginState.ACTIVE
    assert is_current(in_app, xero)


def test_the_next_caller_waits_for_the_lease_of_a_killed_one_and_is_served(
    in_app, environ, xero, login_id, monkeypatch
):
    short = {"XERO_TOKEN_SECONDS": "2", "TOKEN_LEASE_SECONDS": "3"}
    spend(in_app)
    with calling(environ | short, login_id, halt=["claim"]) as (process,):
        go(process)
        assert process.stdout.readline() == "halted\n"
        process.kill()
        process.wait()

    assert lifecycle.fresh_access_token(login_id) == tokens_of(in_app)[0]
    assert refreshes(xero) == 1
