"""A linked organisation whose name or number drifts away is to be checked until somebody confirms it."""

from __future__ import annotations

from io import BytesIO

import pytest

from app.models import Client, Event, XeroLink
from tests.clients.books import BAKERY
from tests.consents.linked import card_of, client_page, id_in
from tests.records import rows
from tests.travel import PRIYA, travel

CHECK = "Check organisation"


@pytest.fixture
def picker(staff, add, xero):
    """The picker of a client that its own trip linked for certain."""
    xero.control.add_user(PRIYA, "Priya", "Nair")
    xero.control.add_organisation(BAKERY, users=[PRIYA], registration_number="01234567", country_code="GB")
    picker = add("Bright Bakery", company_number="01234567")
    travel(staff, xero, [BAKERY], picker=picker)
    return picker


@pytest.fixture
def edit(staff, picker):
    """Saves the client's form with some fields filled in."""

    def edit(**fields: str) -> None:
        address = f"/clients/{id_in(picker)}/edit"
        assert "The changes are saved." in staff.submit(staff.get(address), address, **fields).messages

    return edit


def confirm(staff, picker: str) -> None:
    staff.submit(client_page(staff, picker), "Confirm this organisation")
    assert CHECK not in card_of(staff, picker)


def test_a_new_name_over_there(staff, add, xero, picker):
    facts = {"name": "Gloomy Butchers Ltd", "legal_name": "Gloomy Butchers Ltd", "registration_number": ""}
    xero.control.change_organisation(BAKERY, **facts)
    travel(staff, xero, picker=add("Somebody"))

    assert CHECK in card_of(staff, picker)
    confirm(staff, picker)
    travel(staff, xero, picker=add("Nobody"))
    assert CHECK not in card_of(staff, picker)


def test_another_number_here(staff, picker, edit):
    edit(company_number="07654321")

    assert CHECK in card_of(staff, picker)
    assert "The company numbers differ: 07654321 and 01234567" in card_of(staff, picker)
    confirm(staff, picker)


def test_what_was_confirmed_is_asked_again_once_more_changes(staff, picker, edit):
    edit(company_number="07654321")
    confirm(staff, picker)

    edit(company_number="09999999")

    assert CHECK in card_of(staff, picker)


def test_another_country_is_asked_about_although_the_numbers_were_confirmed(staff, picker, edit):
    edit(company_number="07654321")
    confirm(staff, picker)

    edit(country_code="IE")

    assert CHECK in card_of(staff, picker)


def test_a_fact_put_right_needs_no_confirming(staff, picker, edit):
    edit(company_number="07654321")
    edit(company_number="01234567")

    assert CHECK not in card_of(staff, picker)


def test_another_name_with_the_number_taken_away_here(staff, picker, edit):
    edit(name="Gloomy Butchers", company_number="")

    assert CHECK in card_of(staff, picker)


def test_a_new_name_alone_changes_nothing_while_the_numbers_are_equal(staff, picker, edit):
    edit(name="Gloomy Butchers")

    assert CHECK not in card_of(staff, picker)


def test_an_import_drifts_away_as_well(app, visitor, harbour, picker):
    visitor.sign_in(harbour.admin)
    code = rows(app, Client, id=id_in(picker))[0].code
    sheet = f"Code,Company number\n{code},07654321\n".encode()
    sent = {"file": (BytesIO(sheet), "clients.csv"), "csrf_token": visitor.csrf_token()}
    preview = visitor.open("POST", "/clients/import", data=sent, content_type="multipart/form-data")
    visitor.submit(preview, preview.path)

    assert CHECK in card_of(visitor, picker)


def test_the_history_tells_when_it_drifted(app, picker, edit):
    edit(company_number="07654321")

    event = rows(app, Event, what="fit.changed")[-1]
    assert (event.before["fit"], event.after["fit"]) == ("certain", "contradicted")
    assert event.client_id == id_in(picker)


def test_undoing_a_change_brings_back_the_link_with_its_doubt(app, staff, xero, picker, edit):
    edit(name="Gloomy Butchers", company_number="")
    xero.control.add_organisation("Blue Door Ltd", users=[PRIYA])
    changed = staff.submit(travel(staff, xero, ["Blue Door Ltd"], picker=picker), "Link")
    assert CHECK not in changed.find("#xero-card").text

    staff.submit(changed, "Undo")

    assert CHECK in card_of(staff, picker)
    assert rows(app, XeroLink)[0].fit == "drifted"
