"""What people do to a login in the very moment in which it is renewed: each order comes out right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.clock import utcnow
from app.extensions import db
from app.models import XeroConnection, XeroLogin, XeroOrganisation
from app.models.event import Author
from app.parsing import key_ring
from app.variables import DEMO_KEY
from app.xero import access, lifecycle, organisations, resealing, service
from app.xero.sealing import KeyRing
from tests.records import rows
from tests.xero.logins import WHO, consented, login, refreshes, spend, tokens_of
from tests.xero.test_lifecycle_at_once import wait_for

ORDER = pytest.mark.parametrize("order", ["before", "during", "after"])
NEW_KEY = DEMO_KEY.replace("demo:b", "second:c")
HELD = 45  # seconds
BOOKS = "Harbour & Pine Ltd"


@pytest.fixture
def races(in_app, unhurried, xero, login_id, crew):
    """Does something before, during or after a refresh in another process; what its caller was given."""

    def run(order, deed, environ=unhurried):
        [member] = crew.hire(environ)
        spend(in_app)
        if order == "before":
            deed()
        xero.control.slow(HELD, "token.refresh")
        member.ask(login_id)
        if order == "during":
            wait_for(lambda: refreshes(xero) == 1)
            deed()
        xero.control.slow(0)
        [found] = member.answers()
        if order == "after":
            deed()
        return found

    return run


def mark_of(app):
    return service().fingerprint(tokens_of(app)[0])


@ORDER
def test_a_consent_outranks_a_refresh_whichever_comes_first(
    in_app, harbour, xero, login_id, proven, races, order
):
    newer = consented(xero)

    found = races(order, lambda: lifecycle.keep_grant(harbour.practice.id, WHO, newer, Author()))

    assert tokens_of(in_app) == (newer.access_token, newer.refresh_token)
    assert (found == mark_of(in_app)) is (order != "after")
    assert refreshes(xero) == (0 if order == "before" else 1)
    assert login(in_app).grant_epoch == 2


def keep_list(app, login_id):
    """Read what the login reaches, and keep it as a trip would."""
    listed = lifecycle.call_with_token(login_id, service().api.connections)
    organisations.keep(db.session.get_one(XeroLogin, login_id), listed, utcnow())
    db.session.commit()


@ORDER
def test_a_disconnect_and_a_refresh_do_not_disturb_each_other(in_app, xero, login_id, proven, races, order):
    keep_list(in_app, login_id)
    present, practice_id = tokens_of(in_app)[0], login(in_app).practice_id
    [one] = access.accesses(practice_id, rows(in_app, XeroOrganisation)[0].id)
    db.session.remove()

    def disconnect():
        service().api.delete_connection(present, one.xero_id)
        access.remove_access(one, utcnow(), Author())
        db.session.commit()

    races(order, disconnect)

    assert rows(in_app, XeroConnection)[0].ended_because == "removed"
    assert xero.control.connections() == []
    assert refreshes(xero) == 1


@ORDER
def test_a_rename_and_a_refresh_do_not_disturb_each_other(in_app, xero, login_id, proven, races, order):
    keep_list(in_app, login_id)
    present = tokens_of(in_app)[0]

    def rename():
        xero.control.change_organisation(BOOKS, name="Harbour & Pine Group Ltd")
        listed = service().api.connections(present)
        organisations.reconcile(db.session.get_one(XeroLogin, login_id), listed, utcnow())
        db.session.commit()

    races(order, rename)

    assert rows(in_app, XeroOrganisation)[0].name == "Harbour & Pine Group Ltd"
    assert refreshes(xero) == 1


@ORDER
def test_keys_are_changed_around_a_refresh_and_everything_opens(
    in_app, unhurried, xero, login_id, proven, races, order
):
    both = key_ring(f"{NEW_KEY},{DEMO_KEY}")
    in_app.extensions["xero"] = replace(service(), ring=KeyRing(both))

    # The other process has not been told yet to seal with the new key.
    found = races(order, rotate, unhurried | {"TOKEN_KEYS": f"{DEMO_KEY},{NEW_KEY}"})

    assert found == mark_of(in_app)
    rotate()
    assert resealing.rows_per_key() == {"second": 1}
    assert refreshes(xero) == 1


def rotate():
    assert [broken for _, broken in resealing.reseal_all() if broken] == []
