"""One writer of tokens: refreshed once, under a lease, and never in the way of a newer consent."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from app.models import Event, LoginState, XeroLogin
from app.models.event import Author
from app.xero import lease, lifecycle, refreshing, service
from app.xero.errors import ReconnectNeeded, SealBroken
from tests.records import change, rows
from tests.travel import PRIYA
from tests.xero.logins import WHO, age, consented, login, refreshes, spend, tokens_of

LEASE = timedelta(seconds=20)


def test_a_fresh_access_token_needs_no_call(in_app, xero, login_id):
    assert lifecycle.fresh_access_token(login_id) == tokens_of(in_app)[0]
    assert refreshes(xero) == 0


def test_a_spent_one_is_refreshed_and_the_new_pair_is_kept(in_app, xero, login_id):
    before = tokens_of(in_app)
    spend(in_app)

    access_token = lifecycle.fresh_access_token(login_id)

    after = tokens_of(in_app)
    assert access_token == after[0]
    assert after[0] != before[0]
    assert after[1] != before[1]
    assert login(in_app).generation == 2
    assert login(in_app).lease_owner is None
    assert lifecycle.fresh_access_token(login_id) == access_token
    assert refreshes(xero) == 1


def test_a_lease_that_ran_out_can_be_taken_and_its_former_owner_writes_no_more(in_app, xero, login_id):
    spend(in_app)
    former = lease.claim(login_id, 1)
    stale = service().api.refresh(tokens_of(in_app)[1])

    age(in_app, LEASE)
    present = lifecycle.fresh_access_token(login_id)
    assert refreshing.keep(former, stale) is None
    refreshing.refused(former)

    assert tokens_of(in_app)[0] == present
    assert login(in_app).state == LoginState.ACTIVE
    assert login(in_app).spare_tokens
    assert rows(in_app, Event, what="login.lease_ran_out")


def test_an_answer_to_a_former_grant_is_dropped_even_while_its_lease_stands(in_app, xero, login_id):
    claimed = lease.claim(login_id, 1)
    stale, kept = service().api.refresh(tokens_of(in_app)[1]), tokens_of(in_app)

    refreshing.keep(replace(claimed, epoch=claimed.epoch - 1), stale)

    assert tokens_of(in_app) == kept
    assert login(in_app).spare_tokens is None


def test_a_refusal_within_60_days_means_that_access_was_removed(in_app, xero, login_id):
    spend(in_app)
    xero.control.revoke(PRIYA)

    with pytest.raises(ReconnectNeeded):
        lifecycle.fresh_access_token(login_id)

    assert login(in_app).state == LoginState.REVOKED
    ended = rows(in_app, Event, what="login.ended")[0]
    assert (ended.before["state"], ended.after["state"]) == ("active", "revoked")


@pytest.mark.parametrize(("days", "state"), [(59, LoginState.ACTIVE), (60, LoginState.EXPIRED)])
def test_a_login_that_nobody_used_for_60_days_expired(in_app, xero, login_id, days, state):
    age(in_app, timedelta(days=days, minutes=1))
    xero.control.move_clock(days * 24 * 3600 + 60)

    with suppress(ReconnectNeeded):
        lifecycle.fresh_access_token(login_id)

    assert login(in_app).state == state


def test_a_login_that_is_over_makes_no_more_calls(in_app, xero, login_id):
    change(in_app, login(in_app), lambda row: setattr(row, "state", LoginState.EXPIRED))

    with pytest.raises(ReconnectNeeded):
        lifecycle.fresh_access_token(login_id)
    assert refreshes(xero) == 0


def test_a_consent_revives_a_login_that_was_over(in_app, harbour, xero, login_id):
    change(in_app, login(in_app), lambda row: setattr(row, "state", LoginState.EXPIRED))

    again = lifecycle.keep_grant(harbour.practice.id, WHO, consented(xero), Author(harbour.admin.id))

    assert again == login_id
    assert login(in_app).state == LoginState.ACTIVE
    event = rows(in_app, Event, what="login.reconnected")[0]
    assert (event.user_id, event.before["state"]) == (harbour.admin.id, "expired")


def test_tokens_moved_to_another_login_do_not_open(in_app, saltmarsh, xero, login_id):
    other = lifecycle.keep_grant(saltmarsh.practice.id, WHO, consented(xero), Author())
    sealed = login(in_app).sealed_tokens
    change(in_app, rows(in_app, XeroLogin)[1], lambda row: setattr(row, "sealed_tokens", sealed))

    with pytest.raises(SealBroken):
        lifecycle.fresh_access_token(other)
    assert lifecycle.fresh_access_token(login_id)


def test_tokens_stand_sealed_in_the_database(in_app, login_id):
    stored = " ".join(str(value) for value in vars(login(in_app)).values())

    assert not [token for token in tokens_of(in_app) if token in stored]
