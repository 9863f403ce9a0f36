"""Two people edit one client at the same time: the second is told, and loses nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.models import Client, Event
from tests.page import Page, Visitor
from tests.people import Firm
from tests.records import add, rows


@pytest.fixture
def two(app: Flask, harbour: Firm, new_visitor: Callable[[], Visitor]) -> tuple[Visitor, Visitor]:
    """Maren and Tomas, and the client whom both know."""
    add(
        app,
        Client(practice_id=harbour.practice.id, name="Alder", code="ALD1", phone="1", email="a@b.example"),
    )
    return new_visitor().sign_in(harbour.admin), new_visitor().sign_in(harbour.staff)


def open_form(visitor: Visitor) -> Page:
    return visitor.get("/clients/1/edit")


def the_client(app: Flask) -> Client:
    return rows(app, Client, id=1)[0]


def test_a_change_is_told_with_before_and_after(app: Flask, two: tuple[Visitor, Visitor]) -> None:
    maren, _ = two

    maren.submit(open_form(maren), "Save", phone="2")

    (event,) = rows(app, Event, what="client.changed")
    assert event.before == {"phone": "1"}
    assert event.after == {"phone": "2", "version": 2}


def test_the_second_sees_both_values_and_nothing_is_saved_yet(
    app: Flask, two: tuple[Visitor, Visitor]
) -> None:
    maren, tomas = two
    seen_by_tomas = open_form(tomas)
    maren.submit(open_form(maren), "Save", phone="2")

    page = tomas.submit(seen_by_tomas, "Save", phone="3", notes="mine")

    assert page.status == 422
    assert "Maren Holt changed this client" in page
    assert "Phone from 1 to 2" in page
    assert page.find("label[for=take-phone-mine]").text.endswith("3")
    assert page.find("label[for=take-phone-theirs]").text.endswith("2")
    assert page.find("#phone").get("value") == "3"
    assert page.find("#notes").text == "mine"
    assert (the_client(app).phone, the_client(app).notes) == ("2", None)


def test_the_second_can_save_over(app: Flask, two: tuple[Visitor, Visitor]) -> None:
    maren, tomas = two
    seen_by_tomas = open_form(tomas)
    maren.submit(open_form(maren), "Save", phone="2")

    tomas.submit(tomas.submit(seen_by_tomas, "Save", phone="3", notes="mine"), "Save")

    assert (the_client(app).phone, the_client(app).notes, the_client(app).version) == ("3", "mine", 3)


def test_the_second_can_take_what_is_saved_and_keep_the_rest(
    app: Flask, two: tuple[Visitor, Visitor]
) -> None:
    maren, tomas = two
    seen_by_tomas = open_form(tomas)
    maren.submit(open_form(maren), "Save", phone="2")

    asked = tomas.submit(seen_by_tomas, "Save", phone="3", notes="mine")
    tomas.submit(asked, "Save", take_phone="theirs")

    assert (the_client(app).phone, the_client(app).notes) == ("2", "mine")


def test_what_the_second_did_not_touch_stays_as_the_first_saved_it(
    app: Flask, two: tuple[Visitor, Visitor]
) -> None:
    maren, tomas = two
    seen_by_tomas = open_form(tomas)
    maren.submit(open_form(maren), "Save", phone="2", email="new@b.example")

    page = tomas.submit(seen_by_tomas, "Save", notes="mine")
    assert "You had not touched E-mail, Phone" in page
    assert page.select("input[type=radio]") == []
    tomas.submit(page, "Save")

    client = the_client(app)
    assert (client.phone, client.email, client.notes) == ("2", "new@b.example", "mine")


def test_a_third_change_in_between_is_told_as_well(app: Flask, two: tuple[Visitor, Visitor]) -> None:
    maren, tomas = two
    seen_by_tomas = open_form(tomas)
    maren.submit(open_form(maren), "Save", phone="2")
    asked = tomas.submit(seen_by_tomas, "Save", phone="3")
    maren.submit(open_form(maren), "Save", phone="4")

    again = tomas.submit(asked, "Save")

    assert again.status == 422
    assert "Phone from 2 to 4" in again
    assert again.find("#phone").get("value") == "3"
    tomas.submit(again, "Save", take_phone="theirs")
    assert the_client(app).phone == "4"


def test_faults_and_a_conflict_are_shown_together(app: Flask, two: tuple[Visitor, Visitor]) -> None:
    maren, tomas = two
    seen_by_tomas = open_form(tomas)
    maren.submit(open_form(maren), "Save", phone="2")

    page = tomas.submit(seen_by_tomas, "Save", phone="3", email="nobody")

    assert "Enter an e-mail address" in page.find("#email-fault").text
    assert "Maren Holt changed this client" in page
    assert page.find("#email").get("value") == "nobody"


def test_two_who_save_the_same_have_no_conflict(app: Flask, two: tuple[Visitor, Visitor]) -> None:
    maren, tomas = two
    seen_by_tomas = open_form(tomas)
    maren.submit(open_form(maren), "Save", phone="2")

    page = tomas.submit(seen_by_tomas, "Save", phone="2")

    assert "Nothing was changed" in page.messages
    assert the_client(app).version == 2


def test_an_archive_in_between_is_told(app: Flask, two: tuple[Visitor, Visitor]) -> None:
    maren, tomas = two
    seen_by_tomas = open_form(tomas)
    maren.submit(maren.get("/clients/1/archive"), "Archive")

    page = tomas.submit(seen_by_tomas, "Save", phone="3")

    assert "Maren Holt archived this client" in page
    tomas.submit(page, "Save")
    assert (the_client(app).phone, the_client(app).is_archived) == ("3", True)


def test_a_form_without_its_version_overwrites_nothing(app: Flask, two: tuple[Visitor, Visitor]) -> None:
    maren, _ = two

    page = maren.post("/clients/1/edit", name="Alder", code="ALD1", country_code="GB", phone="9")

    assert page.status == 422
    assert the_client(app).phone == "1"
