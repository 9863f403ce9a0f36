"""Writing clients down: every field, what is refused and how it is said."""

from __future__ import annotations

import pytest
from flask import Flask

from app.clients.codes import suggested
from app.clients.year_end import read_year_end
from app.models import Client, Event
from tests.page import Page, Visitor
from tests.people import Firm
from tests.records import add_client, rows

EVERYTHING = {
    "name": "Fern & Foxglove",
    "code": "fern 1",
    "type": "sole_trader",
    "country_code": "IE",
    "company_number": "998412",
    "vat_number": "IE9982417S",
    "year_end_day": "30",
    "year_end_month": "6",
    "email": "imogen@fern.example",
    "phone": "01947 1",
    "address": "1 Quay\r\nWhitby",
    "notes": "Likes letters",
}


@pytest.fixture
def tomas(visitor: Visitor, harbour: Firm) -> Visitor:
    return visitor.sign_in(harbour.staff)


def write(visitor: Visitor, **fields: object) -> Page:
    return visitor.submit(visitor.get("/clients/new"), "Add client", **fields)


def test_every_field_is_kept_and_told_in_the_history(app: Flask, tomas: Visitor, harbour: Firm) -> None:
    page = write(tomas, **EVERYTHING)

    (client,) = rows(app, Client)
    (event,) = rows(app, Event, client_id=client.id)
    assert page.h1 == "Fern & Foxglove"
    assert (client.code, client.type, client.country_code) == ("FERN 1", "sole_trader", "IE")
    assert (client.year_end_month, client.year_end_day) == (6, 30)
    assert client.address == "1 Quay\nWhitby"
    assert client.manager_id == harbour.staff.id
    assert (event.what, event.before, event.user_id) == ("client.created", None, harbour.staff.id)
    assert event.after["year_end"] == "06-30"
    assert event.after["manager"] == "Tomas Reed"


def test_a_form_that_is_saved_untouched_changes_nothing(app: Flask, tomas: Visitor) -> None:
    write(tomas, **EVERYTHING | {"address": "1 Quay"})

    page = tomas.submit(tomas.get("/clients/1/edit"), "Save")

    assert "Nothing was changed" in page
    assert [event.what for event in rows(app, Event, client_id=1)] == ["client.created"]
    assert rows(app, Client)[0].version == 1


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("name", " ", "Enter the client’s name"),
        ("name", "x" * 201, "Shorten this to 200 characters"),
        ("email", "nobody", "Enter an e-mail address"),
        ("year_end_day", "31", "Enter the day and the month"),
        ("notes", "x" * 10_001, "Shorten this to 10,000 characters"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(
    app: Flask, tomas: Visitor, field: str, value: str, fault: str
) -> None:
    typed = {"name": "Alder", "notes": "keep me", "year_end_day": "", **{field: value}}

    page = write(tomas, **typed)

    assert page.status == 422
    assert fault in page.find(f"#{field.removesuffix('_day')}-fault").text
    assert page.find("#notes").text == typed["notes"]
    assert rows(app, Client) == []


def test_a_day_that_the_month_does_not_have_is_refused(tomas: Visitor) -> None:
    page = write(tomas, name="Alder", year_end_day="31", year_end_month="11")

    assert "November has 30 days" in page.find("#year_end-fault").text


def test_an_odd_number_is_kept_with_a_gentle_note(app: Flask, tomas: Visitor) -> None:
    page = write(tomas, name="Alder", company_number="12x", vat_number="GB 1357")

    assert page.status == 200
    assert "Check the company number" in page.messages
    assert "does not look like a VAT number" in tomas.get("/clients/1/edit").find("#vat_number-note").text
    assert rows(app, Client)[0].company_number == "12x"


def test_a_missing_code_is_made_from_the_name_around_archived_ones_too(app: Flask, tomas: Visitor) -> None:
    write(tomas, name="The Alder Lane Bakery")
    tomas.submit(tomas.get("/clients/1/archive"), "Archive")
    write(tomas, name="Aldous & Son")

    assert [client.code for client in rows(app, Client)] == ["ALD001", "ALD002"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("Dr Y. Scoresby", "YSC001"), ("Ωμέγα", "ΩΜΕ001"), ("!!", "CLI001"), ("A", "A001"), ("The", "THE001")],
)
def test_a_code_starts_with_what_tells_the_client(name: str, code: str) -> None:
    assert suggested(name, set()) == code


@pytest.mark.parametrize("typed", ["ald1", " ALD1 ", "Ald1"])
def test_a_code_belongs_to_one_client_of_the_practice_even_an_archived_one(
    app: Flask, tomas: Visitor, typed: str
) -> None:
    write(tomas, name="Alder", code="ALD1")
    tomas.submit(tomas.get("/clients/1/archive"), "Archive")

    page = write(tomas, name="Aldous", code=typed, notes="keep me")

    assert page.status == 422
    assert "Choose another code" in page.find("#code-fault").text
    assert page.find("#notes").text == "keep me"
    assert len(rows(app, Client)) == 1


def test_two_practices_may_use_one_code(app: Flask, tomas: Visitor, saltmarsh: Firm) -> None:
    add_client(app, saltmarsh, "Alder")
    taken = rows(app, Client)[0].code

    assert write(tomas, name="Aldous", code=taken).status == 200


def test_only_people_of_the_practice_can_be_manager(app: Flask, tomas: Visitor, saltmarsh: Firm) -> None:
    page = write(tomas, name="Alder", manager_id=str(saltmarsh.admin.id))

    assert page.status == 422
    assert "Choose somebody of your practice" in page.find("#manager_id-fault").text


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("31 March", "03-31"),
        ("31st mar", "03-31"),
        ("31/03", "03-31"),
        ("31.3.2026", "03-31"),
        ("2026-03-31", "03-31"),
        ("31-Mar-26", "03-31"),
        ("March", "03-31"),
        ("feb", "02-28"),
        ("29 February", "02-29"),
        ("December 31", "12-31"),
        ("", None),
    ],
)
def test_a_year_end_is_read_as_people_write_it(written: str, kept: str | None) -> None:
    assert read_year_end(written) == kept


@pytest.mark.parametrize("written", ["31 Nov", "0 March", "31/13", "soon", "30 Feb", "31", "2026"])
def test_what_is_no_day_of_the_year_is_no_year_end(written: str) -> None:
    with pytest.raises(ValueError, match="such as 31 March"):
        read_year_end(written)


def test_a_form_that_is_sent_twice_makes_one_client(app: Flask, tomas: Visitor) -> None:
    form = tomas.get("/clients/new")
    tomas.submit(form, "Add client", name="Alder Bakery")

    again = tomas.submit(form, "Add client", name="Alder Bakery")

    assert "was added already" in again.messages
    assert again.h1 == "Alder Bakery"
    assert len(rows(app, Client)) == 1
    tomas.submit(tomas.get("/clients/new"), "Add client", name="Alder Bakery")
    assert len(rows(app, Client)) == 2
