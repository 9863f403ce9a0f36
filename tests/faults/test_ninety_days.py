"""A quarter of a year in the life of 200 logins, one call in a hundred of which goes wrong."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from random import Random

import pytest

from app import durations
from app.models import Event, XeroLogin
from app.xero import lifecycle, store
from app.xero.errors import StoreUnavailable, XeroError
from tests.faults import proof
from tests.faults.many import age_all
from tests.faults.wire import KINDS, Killed, Wire
from tests.records import rows

DAYS, LOGINS, VISITED = 90, 200, 20
LEASE = timedelta(seconds=6)


class Quarter:
    """Time that goes by here and over there alike, and callers that live in it."""

    def __init__(self, app, xero, wire):
        self.app, self.world, self.wire, self.tries = app, xero.app.world, wire, 0

    def pass_time(self, by):
        age_all(self.app, by)
        with self.world.turn():
            self.world.move_clock(self.world.clock.offset + by.total_seconds())

    def serve(self, login_id):
        """A page, or the keep-alive, which comes back after five minutes where something went wrong."""
        for _ in range(4):
            self.tries += 1
            try:
                return lifecycle.fresh_access_token(login_id)
            except Killed:
                self.pass_time(LEASE)
            except XeroError:
                self.pass_time(timedelta(minutes=5))
        raise AssertionError(f"login {login_id} was not served within a quarter of an hour")


@pytest.fixture
def wire(in_app, xero, monkeypatch):
    """Calls of the token endpoint go over it; so does the database’s being away when an answer comes."""
    wire, api = Wire(xero.app, seed=2026), in_app.extensions["xero"].api
    oauth, change = api._oauth, store.change

    def wired(**options):
        session = oauth(**options)
        session.mount("http://", wire)
        return session

    @contextmanager
    def changing():
        if wire.away:
            wire.away -= 1
            raise StoreUnavailable("away")
        with change() as session:
            yield session

    monkeypatch.setattr(api, "_oauth", wired)
    monkeypatch.setattr(store, "change", changing)
    return wire


@pytest.fixture
def quarter(in_app, xero, wire, monkeypatch):
    quarter = Quarter(in_app, xero, wire)
    monkeypatch.setattr(durations, "pause", lambda seconds: quarter.pass_time(timedelta(seconds=seconds)))
    return quarter


def test_in_ninety_days_no_login_of_two_hundred_is_lost(in_app, xero, logins, quarter, wire, issued, logbook):
    ids, visits = logins(LOGINS), Random(90)
    xero.control.set_modes(replay="grace_retires")

    for _ in range(DAYS):
        quarter.pass_time(timedelta(hours=23))
        for login_id in visits.sample(ids, LOGINS):
            quarter.serve(login_id)
        quarter.pass_time(timedelta(hours=1))
        for login_id in visits.sample(ids, VISITED):
            quarter.serve(login_id)

    assert wire.met.total() > DAYS * (LOGINS + VISITED)
    assert min(wire.met[kind] for kind in KINDS) > 10
    assert len(rows(in_app, XeroLogin)) == LOGINS
    assert rows(in_app, Event, what="login.ended") == []
    proof.saved(in_app, xero)
    proof.leases_in_order(in_app)
    proof.no_secret(logbook.text, issued)
