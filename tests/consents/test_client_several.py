"""Several organisations were chosen in one trip: each is offered to the clients that it fits best."""

from __future__ import annotations

import pytest

from app.models import Client, XeroOrganisation
from tests.clients.books import BAKERY, OWN
from tests.consents.linked import id_in, links
from tests.records import add_client, change, rows
from tests.travel import priya, travel

DOOR, OAK = "Blue Door Ltd", "Oak Tree Ltd"
BOTH = {"Bright Bakery": BAKERY, "Blue Door": DOOR}


@pytest.fixture
def door(add):
    return add("Blue Door", type="company")


@pytest.fixture
def page(staff, xero, add, door):
    """Priya chose three at once, for Bright Bakery; Blue Door is a client, too."""
    priya(xero, "Aardvark Ltd", BAKERY, DOOR, OAK)
    travel(staff, xero, ["Aardvark Ltd"], picker=add("Aardvark Ltd"))
    xero.control.set_modes(several_at_once=True)
    return travel(staff, xero, [BAKERY, DOOR, OAK], picker=add("Bright Bakery"))


def field(app, name: str) -> str:
    """The field in which the organisation's client is picked."""
    return f"client-{rows(app, XeroOrganisation, name=name)[0].id}"


def picked(app, page, name: str) -> list[str]:
    chosen = page.select(f"#{field(app, name)} option[selected]")
    return [option.text.split(" (")[0] for option in chosen]


def test_all_are_offered_and_nothing_is_linked_yet(app, page):
    assert page.h1 == "Choose what to link"
    assert "Nothing has been linked yet." in page
    assert picked(app, page, BAKERY) == ["Bright Bakery"]
    assert picked(app, page, DOOR) == ["Blue Door"]
    assert picked(app, page, OAK) == []
    options = [option.text for option in page.select("#organisation option")][1:]
    assert (set(options[:3]), options[3:]) == ({BAKERY, DOOR, OAK}, ["Aardvark Ltd – linked to Aardvark Ltd"])
    assert links(app) == {"Aardvark Ltd": "Aardvark Ltd"}


def test_they_are_linked_in_one_step_and_the_page_says_so(app, staff, page):
    done = staff.submit(page, "Link these")

    assert done.messages.startswith("Linked: ")
    assert all(name in done.messages for name in BOTH)
    assert links(app).items() >= BOTH.items()
    assert f"Bright Bakery is linked to {BAKERY}." in done
    assert "Nothing has been linked yet." not in done


def test_pressing_twice_changes_nothing_more(app, staff, page):
    staff.submit(page, "Link these")
    before = links(app)

    again = staff.submit(page, "Link these")

    assert "Bright Bakery is linked to Bright Bakery Ltd already." in again.messages
    assert links(app) == before


def test_choosing_nothing_links_nothing(app, staff, page):
    told = staff.submit(page, "Link these", **{field(app, BAKERY): "", field(app, DOOR): ""})

    assert "No client was chosen, so nothing was linked." in told.messages
    assert not links(app).keys() & BOTH.keys()


def test_one_client_for_two_companies_is_refused_beside_the_second(app, staff, page, add):
    client = rows(app, Client, name="Bright Bakery")[0].id

    refused = staff.submit(page, "Link these", **{field(app, OAK): client})

    assert refused.status == 422
    assert [fault.text for fault in refused.select(".fault")] == [
        "Choose another client: this one is chosen for two companies"
    ]
    for name in (BAKERY, OAK):
        assert picked(app, refused, name) == ["Bright Bakery"]
    assert not links(app).keys() & BOTH.keys()


def test_what_somebody_linked_meanwhile_stays_and_the_others_are_linked(app, staff, page, door):
    organisation = rows(app, XeroOrganisation, name=OAK)[0].id
    staff.post(door.removesuffix("/new"), organisation=organisation, was="")

    told = staff.submit(page, "Link these")

    assert "Blue Door was linked in the meantime, and that was left as it is." in told.messages
    assert links(app).items() >= {"Bright Bakery": BAKERY, "Blue Door": OAK}.items()


def test_who_was_archived_meanwhile_is_named(app, staff, page, door):
    change(app, rows(app, Client, id=id_in(door))[0], lambda client: client.archive())

    told = staff.submit(page, "Link these")

    assert "Blue Door is archived, so it was not linked." in told.messages
    assert "Blue Door" not in links(app)


def test_what_went_meanwhile_is_named(app, staff, xero, add, page):
    xero.control.cut(DOOR)
    travel(staff, xero, picker=add("Somebody"))

    told = staff.submit(page, "Link these")

    assert "Blue Door Ltd is no longer authorised, so it was not linked." in told.messages
    assert "Blue Door" not in links(app)


def test_clients_that_are_linked_already_are_not_offered(app, staff, xero, add, door):
    priya(xero, BAKERY, DOOR, OAK)
    travel(staff, xero, [DOOR], picker=door)
    xero.control.cut(DOOR)
    xero.control.set_modes(several_at_once=True)

    page = travel(staff, xero, [BAKERY, DOOR, OAK], picker=add("Bright Bakery"))

    assert "Blue Door (" not in page.form("Link these").text
    staff.submit(page, "Link these")
    assert links(app) == BOTH


def test_the_practices_own_organisation_is_not_linked_in_passing(app, visitor, harbour, add, xero):
    priya(xero, OWN, BAKERY)
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, [OWN])
    xero.control.cut(OWN)
    xero.control.set_modes(several_at_once=True)
    picker = add("Harbour & Pine")

    page = travel(visitor, xero, [OWN, BAKERY], picker=picker)
    assert not page.select(f"#{field(app, OWN)}")

    told = visitor.post(f"{page.path}/links", **{field(app, OWN): id_in(picker)})
    assert "is your own practice’s organisation: choose it in the list below." in told.messages
    assert links(app) == {}


def test_a_client_of_another_practice_does_not_exist(app, staff, saltmarsh, page):
    stranger = add_client(app, saltmarsh, "Reeds")

    fields = {field(app, BAKERY): rows(app, Client, name="Bright Bakery")[0].id, field(app, OAK): stranger}
    assert staff.post(f"{page.path}/links", **fields).status == 404
    assert "Bright Bakery" not in links(app)


def test_with_the_client_level_off_none_is_linked(app, staff, harbour, page):
    change(app, harbour.practice, lambda practice: setattr(practice, "links_clients", False))

    assert "The client level is switched off" in staff.submit(page, "Link these").messages
    assert not links(app).keys() & BOTH.keys()


def test_the_result_leads_to_the_matches_of_exactly_the_new_ones(app, staff, page):
    matches = staff.get(page.link("Match the new organisations"))

    wanted = {f"match-{one.id}" for one in rows(app, XeroOrganisation) if one.name in (BAKERY, DOOR, OAK)}
    assert {row.get("id") for row in matches.select("tbody tr")} == wanted
    assert "Bright Bakery" in matches
