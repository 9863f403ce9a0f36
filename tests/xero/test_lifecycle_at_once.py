"""Several callers and consents at the same moment: one refresh, and the newer consent wins."""

from __future__ import annotations

import threading
from time import monotonic

from app.extensions import db
from app.models import LoginState, Meter
from app.models.event import Author
from app.xero import lifecycle
from app.xero.errors import ReconnectNeeded, XeroUnavailable
from tests.xero.logins import WHO, consented, login, refreshes, spend, tokens_of

PATIENCE = 60  # seconds


def in_thread(app, work, *arguments):
    """Run in a thread of its own, with the app's context; `.found` holds the result or the error."""

    def run():
        with app.app_context():
            try:
                thread.found = work(*arguments)
            except (ReconnectNeeded, XeroUnavailable) as error:
                thread.found = error

    thread = threading.Thread(target=run)
    thread.found = None
    thread.start()
    return thread


def wait_for(condition):
    deadline, pause = monotonic() + PATIENCE, threading.Event()
    while not condition():
        assert monotonic() < deadline, "it never came to that"
        pause.wait(0.01)


def test_two_callers_at_once_make_one_refresh(in_app, xero, login_id):
    spend(in_app)
    xero.control.slow(0.5, "token.refresh")
    first = in_thread(in_app, lifecycle.fresh_access_token, login_id)
    wait_for(lambda: refreshes(xero) == 1)

    second = lifecycle.fresh_access_token(login_id)

    first.join(PATIENCE)
    assert first.found == tokens_of(in_app)[0] == second
    assert refreshes(xero) == 1
    in_app.extensions["xero_meters"].close()
    [waits] = db.session.scalars(db.select(Meter).filter_by(name="lease_waits"))
    assert waits.value == 1
    db.session.remove()


def test_counts_of_many_at_once_add_up(in_app):
    meters = in_app.extensions["xero_meters"]
    for _ in range(3):
        for _ in range(20):
            meters.count("lease_waits")
        meters.close()

    assert db.session.get_one(Meter, "lease_waits").value == 60
    db.session.remove()


def test_a_consent_outranks_a_refresh_in_flight(in_app, harbour, xero, login_id):
    spend(in_app)
    newer = consented(xero)
    xero.control.slow(0.5, "token.refresh")
    refresh = in_thread(in_app, lifecycle.fresh_access_token, login_id)
    wait_for(lambda: refreshes(xero) == 1)

    lifecycle.keep_grant(harbour.practice.id, WHO, newer, Author())
    refresh.join(PATIENCE)

    assert tokens_of(in_app) == (newer.access_token, newer.refresh_token)
    assert login(in_app).lease_owner is None


def test_a_refusal_of_the_former_grant_does_not_end_the_new_one(in_app, harbour, xero, login_id):
    spend(in_app)
    newer = consented(xero)
    xero.control.fail("token.refresh", status=400, body='{"error":"invalid_grant"}')
    xero.control.slow(0.5, "token.refresh")
    refresh = in_thread(in_app, lifecycle.fresh_access_token, login_id)
    wait_for(lambda: refreshes(xero) == 1)

    lifecycle.keep_grant(harbour.practice.id, WHO, newer, Author())
    refresh.join(PATIENCE)

    assert login(in_app).state == LoginState.ACTIVE
    assert refresh.found == newer.access_token


def test_a_new_xero_user_coming_back_from_two_trips_at_once_is_one_login(in_app, harbour, xero, people):
    grants = [consented(xero) for _ in range(3)]

    threads = [
        in_thread(in_app, lifecycle.keep_grant, harbour.practice.id, WHO, tokens, Author())
        for tokens in grants
    ]
    for thread in threads:
        thread.join(PATIENCE)

    assert {thread.found for thread in threads} == {login(in_app).id}
    assert login(in_app).grant_epoch == 3
    db.session.remove()
