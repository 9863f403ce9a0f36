"""What may happen here while somebody is at Xero."""

from __future__ import annotations

import pytest

from app.models import LoginState, Practice, User, XeroConsent, XeroLink, XeroLogin, XeroOrganisation
from tests.people import PASSWORD
from tests.records import add_login, add_organisations, change, rows
from tests.travel import PRIYA, come_back, priya, set_out, travel

CHOICE = ["Harbour & Pine Ltd"]


@pytest.fixture
def address(visitor, harbour, xero):
    """The address back from Xero, while the admin is still over there."""
    priya(xero, *CHOICE, "Bright Bakery Ltd")
    visitor.sign_in(harbour.admin)
    return xero.control.approve(set_out(visitor), PRIYA, CHOICE)


def test_when_somebody_else_linked_the_practice_meanwhile_the_page_asks(
    app, visitor, new_visitor, harbour, xero, address
):
    colleague = new_visitor().sign_in(harbour.admin)
    travel(colleague, xero, ["Bright Bakery Ltd"])

    page = come_back(visitor, address)

    assert page.h1 == "Choose what to link"
    assert "this trip changed nothing about that" in page
    assert page.select("#organisation option")[1].text.startswith("Harbour & Pine Ltd")
    assert linked_to(app) == ["Bright Bakery Ltd"]


def linked_to(app):
    """The names of the organisations that something is linked to."""
    names = {one.id: one.name for one in rows(app, XeroOrganisation)}
    return [names[link.organisation_id] for link in rows(app, XeroLink)]


def test_who_is_no_longer_an_admin_links_nothing_and_is_told_who_can(app, visitor, harbour, address):
    change(app, harbour.admin, lambda user: setattr(user, "role", "staff"))
    change(app, harbour.staff, lambda user: setattr(user, "role", "admin"))

    page = come_back(visitor, address)

    assert page.h1 == "Choose what to link"
    assert "Only an administrator can link the practice: Tomas Reed." in page
    assert not page.select("#organisation")
    assert rows(app, XeroLink) == []


def test_while_the_practice_level_was_switched_off_nothing_is_linked(app, visitor, harbour, address):
    change(app, harbour.practice, lambda practice: setattr(practice, "links_practice", False))

    page = come_back(visitor, address)

    assert "The practice level is switched off" in page
    assert not page.select("#organisation")
    assert rows(app, XeroLink) == []
    assert [login.state for login in rows(app, XeroLogin)] == ["active"]


@pytest.mark.parametrize("how", [User.deactivate, User.end_sessions, lambda user: user.change_password("x")])
def test_whose_sign_in_was_ended_brings_nothing_home(app, visitor, harbour, xero, address, how):
    change(app, harbour.admin, how)

    page = come_back(visitor, address)

    assert page.status == 400
    assert page.h1 == "Your sign-in ended while you were at Xero"
    assert rows(app, XeroLogin) == []
    assert xero.control.calls()["token.code"] == 0


def test_who_signed_out_meanwhile_brings_nothing_home(app, visitor, xero, address):
    visitor.post("/sign-out")

    page = come_back(visitor, address)

    assert page.status == 400
    assert "If you signed out there since, begin again." in page
    assert xero.control.calls()["token.code"] == 0


def test_another_user_in_the_same_browser_does_not_finish_the_trip(app, visitor, harbour, address):
    visitor.sign_in(harbour.staff)

    page = come_back(visitor, address)

    assert page.status == 400
    assert page.h1 == "This trip to Xero was begun by somebody else"
    assert rows(app, XeroLogin) == []


def test_when_the_session_ran_out_signing_in_again_leads_to_the_result(app, visitor, harbour, address):
    with visitor.client.session_transaction() as session:
        session.clear()

    page = come_back(visitor, address)
    assert page.h1 == "Sign in"
    assert [link.linked_by_id for link in rows(app, XeroLink)] == [harbour.admin.id]

    page = visitor.submit(page, "Sign in", email=harbour.admin.email, password=PASSWORD)
    assert page.h1 == "Linked"
    assert page.path.startswith("/xero/consents/")


def test_staff_cannot_start_a_trip_for_the_practice_and_learn_who_can(app, visitor, harbour, xero):
    visitor.sign_in(harbour.staff)

    page = visitor.post("/xero/consents", purpose="link_practice")

    assert page.status == 403
    assert "Maren Holt" in page
    assert rows(app, XeroConsent) == []


def test_no_trip_starts_for_a_level_that_is_switched_off(app, visitor, harbour, xero):
    change(app, harbour.practice, lambda practice: setattr(practice, "links_practice", False))
    visitor.sign_in(harbour.admin)

    page = visitor.post("/xero/consents", purpose="link_practice")

    assert "The practice level is switched off. Switch it on first." in page.messages
    assert rows(app, XeroConsent) == []


@pytest.mark.parametrize("purpose", ["", "link_client_of_mine", "LINK_PRACTICE"])
def test_a_trip_for_nothing_known_does_not_start(app, visitor, harbour, purpose):
    visitor.sign_in(harbour.admin)

    assert visitor.post("/xero/consents", purpose=purpose).status == 400
    assert rows(app, XeroConsent) == []


def broken_login(app, firm):
    login_id = add_login(app, firm, state=LoginState.EXPIRED)
    add_organisations(app, firm, login_id, *CHOICE)
    return login_id


def test_staff_may_reconnect_a_login(app, visitor, harbour, xero, address):
    come_back(visitor, address)
    login = rows(app, XeroLogin)[0]
    change(app, login, lambda row: setattr(row, "state", LoginState.EXPIRED))
    visitor.sign_in(harbour.staff)

    start = visitor.submit(visitor.get("/settings/xero"), "Reconnect")
    page = come_back(visitor, xero.control.approve(start.leaves_for, PRIYA))

    assert page.h1 == "Connected again"
    assert "Repaired: 1" in page
    assert "Reconnect" not in visitor.get("/settings/xero").find("main").text


def test_when_another_xero_user_answers_a_reconnect_the_broken_login_stays_as_it_was(
    app, visitor, harbour, xero
):
    broken_login(app, harbour)
    priya(xero, *CHOICE)
    visitor.sign_in(harbour.admin)

    start = visitor.submit(visitor.get("/settings/xero"), "Reconnect")
    page = come_back(visitor, xero.control.approve(start.leaves_for, PRIYA, CHOICE))

    assert page.h1 == "Another Xero login answered"
    assert {login.state for login in rows(app, XeroLogin)} == {"active", "expired"}


@pytest.mark.parametrize("login", ["", "x", "0", "-1", "9" * 30, "theirs"])
def test_a_login_of_nobody_or_of_another_practice_is_not_found(app, visitor, harbour, saltmarsh, login):
    theirs = broken_login(app, saltmarsh)
    visitor.sign_in(harbour.admin)

    page = visitor.post("/xero/consents", purpose="reconnect", login=theirs if login == "theirs" else login)

    assert page.status == 404
    assert rows(app, XeroConsent) == []


def test_the_practice_itself_is_asked_once_more_when_it_was_switched_on_again(app, visitor, harbour, address):
    change(app, harbour.practice, lambda practice: setattr(practice, "links_practice", False))
    result = come_back(visitor, address)
    change(app, harbour.practice, lambda practice: setattr(practice, "links_practice", True))

    assert visitor.get(result.path).form("OK")
    assert [practice.links_practice for practice in rows(app, Practice)] == [True]
