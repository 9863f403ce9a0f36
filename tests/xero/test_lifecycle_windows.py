"""When a token is renewed, and who waits for it; a starved pool or a transaction that reads is no matter."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.database import reading
from app.extensions import db
from app.models.event import Author
from app.xero import lifecycle
from app.xero.background import background
from tests.xero.logins import WHO, consented, lasts, login, refreshes, spend, tokens_of


@pytest.mark.parametrize(
    ("left", "calls", "is_kept"),
    [
        (timedelta(minutes=10, seconds=20), 0, True),
        (timedelta(minutes=9, seconds=50), 1, True),
        (timedelta(seconds=80), 1, True),
        (timedelta(seconds=50), 1, False),
        (timedelta(minutes=-5), 1, False),
    ],
)
def test_a_token_is_renewed_ahead_of_time_and_waited_for_at_the_end_only(
    in_app, xero, login_id, left, calls, is_kept
):
    before = tokens_of(in_app)[0]
    lasts(in_app, left)

    found = lifecycle.fresh_access_token(login_id)
    background().close()

    assert (found == before) is is_kept
    assert refreshes(xero) == calls
    assert login(in_app).generation == 1 + calls


def test_a_failing_renewal_ahead_of_time_disturbs_nobody(in_app, xero, login_id):
    before = tokens_of(in_app)[0]
    lasts(in_app, timedelta(minutes=5))
    xero.control.offline()

    for _ in range(3):
        assert lifecycle.fresh_access_token(login_id) == before
        background().close()

    assert refreshes(xero) <= 2
    assert login(in_app).retry_at


def test_a_caller_without_a_connection_left_is_served(in_app, xero, login_id):
    spend(in_app)
    pool = db.engine.pool
    with ExitStack() as held:
        for _ in range(pool.size() + pool._max_overflow):
            held.enter_context(reading(db.engine).connect()).execute(text("SELECT 1"))

        assert lifecycle.fresh_access_token(login_id)

    assert refreshes(xero) == 1


def test_a_caller_in_a_transaction_that_reads_is_served(in_app, xero, login_id):
    spend(in_app)
    with reading(db.engine).connect() as connection:
        connection.execute(text("SELECT * FROM xero_login")).all()

        found = lifecycle.fresh_access_token(login_id)

    assert found == tokens_of(in_app)[0]


def test_a_consent_that_is_stored_after_a_refresh_takes_its_place(in_app, harbour, xero, login_id):
    newer = consented(xero)
    spend(in_app)
    lifecycle.fresh_access_token(login_id)

    lifecycle.keep_grant(harbour.practice.id, WHO, newer, Author())

    assert lifecycle.fresh_access_token(login_id) == newer.access_token
    assert login(in_app).grant_epoch == 2
