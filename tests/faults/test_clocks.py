"""Hosts whose clock is wrong, and clocks that are set while the application runs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import clock
from app.models import Event
from tests.records import rows
from tests.xero.logins import age, login, refreshes, spend

TEN_MINUTES = 600
OFF = "CLOCK_OFFSET_SECONDS"


@pytest.fixture
def off(request, in_app):
    """Ten minutes fast or slow. On SQLite there is one host, so that the test’s own clock is wrong, too."""
    if in_app.config["DATABASE_URL"].startswith("sqlite"):
        clock.set_off(request.param)
    yield {OFF: str(request.param)}
    clock.set_off(0)


@pytest.mark.parametrize("off", [TEN_MINUTES, -TEN_MINUTES], indirect=True)
def test_a_host_that_is_ten_minutes_off_uses_no_spent_token_and_renews_no_more_often(
    in_app, environ, off, xero, login_id, crew, proven
):
    [member] = crew.hire(environ | off)
    for minutes, renewals in [(0, 0), (15, 0), (7, 1), (15, 1), (20, 2)]:
        age(in_app, timedelta(minutes=minutes))
        xero.control.move_clock(minutes * 60)

        assert [member.do("call", login_id) for _ in range(3)] == [1, 1, 1]
        member.do("finish")
        assert refreshes(xero) == renewals

    statuses = [call["status"] for call in xero.control.recent_calls() if call["endpoint"] == "connections"]
    assert statuses == [200] * 15


def test_hosts_that_are_twenty_minutes_apart_share_one_login_of_a_server(
    in_app, environ, xero, login_id, crew, proven
):
    if in_app.config["DATABASE_URL"].startswith("sqlite"):
        pytest.skip("SQLite is for one host")
    spend(in_app)
    [fast] = crew.hire(environ | {OFF: str(TEN_MINUTES)})
    [slow] = crew.hire(environ | {OFF: str(-TEN_MINUTES)})

    for member in (fast, slow, fast, slow):
        member.ask(login_id, login_id, login_id)
    found = fast.answers() + slow.answers()

    assert len(set(found)) == 1
    assert refreshes(xero) == 1


@pytest.mark.brief
@pytest.mark.parametrize(("before", "after"), [(TEN_MINUTES, 0), (0, TEN_MINUTES)], ids=["back", "on"])
def test_a_clock_that_is_set_costs_one_call_at_most_and_serves_everybody(
    in_app, environ, xero, login_id, worker, proven, before, after
):
    worker.do("set_clock", before)
    spend(in_app)
    assert worker.do("call", login_id) == 1

    worker.do("set_clock", after)
    found = [worker.do("call", login_id) for _ in range(4)]
    worker.do("finish")
    worker.do("set_clock", 0)

    assert found == [1] * 4
    assert refreshes(xero) <= 2


def test_the_lease_of_a_killed_process_does_not_outlive_a_clock_that_is_set_back(
    in_app, environ, xero, login_id, crew, worker, proven
):
    spend(in_app)
    [victim] = crew.hire(environ | {OFF: str(TEN_MINUTES)}, halt="claim")
    victim.ask_and_halt(login_id)
    victim.kill()

    [mark] = worker.asks(login_id)

    assert len(mark) == 8
    assert refreshes(xero) == 1
    assert rows(in_app, Event, what="login.lease_ran_out")


def test_a_pause_does_not_outlive_a_clock_that_is_set_back(
    in_app, environ, xero, login_id, crew, worker, proven
):
    spend(in_app)
    xero.control.offline()
    [fast] = crew.hire(environ | {OFF: str(TEN_MINUTES), "TOKEN_WAIT_SECONDS": "1"})
    assert fast.asks(login_id)[0] in ("XeroUnavailable", "NotYet")
    xero.control.offline(False)

    [mark] = worker.asks(login_id)

    assert len(mark) == 8
    assert login(in_app).failures == 0
