"""A trip for a client: what is certain is linked, everything else is asked."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models import Client, Event, XeroLink, XeroOrganisation
from tests.travel import PRIYA, priya, travel

BAKERY = "Bright Bakery Ltd"


@pytest.fixture
def staff(visitor, harbour):
    return visitor.sign_in(harbour.staff)


@pytest.fixture
def add(app, harbour):
    """Adds a client of Harbour & Pine; returns the address of its picker."""

    def add(name: str, **facts: object) -> str:
        with app.app_context():
            client = Client(practice_id=harbour.practice.id, name=name, code=name[:6].upper(), **facts)
            db.session.add(client)
            db.session.commit()
            return f"/clients/{client.id}/xero-link/new"

    return add


def links(app) -> dict[str, str]:
    """Client → organisation, by name."""
    with app.app_context():
        rows = db.session.execute(
            select(Client.name, XeroOrganisation.name)
            .join(XeroLink, XeroLink.client_id == Client.id)
            .join(XeroOrganisation, XeroOrganisation.id == XeroLink.organisation_id)
        )
        return {row[0]: row[1] for row in rows}


def card_of(visitor, picker: str) -> str:
    """What the Xero card of the client says."""
    return visitor.get(picker.removesuffix("/xero-link/new")).find("#xero-card").text


def test_the_one_that_fits_is_linked_with_undo(app, staff, add, xero):
    priya(xero, BAKERY, "Blue Door Ltd")
    picker = add("The Bright Bakery Limited")

    page = travel(staff, xero, [BAKERY], picker=picker)

    assert page.h1 == "Linked"
    assert "The Bright Bakery Limited is linked to Bright Bakery Ltd" in page
    assert links(app) == {"The Bright Bakery Limited": BAKERY}
    undone = staff.submit(page, "Undo")
    assert "Undone" in undone.messages
    assert links(app) == {}


def test_one_that_does_not_fit_is_shown_beside_the_client_and_not_linked(app, staff, add, xero):
    xero.control.add_user(PRIYA, "Priya", "Nair")
    xero.control.add_organisation(BAKERY, users=[PRIYA], registration_number="07654321")
    picker = add("Bright Bakery Ltd", company_number="01234567")

    page = travel(staff, xero, [BAKERY], picker=picker)

    assert page.h1 == "Check before linking"
    assert "The company numbers differ" in page
    assert {"01234567", "07654321"} <= set(page.find("table").text.split())
    assert links(app) == {}


def test_linking_anyway_needs_a_reason_which_the_history_keeps(app, staff, add, xero):
    xero.control.add_user(PRIYA, "Priya", "Nair")
    xero.control.add_organisation(BAKERY, users=[PRIYA], registration_number="07654321")
    page = travel(staff, xero, [BAKERY], picker=add("Bright Bakery Ltd", company_number="01234567"))

    refused = staff.submit(page, "Link anyway", reason="  ")
    assert "Give a reason" in refused.messages
    assert links(app) == {}

    done = staff.submit(page, "Link anyway", reason="The number here was mistyped")
    assert "Linked to Bright Bakery Ltd" in done.messages
    assert "Connected" in done.find("#xero-card").text
    with app.app_context():
        event = db.session.scalars(select(Event).filter_by(what="link.created")).one()
        assert event.reason == "The number here was mistyped"


def test_one_that_may_fit_can_be_linked_with_one_button(app, staff, add, xero):
    priya(xero, "BB Trading Ltd")

    page = travel(staff, xero, ["BB Trading Ltd"], picker=add("Bright Bakery"))
    staff.submit(page, "Link")

    assert links(app) == {"Bright Bakery": "BB Trading Ltd"}


def test_the_name_of_two_clients_links_neither_by_itself(app, staff, add, xero):
    priya(xero, BAKERY)
    add("Bright Bakery Limited", email="other@example.com")
    picker = add("The Bright Bakery Ltd")

    page = travel(staff, xero, [BAKERY], picker=picker)

    assert page.h1 == "Check before linking"
    assert links(app) == {}


def test_continue_adds_nothing_and_offers_the_best_matches_first(app, staff, add, xero):
    priya(xero, "Aardvark Ltd", BAKERY)
    travel(staff, xero, ["Aardvark Ltd"], picker=add("Aardvark"))
    travel(staff, xero, [BAKERY], picker=add("Somebody Else"))

    page = travel(staff, xero, picker=add("Bright Bakery Group"))

    assert page.h1 == "Xero added nothing new"
    assert [option.text.split(" Ltd")[0] for option in page.select("#organisation option")][1:] == [
        "Bright Bakery",
        "Aardvark",
    ]
    assert "Try again" in page or "Connect to Xero" in page


def test_several_chosen_are_offered_to_their_own_clients_and_linked_in_one_step(app, staff, add, xero):
    priya(xero, BAKERY, "Blue Door Ltd", "Oak Tree Ltd")
    xero.control.set_modes(several_at_once=True)
    picker = add("Bright Bakery")
    add("Blue Door", type="company")

    page = travel(staff, xero, [BAKERY, "Blue Door Ltd", "Oak Tree Ltd"], picker=picker)
    assert page.h1 == "Choose what to link"
    assert links(app) == {}

    done = staff.submit(page, "Link these")
    assert "2 clients were linked." in done.messages
    assert links(app) == {"Bright Bakery": BAKERY, "Blue Door": "Blue Door Ltd"}


def test_another_xero_user_than_last_time_is_named(staff, add, xero):
    priya(xero, BAKERY, "Blue Door Ltd")
    xero.control.add_user("tom@example.com", "Tom", "Ellery", organisations=["Blue Door Ltd"])
    travel(staff, xero, [BAKERY], picker=add("Bright Bakery"))

    page = travel(staff, xero, ["Blue Door Ltd"], user="tom@example.com", picker=add("Blue Door"))

    assert "You signed in to Xero as Tom Ellery." in page
    assert "Last time it was Priya Nair" in page


def test_a_link_whose_organisation_is_renamed_is_to_be_checked_until_confirmed(app, staff, add, xero):
    priya(xero, BAKERY)
    picker = add("Bright Bakery")
    travel(staff, xero, [BAKERY], picker=picker)

    xero.control.change_organisation(BAKERY, name="Gloomy Butchers Ltd", legal_name="Gloomy Butchers Ltd")
    travel(staff, xero, picker=add("Somebody"))
    assert "Check organisation" in card_of(staff, picker)

    page = staff.get(picker.removesuffix("/xero-link/new"))
    staff.submit(page, f"{page.path}/xero-link/confirm")
    assert "Check organisation" not in card_of(staff, picker)
    travel(staff, xero, picker=add("Nobody"))
    assert "Check organisation" not in card_of(staff, picker)


def test_the_practices_own_organisation_links_no_client_by_itself(app, visitor, harbour, add, xero):
    priya(xero, "Harbour & Pine Ltd")
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, ["Harbour & Pine Ltd"])
    picker = add("Harbour & Pine")
    xero.control.cut("Harbour & Pine Ltd")

    page = travel(visitor, xero, ["Harbour & Pine Ltd"], picker=picker)

    assert page.h1 == "Check before linking"
    assert links(app) == {}


def test_a_trip_for_another_practices_client_does_not_exist(visitor, saltmarsh, add):
    client_id = add("Bright Bakery").split("/")[2]
    visitor.sign_in(saltmarsh.staff)

    assert visitor.post("/xero/consents", purpose="link_client", client=client_id).status == 404


def test_with_the_client_level_off_nobody_sets_out(app, staff, harbour, add):
    client_id = add("Bright Bakery").split("/")[2]
    with app.app_context():
        db.session.get_one(type(harbour.practice), harbour.practice.id).links_clients = False
        db.session.commit()

    page = staff.post("/xero/consents", purpose="link_client", client=client_id)

    assert "The client level is switched off" in page.messages
