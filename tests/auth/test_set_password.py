"""The page on which people set their own password, by a link that works once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from freezegun import freeze_time

from app.clock import utcnow
from tests.auth.form import fault_of, sign_in, stored
from tests.auth.links import NEW, link_for, set_password
from tests.commands.cli import told
from tests.logbook import Logbook
from tests.page import Visitor
from tests.people import PASSWORD, Firm


def test_a_link_sets_the_password_and_signs_in(
    app: Flask, new_visitor: Callable[[], Visitor], harbour: Firm
) -> None:
    at_work, visitor = new_visitor().sign_in(harbour.staff), new_visitor()
    page = set_password(visitor, link_for(app, harbour.staff))

    assert page.path == "/clients"
    assert "Your password is set, and you are signed in." in page.messages
    assert at_work.get("/clients").h1 == "Sign in"
    assert sign_in(new_visitor(), harbour.staff.email, PASSWORD).status == 422
    assert sign_in(new_visitor(), harbour.staff.email, NEW).path == "/clients"
    assert told(app)[:2] == ["user.password_link_made", "user.password_set"]


def test_looking_at_a_link_uses_nothing_up(app: Flask, visitor: Visitor, harbour: Firm) -> None:
    path = link_for(app, harbour.staff)
    for _ in range(3):
        assert visitor.get(path).h1 == "Set your password"
    visitor.client.head(path)

    assert set_password(visitor, path).path == "/clients"


def test_a_link_works_once(app: Flask, new_visitor: Callable[[], Visitor], harbour: Firm) -> None:
    path = link_for(app, harbour.staff)
    visitor, other = new_visitor(), new_visitor()
    left_open = other.get(path)
    set_password(visitor, path)

    page = other.submit(left_open, "Set password", new="eight blue herons", repeated="eight blue herons")

    assert (page.status, page.h1) == (410, "This link has been used")
    assert other.get(path).status == 410
    assert sign_in(other, harbour.staff.email, NEW).path == "/clients"


def test_two_people_with_one_link_set_one_password(app: Flask, harbour: Firm) -> None:
    path, ready = link_for(app, harbour.staff), threading.Barrier(4)

    def use(number: int) -> int:
        visitor = Visitor(app)
        page = visitor.get(path)
        ready.wait()
        typed = f"heron number {number} of four"
        return visitor.submit(page, "Set password", new=typed, repeated=typed).status

    with ThreadPoolExecutor(4) as people:
        statuses = sorted(people.map(use, range(4)))

    assert statuses == [200, 410, 410, 410]
    assert stored(app, harbour.staff).session_epoch == 2


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        (("", ""), "new", "Enter a new password"),
        (("heron", "heron"), "new", "Choose a password of at least 12 characters"),
        (("password1234", "password1234"), "new", "Choose a password that is harder to guess"),
        ((NEW, "seven gray herons"), "repeated", "Enter the new password twice: these two differ"),
    ],
)
def test_a_bad_password_is_said_beside_its_field(
    app: Flask, visitor: Visitor, harbour: Firm, typed: tuple[str, str], field: str, sentence: str
) -> None:
    path = link_for(app, harbour.staff)
    page = set_password(visitor, path, *typed)

    assert page.status == 422
    assert fault_of(page, field).startswith(sentence)
    assert set_password(visitor, path).path == "/clients"


def test_a_newer_link_ends_the_one_before(app: Flask, visitor: Visitor, harbour: Firm) -> None:
    former, path = link_for(app, harbour.staff), link_for(app, harbour.staff)

    assert visitor.get(former).h1 == "This link opens nothing any more"
    assert visitor.get(path).h1 == "Set your password"


def test_a_link_is_good_for_three_days(app: Flask, visitor: Visitor, harbour: Firm) -> None:
    path, now = link_for(app, harbour.staff), utcnow()

    with freeze_time(now + timedelta(days=3, seconds=-5)):
        assert visitor.get(path).status == 200
    with freeze_time(now + timedelta(days=3, seconds=5)):
        page = visitor.get(path)

    assert (page.status, page.h1) == (410, "This link has expired")


def test_a_changed_password_or_a_closed_account_ends_its_link(
    app: Flask, new_visitor: Callable[[], Visitor], harbour: Firm
) -> None:
    of_admin, of_staff = link_for(app, harbour.admin), link_for(app, harbour.staff)
    admin = new_visitor().sign_in(harbour.admin)
    admin.submit(
        admin.get(f"/settings/people/{harbour.staff.id}/deactivation"),
        f"/settings/people/{harbour.staff.id}/deactivation",
    )
    form = {"present": PASSWORD, "new": NEW, "repeated": NEW}
    admin.submit(admin.get("/account"), "Change password", **form)

    assert new_visitor().get(of_staff).h1 == "This link opens nothing any more"
    assert new_visitor().get(of_admin).h1 == "This link opens nothing any more"


def test_the_secret_stays_in_the_address(
    app: Flask, visitor: Visitor, harbour: Firm, logbook: Logbook
) -> None:
    path = link_for(app, harbour.staff)
    page = visitor.get(path)
    set_password(visitor, path)

    assert page.select("script") == []
    assert [tag.get("content") for tag in page.select('meta[name="referrer"]')] == ["strict-origin"]
    assert page.response.headers["Cache-Control"] == "no-store"
    assert path.rpartition("/")[2] not in logbook.text
    assert "/set-password/<secret>" in logbook.text


def test_a_page_that_was_open_for_too_long_is_filled_in_again(
    app: Flask, visitor: Visitor, harbour: Firm
) -> None:
    path = link_for(app, harbour.staff)

    page = visitor.open("POST", path, data={"new": NEW, "repeated": NEW})

    assert page.status == 400
    assert "Enter the new password again." in page.find("[role=alert]").text
    assert visitor.submit(page, "Set password", new=NEW, repeated=NEW).path == "/clients"


def test_somebody_else_who_is_signed_in_is_told_whose_password_it_is(
    app: Flask, visitor: Visitor, harbour: Firm
) -> None:
    visitor.sign_in(harbour.admin)
    page = visitor.get(link_for(app, harbour.staff))

    assert "You are signed in as Maren Holt. This sets the password of Tomas Reed" in page
    assert set_password(visitor, page.path).find(".site-user a").text == "Tomas Reed"


def test_guessing_links_is_slowed_down(visitor: Visitor) -> None:
    statuses = {visitor.get(f"/set-password/guess-{number}").status for number in range(50)}

    assert statuses == {404}
    assert visitor.get("/set-password/guess").status == 429
