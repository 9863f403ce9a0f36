"""However many ask at once, Xero is called once, and nobody waits who need not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.xero import service
from tests.faults.many import spend_all
from tests.xero.logins import lasts, login, refreshes, spend, tokens_of
from tests.xero.test_lifecycle_at_once import wait_for

HELD = 45  # seconds


def mark_of(app):
    return service().fingerprint(tokens_of(app)[0])


@pytest.mark.parametrize("callers", [pytest.param(8, marks=pytest.mark.brief), 32, 128])
def test_callers_in_four_processes_share_one_refresh_and_all_are_served(
    in_app, unhurried, xero, login_id, crew, proven, callers
):
    spend(in_app)
    xero.control.slow(0.3, "token.refresh")
    members = crew.hire(unhurried, 4)

    for member in members:
        member.ask(*[login_id] * (callers // 4))
    found = [mark for member in members for mark in member.answers()]

    assert found == [mark_of(in_app)] * callers
    assert refreshes(xero) == 1


@pytest.mark.brief
def test_while_a_token_still_lasts_nobody_waits_for_xero_or_holds_a_connection(
    in_app, unhurried, xero, login_id, crew, proven
):
    lasts(in_app, timedelta(minutes=5))
    present = mark_of(in_app)
    xero.control.slow(HELD, "token.refresh")
    members = crew.hire(unhurried, 4)

    for member in members:
        member.ask(*[login_id] * 16)
    found = [mark for member in members for mark in member.answers()]

    # All have been served, and Xero has not answered yet.
    wait_for(lambda: refreshes(xero) == 1)
    assert found == [present] * 64
    wait_for(lambda: [member.do("held") for member in members] == [[0, 0]] * 4)
    assert refreshes(xero) == 1
    assert login(in_app).generation == 1
    xero.control.slow(0, "token.refresh")
    for member in members:
        member.do("finish")
    assert refreshes(xero) == 1
    assert login(in_app).generation == 2


def test_fifty_logins_that_expire_together_leave_the_requests_their_five_connections(
    in_app, unhurried, xero, logins, crew, proven
):
    ids = logins(50)
    spend_all(in_app)
    xero.control.slow(HELD, "token.refresh")
    [member] = crew.hire(unhurried, pool=5)

    member.ask(*ids)
    wait_for(lambda: refreshes(xero) == 50)
    assert member.do("query", 10) == 10
    wait_for(lambda: member.do("held") == [0, 0])
    xero.control.slow(0, "token.refresh")

    assert len(set(member.answers())) == 50
    assert refreshes(xero) == 50


@pytest.mark.parametrize("manner", ["starved", "in a transaction"])
def test_a_caller_without_a_connection_left_or_in_a_transaction_that_reads_is_served(
    in_app, environ, xero, login_id, crew, proven, manner
):
    spend(in_app)
    [member] = crew.hire(environ, pool=5)

    assert member.asks(login_id, manner=manner) == [mark_of(in_app)]

    assert refreshes(xero) == 1
