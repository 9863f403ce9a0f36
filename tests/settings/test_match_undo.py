"""A whole match taken back, choosing and making clients, and organisations that are none."""

from __future__ import annotations

import pytest
from flask import Flask

from app.models import Client, Event, XeroLink, XeroOrganisation
from tests.page import Visitor
from tests.people import Firm
from tests.records import change, history, rows
from tests.settings.matching import MATCHES, Shelf, fill_shelf, press, ticked

ALDER, BIRCH, CEDAR, ZEPHYR = "Alder Bakery Ltd", "Birch Dental Ltd", "Cedar Motor Ltd", "Zephyr Quarterly"


@pytest.fixture
def shelf(app: Flask, harbour: Firm) -> Shelf:
    return fill_shelf(app, harbour)


@pytest.fixture
def maren(visitor: Visitor, harbour: Firm) -> Visitor:
    return visitor.sign_in(harbour.admin)


def state(shelf: Shelf) -> object:
    """All that a match may touch."""
    clients = [(one.id, one.not_on_xero_because, one.version) for one in rows(shelf.app, Client)]
    return clients, shelf.links(), [one.set_aside_at for one in rows(shelf.app, XeroOrganisation)]


def test_undo_brings_back_exactly_what_was_before(shelf, maren):
    before = state(shelf)
    result = press(maren, maren.get(MATCHES), "link")

    page = maren.submit(result, "Undo all of them")

    assert "2 links taken back." in page.messages
    assert state(shelf) == before
    assert rows(shelf.app, XeroLink) == []
    assert history(shelf.app, shelf.firm)[-3:] == ["link.removed", "link.removed", "match.undone"]
    undone = rows(shelf.app, Event)[-1]
    assert len(undone.after["links"]) == 2
    assert ticked(maren.get(MATCHES)) == {shelf.organisations[ALDER], shelf.organisations[BIRCH]}


def test_what_changed_since_is_named_and_left_and_the_rest_is_taken_back(shelf, maren):
    result = press(maren, maren.get(MATCHES), "link")
    alder = shelf.clients["Alder Bakery Limited"]
    maren.post(
        f"/clients/{alder}/xero-link",
        organisation=shelf.organisations[ZEPHYR],
        was=shelf.organisations[ALDER],
    )

    page = maren.submit(result, "Undo all of them")

    assert "1 link taken back." in page.messages
    assert "Changed since, and left as it is now: Alder Bakery Limited." in page.messages
    assert shelf.links() == {"Alder Bakery Limited": ZEPHYR}


def test_undoing_twice_changes_nothing_more(shelf, maren):
    result = press(maren, maren.get(MATCHES), "link")
    maren.submit(result, "Undo all of them")

    page = maren.submit(result, "Undo all of them")

    assert "These links were undone already. Nothing was changed." in page.messages
    assert history(shelf.app, shelf.firm).count("match.undone") == 1


def test_only_admins_undo_a_match_and_staff_are_told_who_can(shelf, maren, new_visitor):
    result = press(maren, maren.get(MATCHES), "link")
    tomas = new_visitor().sign_in(shelf.firm.staff)

    page = tomas.get(result.path)

    assert "Maren Holt can undo all of them at once." in page
    assert tomas.post(f"{result.path}/undo").status == 403
    assert len(rows(shelf.app, XeroLink)) == 2


def test_another_practices_match_does_not_exist(shelf, maren, new_visitor, saltmarsh):
    result = press(maren, maren.get(MATCHES), "link")
    ines = new_visitor().sign_in(saltmarsh.admin)

    assert ines.get(result.path).status == 404
    assert ines.post(f"{result.path}/undo").status == 404


def test_another_client_is_chosen_from_a_page_without_javascript(shelf, maren):
    window = press(maren, maren.get(MATCHES), f"choose-{shelf.organisations[ZEPHYR]}")
    found = maren.get(f"{window.path}&q=cedar")
    assert [one.text for one in found.select("#clients .name")] == ["Cedar Motors Ltd"]

    page = maren.submit(found, "OK", client=str(shelf.clients["Cedar Motors Ltd"]))

    line = page.find(f"#match-{shelf.organisations[ZEPHYR]}")
    assert "Cedar Motors Ltd" in line.text
    assert "Your choice" in line.text
    press(maren, page, "link")
    assert shelf.links()["Cedar Motors Ltd"] == ZEPHYR


def test_in_the_dialog_only_the_row_and_the_count_are_swapped(shelf, maren):
    maren.get(MATCHES)
    url = f"{MATCHES}/{shelf.organisations[ZEPHYR]}/client"

    listed = maren.htmx(url, target="clients", q="cedar")
    row = maren.htmx(url, method="POST", client=shelf.clients["Cedar Motors Ltd"])

    assert "Cedar Motors Ltd" in listed
    assert "Alder" not in listed
    assert row.response.headers["HX-Retarget"] == f"#match-{shelf.organisations[ZEPHYR]}"
    assert "3 of 4 ticked" in row.find("#match-count").text


@pytest.mark.parametrize(
    ("client", "fault"), [("", "Choose a client from the list"), ("gone", "in the meantime")]
)
def test_a_choice_that_cannot_be_is_refused_in_words(client, fault, shelf, maren):
    maren.get(MATCHES)
    if client:
        row = rows(shelf.app, Client, name="Cedar Motors Ltd")[0]
        change(shelf.app, row, lambda found: found.archive())
        client = row.id

    page = maren.post(f"{MATCHES}/{shelf.organisations[ZEPHYR]}/client", client=client)

    assert page.status == 422
    assert fault in page


def test_another_practices_client_is_never_chosen(shelf, maren, saltmarsh):
    theirs = fill_shelf(shelf.app, saltmarsh)

    page = maren.post(
        f"{MATCHES}/{shelf.organisations[ZEPHYR]}/client", client=theirs.clients["Cedar Motors Ltd"]
    )

    assert page.status == 404
    assert maren.get(f"/clients/new?organisation={theirs.organisations[ALDER]}").status == 404


def test_a_client_is_made_from_an_organisation_and_ticked(shelf, maren):
    shelf.tell(ZEPHYR, registration_number="09876543", tax_number="GB418258151", country_code="IE")
    zephyr = shelf.organisations[ZEPHYR]

    form = press(maren, maren.get(MATCHES), f"create-{zephyr}")
    assert form.find("#code").get("value") == "ZEP001"
    page = maren.submit(form, "Add client")

    made = rows(shelf.app, Client)[-1]
    assert (made.name, made.code, made.company_number) == (ZEPHYR, "ZEP001", "09876543")
    assert (made.vat_number, made.country_code) == ("GB418258151", "IE")
    assert "Zephyr Quarterly is added, and ticked to be linked." in page.messages
    assert zephyr in ticked(page)
    press(maren, page, "link")
    assert shelf.links()[ZEPHYR] == ZEPHYR


def test_the_code_that_is_proposed_is_nobodys(shelf, maren):
    shelf.add_client("ZEP001")

    form = maren.get(f"/clients/new?organisation={shelf.organisations[ZEPHYR]}")

    assert form.find("#code").get("value") == "ZEP002"


def test_a_refused_new_client_still_leads_back_to_the_proposals(shelf, maren):
    form = maren.get(f"/clients/new?organisation={shelf.organisations[ZEPHYR]}")

    refused = maren.submit(form, "Add client", name="")
    page = maren.submit(refused, "Add client", name="Zephyr")

    assert refused.status == 422
    assert shelf.organisations[ZEPHYR] in ticked(page)


def test_not_a_client_is_kept_listed_and_taken_back(shelf, maren):
    zephyr = shelf.organisations[ZEPHYR]
    page = press(maren, maren.get(MATCHES), f"aside-{zephyr}")
    assert "Zephyr Quarterly is marked as not a client." in page.messages
    assert not page.select(f"#match-{zephyr}")

    listed = maren.get("/settings/xero/set-aside")
    assert "Zephyr Quarterly" in listed
    maren.submit(listed, "Take back")

    assert maren.get(MATCHES).select(f"#match-{zephyr}")
    assert history(shelf.app, shelf.firm) == ["organisation.set_aside", "organisation.taken_back"]


def test_not_a_client_can_be_undone_at_once(shelf, maren):
    page = press(maren, maren.get(MATCHES), f"aside-{shelf.organisations[ALDER]}")

    page = maren.submit(page, "Undo")

    assert page.select(f"#match-{shelf.organisations[ALDER]}")


def test_another_practices_organisation_is_never_set_aside(shelf, maren, saltmarsh):
    theirs = fill_shelf(shelf.app, saltmarsh).organisations[ALDER]

    assert press(maren, maren.get(MATCHES), f"aside-{theirs}").status == 404
    assert [one.set_aside_at for one in rows(shelf.app, XeroOrganisation)] == [None] * 8
