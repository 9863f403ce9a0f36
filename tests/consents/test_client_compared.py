"""One organisation was chosen and nobody can be sure: it stands beside the client, and somebody decides."""

from __future__ import annotations

import pytest

from app.models import Event, XeroLink, XeroOrganisation
from tests.clients.books import BAKERY, OWN
from tests.consents.linked import card_of, id_in, links
from tests.records import change, rows
from tests.travel import PRIYA, priya, travel

DOOR = "Blue Door Ltd"


@pytest.fixture
def picker(add, xero):
    """The picker of a client whose company number is not that of the organisation."""
    xero.control.add_user(PRIYA, "Priya", "Nair")
    facts = {"registration_number": "07654321", "tax_number": "GB 980 7806 84", "country_code": "GB"}
    xero.control.add_organisation(BAKERY, users=[PRIYA], legal_name="Bright Bakery Limited", **facts)
    return add(BAKERY, company_number="01234567", vat_number="GB123456782", country_code="GB")


@pytest.fixture
def page(staff, xero, picker):
    return travel(staff, xero, [BAKERY], picker=picker)


def cells(page, what: str) -> list[str]:
    """Client and organisation in one line of the comparison."""
    lines = {line.find("th").text: line.select("td") for line in page.select("tbody tr")}
    return [cell.text for cell in lines[what]]


def test_all_that_is_known_of_both_stands_side_by_side(app, page):
    assert page.h1 == "Check before linking"
    assert "Nothing has been linked yet." in page
    assert "The company numbers differ: 01234567 and 07654321" in page
    assert cells(page, "Name") == [BAKERY, BAKERY]
    assert cells(page, "Legal name")[1] == "Bright Bakery Limited"
    assert cells(page, "Company number") == ["01234567", "07654321"]
    assert cells(page, "VAT number") == ["GB123456782", "GB 980 7806 84"]
    assert cells(page, "Country") == ["GB", "GB"]
    assert cells(page, "Also linked to it")[1] == "nothing"
    assert links(app) == {}


def test_who_else_uses_it_is_named(staff, xero, picker, add):
    shared = travel(staff, xero, [BAKERY], picker=add("Bread & Butter"))
    staff.submit(shared, "Link")
    xero.control.cut(BAKERY)

    page = travel(staff, xero, [BAKERY], picker=picker)

    assert cells(page, "Also linked to it")[1] == "Bread & Butter"


def test_linking_anyway_without_a_reason_is_refused_beside_the_field(app, staff, page):
    refused = staff.submit(page, "Link anyway", reason="  ")

    assert refused.status == 422
    assert refused.h1 == "Check before linking"
    assert refused.find("#reason-fault").text.startswith("Enter why it is the right one")
    assert "reason-fault" in refused.find("#reason").get("aria-describedby")
    assert links(app) == {}


def test_a_reason_that_is_too_long_stays_in_the_form(app, staff, page):
    refused = staff.submit(page, "Link anyway", reason="The number was mistyped. " * 50)

    assert refused.status == 422
    assert refused.find("#reason-fault").text == "Shorten the reason to 1,000 characters"
    assert refused.find("#reason").get("value").startswith("The number was mistyped.")
    assert links(app) == {}


def test_the_history_keeps_the_reason_and_the_link_is_vouched_for(app, staff, page):
    done = staff.submit(page, "Link anyway", reason="The number here was mistyped")

    assert "Linked to Bright Bakery Ltd." in done.messages
    assert "Connected" in done.find("#xero-card").text
    event = rows(app, Event, what="link.created")[0]
    assert (event.reason, event.after["fit"]) == ("The number here was mistyped", "confirmed")
    assert "The company numbers differ" in event.after["fit_reason"]
    staff.submit(done, "Undo")
    assert links(app) == {}


def test_after_linking_the_page_says_so_and_asks_no_more(app, staff, page):
    staff.submit(page, "Link anyway", reason="Mistyped")

    again = staff.get(page.path)
    assert again.h1 == "Linked"
    assert f"{BAKERY} is linked to {BAKERY}." in again
    assert not again.select("#reason, #organisation")
    twice = staff.submit(page, "Link anyway", reason="Mistyped")
    assert "That company is linked already. Nothing was changed." in twice.messages
    assert len(rows(app, Event, what="link.created")) == 1


def test_another_one_can_be_chosen_right_there(app, staff, add, xero):
    priya(xero, "Bright Bakery Leeds Ltd", DOOR)
    travel(staff, xero, [DOOR], picker=add(DOOR))
    page = travel(staff, xero, ["Bright Bakery Leeds Ltd"], picker=add("Bright Bakery"))
    options = {option.text: option.get("value") for option in page.select("#organisation option")}

    done = staff.submit(page, "OK", organisation=options[f"{DOOR} – linked to {DOOR}"])

    assert f"Linked to {DOOR}." in done.messages
    assert links(app) == {DOOR: DOOR, "Bright Bakery": DOOR}


def test_one_that_may_fit_needs_no_reason(app, staff, add, xero):
    priya(xero, "BB Trading Ltd")
    page = travel(staff, xero, ["BB Trading Ltd"], picker=add("Bright Bakery"))

    assert "We could not be sure." in page
    staff.submit(page, "Link")

    assert links(app) == {"Bright Bakery": "BB Trading Ltd"}


def test_what_linking_would_replace_is_shown(staff, add, xero):
    priya(xero, "Old Books Ltd", "BB Trading Ltd")
    picker = add("Bright Bakery")
    staff.submit(travel(staff, xero, ["Old Books Ltd"], picker=picker), "Link")

    page = travel(staff, xero, ["BB Trading Ltd"], picker=picker)

    assert "At present Bright Bakery is linked to Old Books Ltd. Linking changes that." in page
    assert "Changed from Old Books Ltd to BB Trading Ltd." in staff.submit(page, "Link").messages


def test_the_name_of_two_clients_links_neither_by_itself(app, staff, add, xero):
    priya(xero, BAKERY)
    add("Bright Bakery Limited")

    page = travel(staff, xero, [BAKERY], picker=add("The Bright Bakery Ltd"))

    assert page.h1 == "Check before linking"
    assert "several clients or organisations have that name" in page
    assert links(app) == {}


def test_a_company_with_two_sets_of_books_is_asked_about(app, staff, add, xero):
    xero.control.add_user(PRIYA, "Priya", "Nair")
    for name in (BAKERY, "Bright Bakery Old Ltd"):
        xero.control.add_organisation(name, users=[PRIYA], registration_number="01234567", country_code="GB")
    travel(staff, xero, ["Bright Bakery Old Ltd"], picker=add("Somebody"))

    page = travel(staff, xero, [BAKERY], picker=add("Bright Bakery", company_number="01234567"))

    assert page.h1 == "Check before linking"
    assert "It looks like it." in page
    assert links(app) == {}


def test_the_practices_own_organisation_asks_once_more_and_loses_nothing(app, visitor, harbour, add, xero):
    priya(xero, OWN)
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, [OWN])
    xero.control.cut(OWN)
    page = travel(visitor, xero, [OWN], picker=add("Harbour & Pine"))
    assert "It is your own practice’s organisation." in page
    assert links(app) == {}

    question = visitor.submit(page, "Link", reason="We keep them together")
    assert question.h1 == "This is your own practice’s organisation"
    assert links(app) == {}

    visitor.submit(question, "Link Harbour & Pine to it all the same")
    assert links(app) == {"Harbour & Pine": OWN}
    assert rows(app, Event, what="link.created")[-1].reason == "We keep them together"


def test_an_archived_client_is_not_linked(app, staff, page, picker):
    staff.post(f"/clients/{id_in(picker)}/archive", was="")

    told = staff.submit(page, "Link anyway", reason="Mistyped")

    assert "This client is archived." in told.messages
    assert "This client is archived" in staff.get(page.path)
    assert links(app) == {}


def test_with_the_client_level_off_nothing_is_linked(app, staff, harbour, page):
    change(app, harbour.practice, lambda practice: setattr(practice, "links_clients", False))

    assert "The client level is switched off" in staff.submit(page, "Link anyway", reason="Mistyped").messages
    later = staff.get(page.path)
    assert "The client level is switched off" in later
    assert not later.select("#reason, #organisation")
    assert links(app) == {}


def test_what_a_colleague_linked_meanwhile_stays(app, staff, new_visitor, harbour, xero, page, picker):
    xero.control.add_organisation(DOOR, users=[PRIYA])
    colleague = new_visitor().sign_in(harbour.admin)
    colleague.submit(travel(colleague, xero, [DOOR], picker=picker), "Link")

    told = staff.submit(page, "Link anyway", reason="Mistyped")

    assert "Somebody changed this in the meantime." in told.messages
    assert links(app) == {BAKERY: DOOR}
    assert f"At present {BAKERY} is linked to {DOOR}." in staff.get(page.path)


def test_an_organisation_that_went_meanwhile_is_not_linked(app, staff, xero, add, page, picker):
    xero.control.cut(BAKERY)
    xero.control.add_organisation(DOOR, users=[PRIYA])
    travel(staff, xero, [DOOR], picker=add("Somebody"))

    told = staff.submit(page, "Link anyway", reason="Mistyped")

    assert "That company is no longer authorised, so it was not linked." in told.messages
    assert "Not connected" in card_of(staff, picker)
    assert links(app) == {}


def test_another_trips_organisation_cannot_be_slipped_in(app, staff, xero, add, page):
    xero.control.add_organisation(DOOR, users=[PRIYA])
    travel(staff, xero, [DOOR], picker=add("Somebody"))
    other = rows(app, XeroOrganisation, name=DOOR)[0].id

    assert staff.submit(page, "Link anyway", reason="Mine", organisation=other).status == 404
    assert links(app) == {}


def test_another_practice_finds_no_such_trip(app, new_visitor, saltmarsh, page):
    stranger = new_visitor().sign_in(saltmarsh.admin)

    assert stranger.get(page.path).status == 404
    for end in ("link", "links"):
        assert stranger.post(f"{page.path}/{end}", reason="Mine").status == 404
    assert links(app) == {}


def test_a_trip_of_the_practice_links_no_client(app, visitor, harbour, add, xero):
    priya(xero, OWN)
    visitor.sign_in(harbour.admin)
    page = travel(visitor, xero, [OWN])
    organisation = rows(app, XeroOrganisation)[0].id
    client = id_in(add("Harbour & Pine"))

    assert visitor.post(f"{page.path}/link", organisation=organisation, reason="Mine").status == 404
    assert visitor.post(f"{page.path}/links", **{f"client-{organisation}": client}).status == 404
    assert [link.client_id for link in rows(app, XeroLink)] == [None]
