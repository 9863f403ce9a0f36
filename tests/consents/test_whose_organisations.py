"""A practice keeps what its own trips chose, and what the traveller ticks; nobody else's."""

from __future__ import annotations

import pytest

from app.models import Event, XeroConnection, XeroOrganisation
from tests.records import rows
from tests.travel import PRIYA, priya, travel

SHARED = ["Alder Lane Bakery Ltd", "Birch & Co Ltd", "Cedar Yard Ltd"]


@pytest.fixture
def elsewhere(app, new_visitor, saltmarsh, xero):
    """The bookkeeper has connected three organisations for Saltmarsh already."""
    xero.control.set_modes(several_at_once=True)
    priya(xero, *SHARED, "Harbour & Pine Ltd")
    browser = new_visitor().sign_in(saltmarsh.admin)
    travel(browser, xero, SHARED)
    return browser


def names(app, firm):
    return {one.name for one in rows(app, XeroOrganisation, practice_id=firm.practice.id)}


def test_a_bookkeeper_of_two_practices_carries_nothing_from_one_to_the_other(
    app, visitor, harbour, saltmarsh, xero, elsewhere
):
    visitor.sign_in(harbour.admin)

    page = travel(visitor, xero, ["Harbour & Pine Ltd"])

    assert page.h1 == "Linked"
    assert names(app, harbour) == {"Harbour & Pine Ltd"}
    assert names(app, saltmarsh) == set(SHARED)
    for path in ("/settings/xero", "/settings/xero/link/new", "/settings/xero/organisations"):
        assert not [name for name in SHARED if name in visitor.get(path)]
        assert "Harbour & Pine Ltd" not in elsewhere.get(path)


@pytest.mark.parametrize("modes", [{"omit_auth_event_id": True}, {"omit_authentication_event_id": True}])
def test_nor_where_xero_names_no_event_and_both_trips_were_made_within_a_minute(
    app, visitor, harbour, saltmarsh, xero, elsewhere, modes
):
    xero.control.set_modes(**modes)
    visitor.sign_in(harbour.admin)

    assert travel(visitor, xero, ["Harbour & Pine Ltd"]).h1 == "Linked"
    assert names(app, harbour) == {"Harbour & Pine Ltd"}


def also_reached(page):
    return [label.text for label in page.select("fieldset .choice label")]


def test_only_who_made_the_trip_sees_what_the_login_also_reaches(
    visitor, new_visitor, harbour, xero, elsewhere
):
    visitor.sign_in(harbour.admin)
    page = travel(visitor, xero, ["Harbour & Pine Ltd"])
    assert also_reached(page) == SHARED

    colleague = new_visitor().sign_in(harbour.staff).get(page.path)

    assert colleague.h1 == "Linked"
    assert also_reached(colleague) == []
    assert not [name for name in SHARED if name in colleague]


def ticked(page, *wanted):
    """The values of the boxes beside these names."""
    boxes = {label.get("for"): label.text for label in page.select("fieldset .choice label")}
    return [box.get("value") for box in page.select("[type=checkbox]") if boxes[box.get("id")] in wanted]


def test_ticking_keeps_exactly_those(app, visitor, harbour, xero, elsewhere):
    visitor.sign_in(harbour.admin)
    page = travel(visitor, xero, ["Harbour & Pine Ltd"])

    page = visitor.post(f"{page.path}/keep", organisation=ticked(page, "Birch & Co Ltd", "Cedar Yard Ltd"))

    assert "2 more organisations can be chosen now." in page.messages
    assert names(app, harbour) == {"Harbour & Pine Ltd", "Birch & Co Ltd", "Cedar Yard Ltd"}
    assert also_reached(page) == []
    assert "New: 3" in page
    added = rows(app, Event, practice_id=harbour.practice.id, what="connection.added")
    assert [event.user_id for event in added] == [harbour.admin.id] * 3


def test_ticking_nothing_adds_nothing_and_the_list_stays(app, visitor, harbour, xero, elsewhere):
    visitor.sign_in(harbour.admin)
    page = travel(visitor, xero, ["Harbour & Pine Ltd"])

    page = visitor.submit(page, "Add the ticked ones")

    assert "Nothing was ticked, so nothing was added." in page.messages
    assert also_reached(page) == SHARED


def test_what_the_login_does_not_reach_cannot_be_ticked(app, visitor, harbour, xero, elsewhere):
    foreign = xero.control.add_organisation("Dogwood Ltd")["tenant_id"]
    visitor.sign_in(harbour.admin)
    page = travel(visitor, xero, ["Harbour & Pine Ltd"])

    visitor.post(f"{page.path}/keep", organisation=[foreign, "", "x"])

    assert names(app, harbour) == {"Harbour & Pine Ltd"}


def test_nobody_else_can_tick(app, visitor, new_visitor, harbour, saltmarsh, xero, elsewhere):
    visitor.sign_in(harbour.admin)
    page = travel(visitor, xero, ["Harbour & Pine Ltd"])
    wanted = ticked(page, *SHARED)

    for user in (harbour.staff, saltmarsh.admin):
        stranger = new_visitor().sign_in(user)
        assert stranger.post(f"{page.path}/keep", organisation=wanted).status == 404
    assert names(app, harbour) == {"Harbour & Pine Ltd"}


def test_the_result_of_another_practices_trip_does_not_exist(
    visitor, new_visitor, harbour, saltmarsh, xero, elsewhere
):
    page = travel(visitor.sign_in(harbour.admin), xero, ["Harbour & Pine Ltd"])

    assert elsewhere.get(page.path).status == 404
    assert elsewhere.post(f"{page.path}/read-again").status == 404
    assert elsewhere.post(f"{page.path}/facts").status == 404


def test_two_practices_may_authorise_the_same_organisation(app, visitor, harbour, saltmarsh, xero, elsewhere):
    visitor.sign_in(harbour.admin)
    xero.control.add_user("sam@harbourpine.example", "Sam", "Osei", organisations=[SHARED[0]])

    page = travel(visitor, xero, [SHARED[0]], user="sam@harbourpine.example")

    assert page.h1 == "Linked"
    tenants = [one.tenant_id for one in rows(app, XeroOrganisation, name=SHARED[0])]
    assert len(tenants) == 2
    assert len(set(tenants)) == 1
    assert "Sam Osei" not in elsewhere.get("/settings/xero/organisations")


def test_a_later_trip_ends_only_the_connections_of_its_own_practice(
    app, visitor, harbour, saltmarsh, xero, elsewhere
):
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, ["Harbour & Pine Ltd"])
    xero.control.cut(SHARED[0], PRIYA)

    travel(visitor, xero)

    assert not any(one.ended_at for one in rows(app, XeroConnection))
    travel(elsewhere, xero)
    assert [one.practice_id for one in rows(app, XeroConnection) if one.ended_at] == [saltmarsh.practice.id]
