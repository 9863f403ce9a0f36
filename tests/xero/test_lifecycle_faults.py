"""What Xero may answer instead of tokens, and that no login is lost to it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.models import Event, LoginState
from app.xero import backoff, lifecycle, refreshing
from app.xero.backoff import NotYet
from app.xero.errors import (
    ReconnectNeeded,
    SealBroken,
    Throttled,
    XeroMisconfigured,
    XeroUnavailable,
)
from tests.records import change, rows
from tests.travel import PRIYA
from tests.xero.logins import age, is_current, login, refreshes, spend, tokens_of

INVALID_GRANT = {"status": 400, "body": '{"error":"invalid_grant"}'}
PASSING = {
    "500 before": {"status": 500},
    "502 after rotation": {"status": 502, "process": True, "body": "<h1>Bad gateway</h1>"},
    "reply dropped": {"drop": True, "process": True, "status": None},
    "never arrived": {"drop": True, "status": None},
    "HTML": {"status": 200, "body": "<h1>Soon back</h1>", "content_type": "text/html"},
    "redirect": {"status": 302, "headers": {"Location": "http://localhost:9/"}},
    "403 of the edge": {"status": 403},
    "no refresh token": {"without_keys": ["refresh_token"], "status": None},
    "expires_in 0": {"set_keys": {"expires_in": 0}, "status": None},
    "expires_in negative": {"set_keys": {"expires_in": -5}, "status": None},
    "expires_in text": {"set_keys": {"expires_in": "soon"}, "status": None},
    "one false refusal": INVALID_GRANT,
}


@pytest.mark.parametrize("replay", ["grace", "grace_retires"])
@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_a_fault_that_passes_costs_one_call_more_and_no_login(in_app, xero, login_id, fault, replay):
    xero.control.set_modes(replay=replay)
    spend(in_app)
    xero.control.fail("token.refresh", **fault)

    access_token = lifecycle.fresh_access_token(login_id)

    assert access_token == tokens_of(in_app)[0]
    assert refreshes(xero) == 2
    assert login(in_app).state == LoginState.ACTIVE
    assert (login(in_app).failures, login(in_app).retry_at, login(in_app).sent_at) == (0, None, None)
    assert is_current(in_app, xero)


def test_a_reply_lost_three_times_is_replayed_each_time(in_app, xero, login_id):
    spend(in_app)
    xero.control.drop_reply("token.refresh", times=3)

    assert lifecycle.fresh_access_token(login_id) == tokens_of(in_app)[0]
    assert refreshes(xero) == 4
    assert is_current(in_app, xero)


@pytest.mark.parametrize("replay", ["strict", "strict_revokes"])
def test_where_xero_takes_no_token_twice_a_lost_reply_ends_the_login_and_says_so(
    in_app, xero, login_id, replay
):
    xero.control.set_modes(replay=replay)
    spend(in_app)
    xero.control.drop_reply("token.refresh")

    with pytest.raises(ReconnectNeeded):
        lifecycle.fresh_access_token(login_id)

    assert login(in_app).state == LoginState.LOST
    assert refreshes(xero) == 3


@pytest.mark.parametrize(("minutes", "state"), [(29, LoginState.ACTIVE), (31, LoginState.LOST)])
def test_a_lost_reply_is_replayed_as_long_as_xero_takes_it(in_app, xero, login_id, minutes, state, impatient):
    spend(in_app)
    xero.control.drop_reply("token.refresh")
    with pytest.raises(NotYet):
        impatient(login_id)

    age(in_app, timedelta(minutes=minutes))
    xero.control.move_clock(minutes * 60)

    if state == LoginState.ACTIVE:
        assert lifecycle.fresh_access_token(login_id)
        assert is_current(in_app, xero)
    else:
        with pytest.raises(ReconnectNeeded):
            lifecycle.fresh_access_token(login_id)
    assert login(in_app).state == state


@pytest.fixture
def impatient(in_app, monkeypatch):
    """Asks for a token as somebody who waits for nothing; back-offs are an hour long meanwhile."""

    def ask(login_id):
        with monkeypatch.context() as patched:
            patched.setattr(backoff, "FIRST", timedelta(minutes=5))
            return lifecycle.fresh_access_token(login_id)

    return ask


def test_a_token_that_was_never_sent_is_sent_even_after_the_grace(in_app, xero, login_id, impatient):
    spend(in_app)
    xero.control.drop_reply("token.refresh", process=False)
    with pytest.raises(NotYet):
        impatient(login_id)
    age(in_app, timedelta(minutes=35))
    xero.control.move_clock(35 * 60)

    assert lifecycle.fresh_access_token(login_id) == tokens_of(in_app)[0]


def test_an_outage_of_35_minutes_costs_few_calls_and_no_login(in_app, xero, login_id):
    spend(in_app)
    xero.control.offline()
    for _ in range(70):
        with pytest.raises(XeroUnavailable):
            refreshing.refresh(login_id, 1)
        age(in_app, timedelta(seconds=30))

    assert refreshes(xero) < 20
    xero.control.offline(False)
    age(in_app, backoff.LONGEST)
    assert lifecycle.fresh_access_token(login_id) == tokens_of(in_app)[0]


def test_a_limit_is_waited_for_by_everybody(in_app, xero, login_id):
    spend(in_app)
    xero.control.fail("token.refresh", status=429, headers={"Retry-After": "300"}, times=5)

    for _ in range(3):
        with pytest.raises(Throttled):
            lifecycle.fresh_access_token(login_id)

    assert refreshes(xero) == 1
    assert login(in_app).sent_at is None


def test_our_own_credentials_being_refused_ends_nothing_and_alarms_the_operator(
    in_app, xero, login_id, logbook
):
    spend(in_app)
    xero.control.fail("token.refresh", status=400, body='{"error":"invalid_client"}')

    for _ in range(2):
        with pytest.raises(XeroMisconfigured):
            lifecycle.fresh_access_token(login_id)

    assert refreshes(xero) == 1
    assert login(in_app).state == LoginState.ACTIVE
    assert logbook.about("the operator must act")
    age(in_app, backoff.OPERATORS)
    assert lifecycle.fresh_access_token(login_id)


def test_tokens_that_do_not_open_end_nothing_and_cost_no_call(in_app, xero, login_id, logbook):
    spend(in_app)
    change(in_app, login(in_app), lambda row: setattr(row, "sealed_tokens", "gone.AAAA"))

    with pytest.raises(SealBroken):
        lifecycle.fresh_access_token(login_id)

    assert refreshes(xero) == 0
    assert login(in_app).state == LoginState.ACTIVE
    assert logbook.about("the operator must act")


def test_a_dead_grant_costs_two_calls_and_then_none(in_app, xero, login_id):
    spend(in_app)
    xero.control.revoke(PRIYA)

    for _ in range(4):
        with pytest.raises(ReconnectNeeded):
            lifecycle.fresh_access_token(login_id)

    assert refreshes(xero) == 2
    assert [event.what for event in rows(in_app, Event)][-2:] == ["login.refused_once", "login.ended"]
