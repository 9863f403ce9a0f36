"""A leaver’s login is handed over by a trip of the successor: one confirmation, and nothing is lost."""

from __future__ import annotations

import pytest

from app.models import XeroConnection, XeroConsent, XeroLogin, XeroOrganisation
from tests.consents.reconnecting import SAM, connect, link_all
from tests.records import history, rows
from tests.travel import PRIYA, come_back, travel

OURS = ["Alder Ltd", "Birch Ltd", "Cedar Ltd"]


@pytest.fixture
def priya(app, visitor, harbour, xero):
    """Priya Nair’s login, on which three clients hang; Sam Osei sees two of them in Xero."""
    visitor.sign_in(harbour.admin)
    connect(visitor, xero, OURS)
    link_all(app, harbour)
    xero.control.add_user(SAM, "Sam", "Osei")
    for name in OURS[:2]:
        xero.control.add_member(SAM, name)
    return rows(app, XeroLogin)[0].id


def hand_over(visitor, xero, login_id, choose=(), *, user=SAM, cancel=False):
    page = visitor.get(f"/settings/xero/logins/{login_id}/leaving")
    address = visitor.submit(page, "Hand over at Xero").leaves_for
    return come_back(visitor, xero.control.approve(address, user, choose, cancel=cancel))


def preferred(app):
    return {one.name: one.preferred_login_id for one in rows(app, XeroOrganisation)}


def test_the_successor_takes_over_what_they_reach_after_one_confirmation(app, visitor, harbour, xero, priya):
    first = hand_over(visitor, xero, priya, ["Alder Ltd"])
    assert first.h1 == "Ready to hand over"
    assert "Sam Osei reaches 1 of the 3 organisations of Priya Nair" in first
    assert set(preferred(app).values()) == {None}
    again = visitor.submit(first, "Hand over at Xero again").leaves_for
    page = come_back(visitor, xero.control.approve(again, SAM, ["Birch Ltd"]))
    assert "Sam Osei reaches 2 of the 3" in page
    assert "invites Sam Osei there" in page

    (sam,) = (one.id for one in rows(app, XeroLogin) if one.name == "Sam Osei")
    page = visitor.post(
        f"{page.path}/carry",
        organisation=[one.id for one in rows(app, XeroOrganisation) if one.name != "Cedar Ltd"],
    )

    assert "Sam Osei carries 2 organisations from now on." in page.messages
    assert preferred(app) == {"Alder Ltd": sam, "Birch Ltd": sam, "Cedar Ltd": None}
    left = visitor.get(f"/settings/xero/logins/{priya}/leaving")
    assert "1 client hangs on Priya Nair’s Xero login" in left
    assert [row.text for row in left.select("tbody th")] == ["Cedar Ltd"]
    assert "login.took_over" in history(app, harbour)


def test_the_leaver_who_answers_themselves_is_told_to_sign_out(app, visitor, xero, priya):
    page = hand_over(visitor, xero, priya, user=PRIYA)

    assert page.h1 == "The login that is to be handed over answered itself"
    assert "Hand over at Xero again" in [button.text for button in page.select("button")]
    assert set(preferred(app).values()) == {None}


def test_who_allows_nothing_changes_nothing(app, visitor, xero, priya):
    page = hand_over(visitor, xero, priya, cancel=True)

    assert page.h1 == "You did not allow access"
    assert "Hand over at Xero again" in [button.text for button in page.select("button")]
    assert [one.name for one in rows(app, XeroLogin)] == ["Priya Nair"]


def test_what_the_successor_connected_elsewhere_is_kept_only_by_the_confirmation(
    app, visitor, harbour, saltmarsh, new_visitor, xero, priya
):
    other = new_visitor().sign_in(saltmarsh.admin)
    travel(other, xero, ["Alder Ltd"], user=SAM)

    page = hand_over(visitor, xero, priya)
    assert "Sam Osei reaches 1 of the 3" in page
    (sam,) = (
        one.id for one in rows(app, XeroLogin, practice_id=harbour.practice.id) if one.name == "Sam Osei"
    )
    assert rows(app, XeroConnection, login_id=sam) == []
    (alder,) = rows(app, XeroOrganisation, practice_id=harbour.practice.id, name="Alder Ltd")
    visitor.post(f"{page.path}/carry", organisation=alder.id)

    assert [one.organisation_id for one in rows(app, XeroConnection, login_id=sam)] == [alder.id]


def test_another_practices_login_is_handed_over_by_nobody(app, visitor, saltmarsh, new_visitor, priya):
    other = new_visitor().sign_in(saltmarsh.admin)

    answer = other.post("/xero/consents", purpose="handover", login=priya)

    assert answer.status == 404
    assert len(rows(app, XeroConsent, practice_id=saltmarsh.practice.id)) == 0
