"""What may happen to a client here while somebody is at Xero for it."""

from __future__ import annotations

import pytest

from app.models import Client
from tests.clients.books import BAKERY
from tests.consents.linked import id_in, links
from tests.records import change, rows
from tests.travel import PRIYA, come_back, priya, set_out, travel

DOOR = "Blue Door Ltd"


@pytest.fixture
def picker(add, xero):
    priya(xero, BAKERY, DOOR)
    return add("Bright Bakery")


@pytest.fixture
def address(staff, xero, picker):
    """The address back from Xero, while Tomas is still over there and has chosen the bakery."""
    return xero.control.approve(set_out(staff, picker), PRIYA, [BAKERY])


def test_a_client_archived_meanwhile_is_not_linked(app, staff, picker, address):
    client = rows(app, Client, id=id_in(picker))[0]
    change(app, client, lambda row: row.archive())

    page = come_back(staff, address)

    assert page.h1 == "Choose what to link"
    assert "This client is archived, so nothing can be linked at present." in page
    assert links(app) == {}
    change(app, client, lambda row: row.restore())
    asked = staff.get(page.path)
    assert "It looks like it." in asked
    staff.submit(asked, "Link")
    assert links(app) == {"Bright Bakery": BAKERY}


def test_what_a_colleague_linked_meanwhile_stays_and_both_are_shown(
    app, staff, new_visitor, harbour, xero, picker, address
):
    colleague = new_visitor().sign_in(harbour.admin)
    colleague.submit(travel(colleague, xero, [DOOR], picker=picker), "Link")

    page = come_back(staff, address)

    assert "During the trip to Xero it was changed what Bright Bakery is linked to" in page
    assert f"At present Bright Bakery is linked to {DOOR}. Linking changes that." in page
    assert links(app) == {"Bright Bakery": DOOR}


def test_of_two_trips_at_once_the_second_asks(app, staff, new_visitor, harbour, picker, address, xero):
    colleague = new_visitor().sign_in(harbour.admin)
    late = xero.control.approve(set_out(colleague, picker), PRIYA, [DOOR])

    assert come_back(staff, address).h1 == "Linked"
    assert come_back(colleague, late).h1 == "Check before linking"

    assert links(app) == {"Bright Bakery": BAKERY}


def test_with_the_client_level_switched_off_meanwhile_nothing_is_linked(app, staff, harbour, address):
    change(app, harbour.practice, lambda practice: setattr(practice, "links_clients", False))

    page = come_back(staff, address)

    assert "The client level is switched off" in page
    assert not page.select("#organisation, #reason")
    assert links(app) == {}


def test_undo_is_not_offered_while_the_client_level_is_off(app, staff, harbour, address):
    page = come_back(staff, address)
    assert page.form("Undo")

    change(app, harbour.practice, lambda practice: setattr(practice, "links_clients", False))

    assert not staff.get(page.path).select(".message form")


def test_going_back_after_undo_tells_what_is_so_now(staff, address):
    page = come_back(staff, address)
    staff.submit(page, "Undo")

    again = staff.get(page.path)

    assert "This trip linked Bright Bakery to Bright Bakery Ltd. That has been changed since." in again
