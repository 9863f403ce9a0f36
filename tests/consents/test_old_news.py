"""What a trip repeats, and what it says when nothing new came."""

from __future__ import annotations

from app.extensions import db
from app.models import LoginState, XeroLogin
from tests.travel import priya, travel

BOOKS = "Harbour & Pine Ltd"


def test_what_was_cut_and_serves_nobody_is_missing_once(visitor, harbour, xero):
    priya(xero, BOOKS, "Alder Ltd")
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, ["Alder Ltd"])
    travel(visitor, xero, [BOOKS])
    xero.control.cut("Alder Ltd")

    assert "Missing: 1" in travel(visitor, xero)
    assert "Missing" not in travel(visitor, xero)


def test_what_the_practice_is_linked_to_stays_missing_until_it_is_back(visitor, harbour, xero):
    priya(xero, BOOKS, "Alder Ltd")
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, ["Alder Ltd"])
    travel(visitor, xero, [BOOKS])
    xero.control.cut(BOOKS)
    travel(visitor, xero)

    assert "Missing: 1" in travel(visitor, xero)
    back = travel(visitor, xero, [BOOKS])
    assert "Repaired: 1" in back
    assert "Missing" not in back


def test_a_trip_that_only_repairs_says_connected_again(app, visitor, harbour, xero):
    priya(xero, BOOKS)
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, [BOOKS])
    with app.app_context():
        db.session.query(XeroLogin).update({"state": LoginState.EXPIRED})
        db.session.commit()

    page = travel(visitor, xero)

    assert page.h1 == "Connected again"
    assert "Repaired: 1" in page
    assert "You pressed Continue" not in page
