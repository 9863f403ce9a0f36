"""The whole trip, page by page, with the stand-in over real HTTP."""

from __future__ import annotations

import pytest

from app.models import Event, XeroConsent, XeroLink, XeroLogin, XeroOrganisation
from tests.records import history, rows
from tests.travel import PRIYA, come_back, priya, set_out, travel


def link_of(app, firm):
    """The practice's own link."""
    return rows(app, XeroLink, practice_id=firm.practice.id, client_id=None)


def test_one_organisation_chosen_at_xero_is_linked_to_the_practice(visitor, harbour, xero):
    priya(xero, "Harbour & Pine Ltd", "Bright Bakery Ltd")
    visitor.sign_in(harbour.admin)

    page = travel(visitor, xero, ["Harbour & Pine Ltd"])

    assert page.status == 200
    assert page.h1 == "Linked"
    assert "Harbour & Pine is linked to Harbour & Pine Ltd" in page
    assert "New: 1" in page
    tab = visitor.get("/settings/xero")
    assert "Connected" in tab.find("#xero-card").text
    assert "Authorised by Priya Nair" in tab.find("#xero-card").text
    assert "by Maren Holt" in tab.find("#xero-card").text


def test_the_link_that_a_trip_made_can_be_undone_from_its_result(app, visitor, harbour, xero):
    priya(xero, "Harbour & Pine Ltd")
    visitor.sign_in(harbour.admin)
    result = travel(visitor, xero, ["Harbour & Pine Ltd"])

    page = visitor.submit(result, "Undo")

    assert "Undone. The practice is not linked to a Xero company." in page.messages
    assert link_of(app, harbour) == []
    assert "That has been changed since" in visitor.get(result.path)
    assert "Undo" not in visitor.get(result.path)


def test_several_chosen_at_once_are_asked_about_with_the_chosen_ones_first(app, visitor, harbour, xero):
    xero.control.set_modes(several_at_once=True)
    priya(xero, "Alder Ltd", "Yew Ltd", "Zelkova Ltd")
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, ["Alder Ltd"])
    visitor.submit(visitor.get("/settings/xero/link/delete"), "Disconnect from Xero")

    page = travel(visitor, xero, ["Zelkova Ltd", "Yew Ltd"])

    assert page.h1 == "Choose what to link"
    assert "New: 2" in page
    assert link_of(app, harbour) == []
    names = [option.text.partition(" (")[0] for option in page.select("#organisation option")]
    assert names == ["Choose a company", "Yew Ltd", "Zelkova Ltd", "Alder Ltd"]


def test_what_is_asked_about_can_be_chosen_right_there(app, visitor, harbour, xero):
    xero.control.set_modes(several_at_once=True)
    priya(xero, "Yew Ltd", "Zelkova Ltd")
    visitor.sign_in(harbour.admin)
    page = travel(visitor, xero, ["Zelkova Ltd", "Yew Ltd"])
    yew = next(option for option in page.select("#organisation option") if "Yew" in option.text)

    tab = visitor.submit(page, "OK", organisation=yew.get("value"))

    assert "Linked to Yew Ltd." in tab.messages


def test_continue_adds_nothing_and_says_so_and_offers_the_picker(app, visitor, harbour, xero):
    priya(xero, "Harbour & Pine Ltd", "Bright Bakery Ltd")
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, ["Harbour & Pine Ltd"])
    before = link_of(app, harbour)

    page = travel(visitor, xero)

    assert page.h1 == "Xero added nothing new"
    assert "Select another organisation" in page
    assert "Unchanged: 1" in page
    assert page.form("OK")
    assert [link.linked_at for link in link_of(app, harbour)] == [link.linked_at for link in before]


def test_cancel_changes_nothing(app, visitor, harbour, xero):
    priya(xero, "Harbour & Pine Ltd")
    visitor.sign_in(harbour.admin)

    page = travel(visitor, xero, ["Harbour & Pine Ltd"], cancel=True)

    assert page.h1 == "You did not allow access"
    assert "Nothing was changed." in page
    assert page.link("Connect again") == "/settings/xero/link/new"
    assert rows(app, XeroLogin) == rows(app, XeroOrganisation) == link_of(app, harbour) == []
    assert history(app, harbour) == ["consent.started", "consent.cancelled"]


def test_cancelling_a_later_trip_leaves_the_link_and_the_login_as_they_are(app, visitor, harbour, xero):
    priya(xero, "Harbour & Pine Ltd", "Bright Bakery Ltd")
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, ["Harbour & Pine Ltd"])
    before = [login.sealed_tokens for login in rows(app, XeroLogin)]

    travel(visitor, xero, cancel=True)

    assert [login.sealed_tokens for login in rows(app, XeroLogin)] == before
    assert len(link_of(app, harbour)) == 1


def test_choosing_another_organisation_changes_the_link_and_undo_brings_the_former_back(
    app, visitor, harbour, xero
):
    priya(xero, "Harbour & Pine Ltd", "Bright Bakery Ltd")
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, ["Harbour & Pine Ltd"])

    page = travel(visitor, xero, ["Bright Bakery Ltd"])
    assert "Harbour & Pine is linked to Bright Bakery Ltd" in page

    assert "Linked to Harbour & Pine Ltd again." in visitor.submit(page, "Undo").messages
    assert [link.organisation_id for link in link_of(app, harbour)] == [
        one.id for one in rows(app, XeroOrganisation, name="Harbour & Pine Ltd")
    ]


def test_a_second_trip_of_the_same_xero_user_replaces_the_tokens(app, visitor, harbour, xero):
    priya(xero, "Harbour & Pine Ltd", "Bright Bakery Ltd")
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, ["Harbour & Pine Ltd"])
    first = rows(app, XeroLogin)

    travel(visitor, xero, ["Bright Bakery Ltd"])

    second = rows(app, XeroLogin)
    assert len(first) == len(second) == 1
    assert second[0].sealed_tokens != first[0].sealed_tokens
    assert second[0].grant_epoch == first[0].grant_epoch + 1


@pytest.mark.parametrize("mode", ["omit_authentication_event_id", "omit_auth_event_id"])
def test_where_xero_names_no_event_the_new_organisation_is_still_found(visitor, harbour, xero, mode):
    xero.control.set_modes(**{mode: True})
    priya(xero, "Harbour & Pine Ltd", "Bright Bakery Ltd")
    visitor.sign_in(harbour.admin)

    assert travel(visitor, xero, ["Harbour & Pine Ltd"]).h1 == "Linked"
    assert travel(visitor, xero).h1 == "Xero added nothing new"
    assert travel(visitor, xero, ["Bright Bakery Ltd"]).h1 == "Linked"


def test_an_organisation_cut_in_xero_and_chosen_again_is_repaired(app, visitor, harbour, xero):
    priya(xero, "Harbour & Pine Ltd", "Bright Bakery Ltd")
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, ["Bright Bakery Ltd"])
    travel(visitor, xero, ["Harbour & Pine Ltd"])
    xero.control.cut("Harbour & Pine Ltd")

    missing = travel(visitor, xero)
    assert "Missing: 1" in missing
    assert "Reconnection needed" in visitor.get("/settings/xero").find("#xero-card").text
    assert len(link_of(app, harbour)) == 1

    repaired = travel(visitor, xero, ["Harbour & Pine Ltd"])
    assert "Repaired: 1" in repaired
    assert "Harbour & Pine is linked to Harbour & Pine Ltd" in repaired
    assert "Connected" in visitor.get("/settings/xero").find("#xero-card").text


def test_only_sets_of_books_are_ever_kept_or_offered(app, visitor, harbour, xero):
    xero.control.set_modes(several_at_once=True)
    priya(xero, "Harbour & Pine Ltd")
    xero.control.add_organisation("Harbour & Pine HQ", users=[PRIYA], tenant_type="PRACTICE")
    visitor.sign_in(harbour.admin)

    page = travel(visitor, xero, ["Harbour & Pine Ltd", "Harbour & Pine HQ"])

    assert page.h1 == "Linked"
    assert "HQ" not in page
    assert [one.name for one in rows(app, XeroOrganisation)] == ["Harbour & Pine Ltd"]


def test_every_step_of_a_trip_stands_in_the_history_with_its_author(app, visitor, harbour, xero):
    priya(xero, "Harbour & Pine Ltd")
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, ["Harbour & Pine Ltd"])

    events = rows(app, Event, practice_id=harbour.practice.id)
    assert [event.what for event in events] == [
        "consent.started",
        "login.authorised",
        "connection.added",
        "link.created",
        "consent.finished",
    ]
    assert {event.user_id for event in events} == {harbour.admin.id}
    assert {event.address for event in events} == {"127.0.0.1"}
    assert events[3].before is None
    assert events[3].after["organisation"] == "Harbour & Pine Ltd"


def test_two_trips_begun_in_two_tabs_both_come_home(visitor, harbour, xero):
    priya(xero, "Harbour & Pine Ltd", "Bright Bakery Ltd")
    visitor.sign_in(harbour.admin)
    first, second = set_out(visitor), set_out(visitor)

    page = come_back(visitor, xero.control.approve(second, PRIYA, ["Bright Bakery Ltd"]))
    assert page.h1 == "Linked"

    page = come_back(visitor, xero.control.approve(first, PRIYA, ["Harbour & Pine Ltd"]))
    assert page.h1 == "Choose what to link"
    assert "this trip changed nothing about that" in page


def test_state_nonce_and_verifier_live_in_the_trips_row_until_it_is_used(app, visitor, harbour, xero):
    priya(xero, "Harbour & Pine Ltd")
    visitor.sign_in(harbour.admin)
    address = set_out(visitor)
    assert rows(app, XeroConsent)[0].sealed_secrets

    come_back(visitor, xero.control.approve(address, PRIYA, ["Harbour & Pine Ltd"]))
    assert rows(app, XeroConsent)[0].sealed_secrets is None
