"""Our own database being away, cut off or busy while a login is renewed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.models import LoginState
from app.xero import service
from tests.faults import proof
from tests.faults.many import spend_all
from tests.faults.outage import no_postgresql, no_sqlite
from tests.xero.logins import age, login, refreshes, spend, tokens_of
from tests.xero.test_lifecycle_at_once import wait_for

HURRIED = {"busy": 0.5}
HELD = 40  # seconds
ROOMY = {"XERO_TOKEN_SECONDS": "9", "TOKEN_LEASE_SECONDS": "12"}
HALF_AN_HOUR = timedelta(minutes=31)


@pytest.fixture
def outage(request, in_app):
    """Takes the database of this test away for as long as the context lasts."""
    if in_app.config["DATABASE_URL"].startswith("sqlite"):
        database = request.getfixturevalue("sqlite_database")
        return lambda: no_sqlite(database, None)
    database = request.getfixturevalue("postgresql_database")
    server = request.getfixturevalue("postgresql_server")
    return lambda: no_postgresql(database, server)


def mark_of(app):
    return service().fingerprint(tokens_of(app)[0])


def rotated(xero):
    return xero.control.tokens()[0]["rotated_refresh_tokens"]


@pytest.mark.parametrize("away", [timedelta(), HALF_AN_HOUR], ids=["short", "31 minutes"])
def test_a_database_that_is_gone_at_the_claim_lets_nothing_be_sent(
    in_app, environ, xero, login_id, crew, proven, outage, away
):
    spend(in_app)
    [member] = crew.hire(environ, **HURRIED)

    with outage():
        assert member.asks(login_id, login_id) == ["StoreUnavailable"] * 2
    age(in_app, away)
    xero.control.move_clock(away.total_seconds())

    assert member.asks(login_id) == [mark_of(in_app)]
    assert refreshes(xero) == 1


def test_a_database_that_is_gone_for_a_moment_when_the_answer_comes_gets_it_afterwards(
    in_app, environ, xero, login_id, crew, proven, outage
):
    spend(in_app)
    xero.control.keep_back("token.refresh", HELD)
    [member] = crew.hire(environ | ROOMY, **HURRIED)
    member.ask(login_id)
    wait_for(lambda: rotated(xero))

    with outage():
        xero.control.slow(0)
        wait_for(lambda: "renewed tokens not stored" in member.log.read_text())

    assert member.answers() == [mark_of(in_app)]
    assert refreshes(xero) == 1


def test_an_answer_is_stored_even_when_the_database_comes_back_after_31_minutes(
    in_app, environ, xero, login_id, crew, worker, proven, outage
):
    spend(in_app)
    xero.control.keep_back("token.refresh", HELD)
    [member] = crew.hire(environ | ROOMY, **HURRIED)
    member.ask(login_id)
    wait_for(lambda: rotated(xero))

    with outage():
        xero.control.slow(0)
        assert member.answers() == ["StoreUnavailable"]
        xero.control.move_clock(HALF_AN_HOUR.total_seconds())
    wait_for(lambda: login(in_app).generation == 2)
    age(in_app, HALF_AN_HOUR)

    assert worker.asks(login_id) == [mark_of(in_app)]


def test_where_its_process_dies_with_the_answer_in_those_31_minutes_the_login_is_lost_and_says_so(
    in_app, environ, xero, login_id, crew, worker, outage
):
    spend(in_app)
    xero.control.keep_back("token.refresh", HELD)
    [member] = crew.hire(environ | ROOMY, **HURRIED)
    member.ask(login_id)
    wait_for(lambda: rotated(xero))
    with outage():
        xero.control.slow(0)
        assert member.answers() == ["StoreUnavailable"]
        member.kill()

    age(in_app, HALF_AN_HOUR)
    xero.control.move_clock(HALF_AN_HOUR.total_seconds())

    assert worker.asks(login_id) == ["ReconnectNeeded"]
    proof.ended(in_app, LoginState.LOST)
    proof.leases_in_order(in_app)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_that_is_killed_at_the_commit_costs_no_call_and_no_login(
    in_app, environ, xero, login_id, crew, proven, when
):
    spend(in_app)
    [member] = crew.hire(environ, cut=when)

    assert member.asks(login_id) == [mark_of(in_app)]

    assert "renewed tokens not stored" in member.log.read_text()
    assert refreshes(xero) == 1
    assert login(in_app).generation == 2


def test_a_storm_of_writers_keeps_nobody_from_being_served(in_app, unhurried, xero, logins, crew, proven):
    ids = logins(8)
    spend_all(in_app)
    stormy, *members = crew.hire(unhurried, 3)
    stormy.do("write", 8)

    for member in members:
        member.ask(*ids, *ids)
    found = [mark for member in members for mark in member.answers()]
    stormy.do("calm")

    assert len(set(found)) == 8
    assert not {"StoreUnavailable", "XeroUnavailable"} & set(found)
    assert refreshes(xero) == 8
    assert min(stormy.answers()) > 0
