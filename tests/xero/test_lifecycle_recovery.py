"""Late answers, refused access tokens, and many logins that fail at once."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from app.extensions import db
from app.models import LoginState, XeroGate, XeroLogin
from app.xero import backoff, lease, lifecycle, refreshing, service, strongbox
from app.xero.errors import (
    AccessRefused,
    ReconnectNeeded,
    XeroUnavailable,
)
from tests.records import rows
from tests.travel import PRIYA
from tests.xero.logins import age, is_current, login, refreshes, spend, tokens_of


def test_the_spare_takes_the_place_of_an_answer_that_xero_had_retired(in_app, xero, login_id):
    xero.control.set_modes(replay="grace_retires")
    spend(in_app)
    former = lease.claim(login_id, 1)
    age(in_app, timedelta(seconds=20))
    lifecycle.fresh_access_token(login_id)
    # What was sent late retires what was kept.
    assert refreshing.keep(former, service().api.refresh(former.refresh_token)) is None
    spend(in_app)

    assert lifecycle.fresh_access_token(login_id) == tokens_of(in_app)[0]
    assert login(in_app).state == LoginState.ACTIVE
    assert is_current(in_app, xero)


def test_an_answer_that_comes_after_the_lease_is_kept_where_there_is_no_better(in_app, xero, login_id):
    spend(in_app)
    former = lease.claim(login_id, 1)
    tokens = service().api.refresh(former.refresh_token)
    age(in_app, timedelta(seconds=20))
    refreshing.refused(lease.claim(login_id, 1))
    age(in_app, backoff.FIRST)
    with pytest.raises(ReconnectNeeded):
        refreshing.refused(lease.claim(login_id, 1))
    assert login(in_app).state == LoginState.LOST

    refreshing.keep(former, tokens)

    assert lifecycle.fresh_access_token(login_id) == tokens.access_token


def test_an_access_token_that_the_api_refuses_is_renewed_once_and_the_call_made_again(in_app, xero, login_id):
    xero.control.expire_access_token(PRIYA)

    found = lifecycle.call_with_token(login_id, service().api.connections)

    assert [entry.name for entry in found] == ["Harbour & Pine Ltd"]
    assert refreshes(xero) == 1


def test_an_api_that_refuses_every_token_makes_no_storm_of_refreshes(in_app, xero, login_id):
    xero.control.fail("connections", status=401, times=9)

    for _ in range(3):
        with pytest.raises(AccessRefused):
            lifecycle.call_with_token(login_id, service().api.connections)

    assert refreshes(xero) == 1


def test_when_many_logins_begin_to_fail_one_tries_for_all(in_app, harbour, xero, many_logins):
    xero.control.offline()
    for login_id in many_logins:
        with pytest.raises(XeroUnavailable):
            refreshing.refresh(login_id, 1)

    assert refreshes(xero) == 5
    xero.control.offline(False)
    change_gate(in_app)
    assert refreshing.refresh(many_logins[-1], 1)
    assert rows_of_gate(in_app).shut_until is None
    assert refreshing.refresh(many_logins[-2], 1)


@pytest.fixture
def many_logins(in_app, xero, login_id):
    """Eight logins with one authorisation each; that they share a Xero user matters to nobody here."""
    first = login(in_app)
    copied = ("practice_id", "app_client_id", "name", "generation", "grant_epoch")
    with in_app.app_context():
        for number in range(7):
            facts = {name: getattr(first, name) for name in copied}
            copy = XeroLogin(**facts, xero_userid=f"user-{number}")
            copy.sealed_tokens = service().ring.seal(
                json.dumps(tokens_of(in_app)), *strongbox.belongs_to(copy)
            )
            db.session.add(copy)
        db.session.commit()
    return [one.id for one in rows(in_app, XeroLogin)]


def rows_of_gate(app):
    with app.app_context():
        return db.session.scalars(db.select(XeroGate)).one()


def change_gate(app):
    """Let the rest of the gate go by."""
    with app.app_context():
        gate = db.session.scalars(db.select(XeroGate)).one()
        gate.shut_until -= timedelta(minutes=4)
        db.session.commit()
