"""What Xero may do instead of answering with tokens, told to one process that is then asked again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.models import LoginState
from app.xero import backoff, service
from tests.faults import proof
from tests.travel import PRIYA
from tests.xero.logins import age, login, refreshes, spend, tokens_of

IMPATIENT = {"TOKEN_WAIT_SECONDS": "1"}
INVALID_GRANT = {"status": 400, "body": '{"error":"invalid_grant"}'}
AFTER_ROTATION = {
    "502": {"status": 502, "process": True, "body": "<h1>Bad gateway</h1>"},
    "dropped": {"status": None, "drop": True, "process": True},
    "read timeout": {"status": None, "seconds": 5},
}
PASSING = AFTER_ROTATION | {
    "500": {"status": 500},
    "connection dropped": {"status": None, "drop": True},
    "HTML": {"status": 200, "body": "<h1>Soon back</h1>", "content_type": "text/html"},
    "redirect": {"status": 302, "headers": {"Location": "http://localhost:9/"}},
    "no refresh token": {"status": None, "without_keys": ["refresh_token"]},
    "expires_in 0": {"status": None, "set_keys": {"expires_in": 0}},
    "expires_in negative": {"status": None, "set_keys": {"expires_in": -5}},
    "expires_in text": {"status": None, "set_keys": {"expires_in": "soon"}},
    "false invalid_grant": INVALID_GRANT,
}
REPLAYS = ["grace", "grace_retires", "strict", "strict_revokes"]


def mark_of(app):
    return service().fingerprint(tokens_of(app)[0])


@pytest.mark.parametrize("replay", REPLAYS[:2])
@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_a_fault_that_passes_costs_one_call_more_and_no_login(
    in_app, xero, login_id, worker, proven, fault, replay
):
    xero.control.set_modes(replay=replay)
    spend(in_app)
    xero.control.fail("token.refresh", **fault)

    assert worker.asks(login_id) == [mark_of(in_app)]

    assert refreshes(xero) == 2
    assert (login(in_app).failures, login(in_app).retry_at, login(in_app).sent_at) == (0, None, None)


@pytest.mark.parametrize("replay", REPLAYS[:2])
def test_a_reply_lost_three_times_is_replayed_each_time(in_app, xero, login_id, worker, proven, replay):
    xero.control.set_modes(replay=replay)
    spend(in_app)
    xero.control.drop_reply("token.refresh", times=3)

    assert worker.asks(login_id) == [mark_of(in_app)]
    assert refreshes(xero) == 4


@pytest.mark.parametrize("replay", REPLAYS[2:])
@pytest.mark.parametrize("fault", AFTER_ROTATION.values(), ids=AFTER_ROTATION)
def test_where_xero_takes_no_token_twice_the_login_is_lost_and_says_so(
    in_app, xero, login_id, worker, fault, replay
):
    xero.control.set_modes(replay=replay)
    spend(in_app)
    xero.control.fail("token.refresh", **fault)

    assert worker.asks(login_id) == ["ReconnectNeeded"]

    proof.ended(in_app, LoginState.LOST)
    proof.leases_in_order(in_app)


@pytest.mark.parametrize("replay", REPLAYS)
def test_what_fails_before_xero_has_seen_it_costs_no_login_in_any_mode(
    in_app, xero, login_id, worker, proven, replay
):
    xero.control.set_modes(replay=replay)
    spend(in_app)
    xero.control.fail("token.refresh")
    xero.control.drop_reply("token.refresh", process=False)
    xero.control.fail("token.refresh", **INVALID_GRANT)

    assert worker.asks(login_id) == [mark_of(in_app)]


@pytest.mark.parametrize("body", ['{"Title":"Too many requests"}', ""], ids=["JSON", "empty"])
def test_a_limit_is_waited_for_by_everybody(in_app, environ, xero, login_id, crew, proven, body):
    spend(in_app)
    xero.control.fail("token.refresh", status=429, body=body, headers={"Retry-After": "300"}, times=9)
    members = crew.hire(environ, 2)

    assert [member.asks(login_id, login_id) for member in members] == [["Throttled"] * 2] * 2

    assert refreshes(xero) == 1
    xero.control.clear_faults()
    age(in_app, timedelta(seconds=301))
    assert members[0].asks(login_id) == [mark_of(in_app)]


def test_an_outage_of_35_minutes_costs_few_calls_and_no_login(in_app, environ, xero, login_id, crew, proven):
    spend(in_app)
    xero.control.offline()
    [member] = crew.hire(environ | IMPATIENT)
    for _ in range(35):
        assert member.asks(login_id)[0] in ("XeroUnavailable", "NotYet")
        age(in_app, timedelta(minutes=1))
        xero.control.move_clock(60)

    assert refreshes(xero) < 25
    xero.control.offline(False)
    age(in_app, backoff.LONGEST)
    assert member.asks(login_id) == [mark_of(in_app)]


def test_our_own_credentials_being_refused_ends_nothing(in_app, environ, xero, login_id, crew, proven):
    spend(in_app)
    xero.control.fail("token.refresh", status=400, body='{"error":"invalid_client"}')
    members = crew.hire(environ, 2)

    assert [member.asks(login_id) for member in members] == [["XeroMisconfigured"]] * 2

    assert refreshes(xero) == 1
    age(in_app, backoff.OPERATORS)
    assert members[0].asks(login_id) == [mark_of(in_app)]


@pytest.mark.parametrize("replay", REPLAYS)
@pytest.mark.parametrize("minutes", [29, 31])
def test_a_lost_reply_is_replayed_as_long_as_xero_takes_it(
    in_app, environ, xero, login_id, crew, minutes, replay
):
    xero.control.set_modes(replay=replay)
    spend(in_app)
    [member] = crew.hire(environ, halt="reply")
    member.ask_and_halt(login_id)
    member.kill()

    age(in_app, timedelta(minutes=minutes))
    xero.control.move_clock(minutes * 60)
    [found] = crew.hire(environ)[0].asks(login_id)

    if minutes < 30 and replay.startswith("grace"):
        assert found == mark_of(in_app)
        proof.saved(in_app, xero)
    else:
        assert found == "ReconnectNeeded"
        proof.ended(in_app, LoginState.LOST)
    proof.leases_in_order(in_app)


def test_what_was_never_sent_is_sent_even_after_31_minutes(
    in_app, environ, xero, login_id, crew, worker, proven
):
    spend(in_app)
    [victim] = crew.hire(environ, halt="claim")
    victim.ask_and_halt(login_id)
    victim.kill()

    age(in_app, timedelta(minutes=31))
    xero.control.move_clock(31 * 60)

    assert worker.asks(login_id) == [mark_of(in_app)]


def test_access_removed_in_xero_is_told_from_a_lost_login(in_app, xero, login_id, worker):
    spend(in_app)
    xero.control.revoke(PRIYA)

    assert worker.asks(login_id, login_id, login_id) == ["ReconnectNeeded"] * 3

    assert refreshes(xero) == 2
    proof.ended(in_app, LoginState.REVOKED)
    proof.leases_in_order(in_app)
