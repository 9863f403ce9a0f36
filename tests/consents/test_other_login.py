"""Another Xero user answers a reconnect: nothing is overwritten, and what both reach can be carried."""

from __future__ import annotations

import pytest

from app.models import LoginState, XeroConnection, XeroLogin, XeroOrganisation
from tests.consents.reconnecting import SAM, connect, fall, link_all, reconnect, statuses
from tests.records import history, rows
from tests.travel import travel

OURS = ["Alder Ltd", "Birch Ltd", "Cedar Ltd"]
CARRY = "Let Sam Osei carry the ticked ones"


@pytest.fixture
def answered(app, visitor, harbour, xero):
    """Sam Osei, who reaches two of Priya’s three and a company of his own, answers the reconnect."""
    visitor.sign_in(harbour.admin)
    connect(visitor, xero, OURS)
    link_all(app, harbour)
    xero.control.add_user(SAM, "Sam", "Osei")
    for name in OURS[:2]:
        xero.control.add_member(SAM, name)
    xero.control.add_organisation("Sam’s Own Ltd", users=[SAM])
    fall(app)
    return reconnect(visitor, xero, ["Birch Ltd"], user=SAM)


def preferred(app):
    return {one.name: one.preferred_login_id for one in rows(app, XeroOrganisation)}


def ticked(page):
    return [box.get("value") for box in page.select("input[name=organisation][checked]")]


def test_the_page_says_what_both_reach_and_leaves_the_broken_login_as_it_was(app, answered):
    priya, sam = rows(app, XeroLogin)

    assert answered.h1 == "Another Xero login answered"
    assert "You signed in as Sam Osei. The login to be reconnected is that of Priya Nair" in answered
    assert "Sam Osei reaches 1 of the 3 organisations of Priya Nair" in answered
    assert "Not reached by Sam Osei: 2" in answered
    assert (priya.state, sam.state) == (LoginState.EXPIRED, LoginState.ACTIVE)
    assert "Sam’s Own" not in answered


def test_what_is_ticked_is_carried_from_now_on_and_twice_changes_nothing(app, visitor, harbour, answered):
    sam = rows(app, XeroLogin, name="Sam Osei")[0].id
    boxes = ticked(answered)
    page = visitor.submit(answered, CARRY, organisation=boxes[0])

    assert "Sam Osei carries 1 organisation from now on." in page.messages
    assert preferred(app) == {"Alder Ltd": None, "Birch Ltd": sam, "Cedar Ltd": None}
    assert "carried by Sam Osei" in page
    assert "2 organisations wait for it" in visitor.get("/settings/xero")

    again = visitor.submit(answered, CARRY, organisation=boxes[0])
    assert "Sam Osei carries that already. Nothing was changed." in again.messages
    assert history(app, harbour).count("login.took_over") == 1


def test_what_the_other_user_had_connected_elsewhere_is_only_kept_once_it_is_ticked(
    app, visitor, harbour, saltmarsh, new_visitor, xero, answered
):
    other = new_visitor().sign_in(saltmarsh.admin)
    travel(other, xero, ["Alder Ltd", "Sam’s Own Ltd"], user=SAM)
    page = reconnect(visitor, xero, user=SAM)
    assert "Sam Osei reaches 2 of the 3 organisations of Priya Nair" in page
    assert [box.text for box in page.select("section[aria-labelledby=also-title] label")] == ["Sam’s Own Ltd"]
    sam = rows(app, XeroLogin, name="Sam Osei", practice_id=harbour.practice.id)[0].id
    assert len(rows(app, XeroConnection, login_id=sam)) == 1

    alder = rows(app, XeroOrganisation, name="Alder Ltd", practice_id=harbour.practice.id)[0].id
    visitor.post(f"{page.path}/carry", organisation=alder)

    assert len(rows(app, XeroConnection, login_id=sam)) == 2
    assert statuses(visitor) == {"Connected", "Reconnection needed"}


def test_nothing_ticked_changes_nothing(app, visitor, answered):
    page = visitor.post(f"{answered.path}/carry")

    assert "Nothing was ticked, so nothing was changed." in page.messages
    assert set(preferred(app).values()) == {None}


def test_a_login_that_ended_meanwhile_carries_nothing(app, visitor, answered):
    fall(app, LoginState.REVOKED, "Sam Osei")

    page = visitor.post(f"{answered.path}/carry", organisation=ticked(answered)[0])

    assert "does not reach them any more" in page.messages
    assert set(preferred(app).values()) == {None}


def test_another_practice_cannot_carry(app, saltmarsh, new_visitor, answered):
    page = new_visitor().sign_in(saltmarsh.admin).post(f"{answered.path}/carry", organisation=1)

    assert page.status == 404
    assert set(preferred(app).values()) == {None}
