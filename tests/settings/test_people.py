"""Settings → People: who signs in, what they may do, and what the history says of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.mail_settings import Sender, mail_server
from app.models import Event, User
from tests.auth.form import fault_of, sign_in, stored
from tests.auth.links import NEW, set_password
from tests.commands.cli import user_called
from tests.page import Page, Visitor
from tests.people import PASSWORD, Firm
from tests.post_office import post_office
from tests.records import rows

NOOR = {"name": "Noor Aziz", "email": "Noor@harbour.example", "role": "staff"}


@pytest.fixture
def admin(new_visitor: Callable[[], Visitor], harbour: Firm) -> Visitor:
    return new_visitor().sign_in(harbour.admin)


def add(visitor: Visitor, **changed: str) -> Page:
    return visitor.submit(visitor.get("/settings/people/new"), "Add and make the link", **NOOR | changed)


def link_on(page: Page) -> str:
    return Path(page.find("#link").get("value")).name


def events(app: Flask, what: str) -> list[tuple[int | None, Any, Any]]:
    return [(event.user_id, event.before, event.after) for event in rows(app, Event, what=what)]


def test_somebody_new_sets_their_own_password(
    app: Flask, admin: Visitor, new_visitor: Callable[[], Visitor], harbour: Firm
) -> None:
    page = add(admin)
    noor = user_called(app, "noor@harbour.example")
    assert noor

    assert "Noor Aziz is added as staff." in page
    assert sign_in(new_visitor(), noor.email, NEW).status == 422
    assert set_password(new_visitor(), f"/set-password/{link_on(page)}").path == "/clients"
    assert sign_in(new_visitor(), noor.email, NEW).path == "/clients"
    facts = {"name": "Noor Aziz", "user_id": noor.id, "role": "staff", "is_active": True}
    assert events(app, "user.added") == [(harbour.admin.id, None, facts)]
    assert "Noor Aziz" in admin.get("/settings/people")


def test_the_link_is_mailed_where_mails_are_sent(app: Flask, admin: Visitor) -> None:
    with post_office() as office:
        app.config["SMTP_URL"] = mail_server(f"smtp://127.0.0.1:{office.port}")
        app.config["MAIL_FROM"] = Sender("post@ledger.example")
        page = add(admin)
        office.refuses = True
        refused = add(admin, email="mistyped@harbour.example")

    assert "Sent to noor@harbour.example." in page
    assert page.find("#link").get("value") in office.only().get_content()
    assert "was not sent. The mail server did not take the address." in refused
    assert refused.find("#link").get("value").startswith("http://localhost/set-password/")


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"name": " "}, "name", "Enter a name of 1 to 200 characters"),
        ({"name": "N" * 201}, "name", "Enter a name of 1 to 200 characters"),
        ({"email": "noor"}, "email", "Enter an e-mail address, such as name@example.com"),
        ({"email": "tomas@HARBOUR.example"}, "email", "Enter another e-mail address"),
        ({"email": "ines@saltmarsh.example"}, "email", "Enter another e-mail address"),
    ],
)
def test_a_mistake_keeps_what_was_typed(
    app: Flask, admin: Visitor, saltmarsh: Firm, changed: dict[str, str], field: str, sentence: str
) -> None:
    page = add(admin, **changed)

    assert page.status == 422
    assert fault_of(page, field).startswith(sentence)
    assert "Saltmarsh" not in page.html
    assert len(rows(app, User)) == 4


def test_names_in_any_script_and_of_any_length_are_shown(admin: Visitor) -> None:
    long_name = "Ólafur " + "Þ" * 193
    add(admin, name=long_name)
    add(admin, name="<b>נועה</b>", email="noa@harbour.example")

    page = admin.get("/settings/people")

    assert long_name in page
    assert "<b>נועה</b>" in page


def test_a_role_is_changed_and_told(app: Flask, admin: Visitor, harbour: Firm) -> None:
    person = f"/settings/people/{harbour.staff.id}"
    page = admin.submit(admin.get(person), "Make them an admin")

    assert "Tomas Reed is an admin now." in page.messages
    assert stored(app, harbour.staff).is_admin
    ((by, before, after),) = events(app, "user.role_changed")
    assert (by, before["role"], after["role"]) == (harbour.admin.id, "staff", "admin")
    assert "Tomas Reed is staff now." in admin.submit(admin.get(person), "Make them staff").messages


def test_whoever_is_deactivated_is_out_at_once_and_can_be_let_in_again(
    app: Flask, admin: Visitor, new_visitor: Callable[[], Visitor], harbour: Firm
) -> None:
    at_work, person = new_visitor().sign_in(harbour.staff), f"/settings/people/{harbour.staff.id}"
    look = admin.get(admin.get(person).link("Deactivate"))
    page = admin.submit(look, "Deactivate")

    assert "Tomas Reed is deactivated, and signed out everywhere." in page.messages
    assert at_work.get("/clients").h1 == "Sign in"
    assert sign_in(new_visitor(), harbour.staff.email).status == 422
    assert "Tomas Reed can sign in again" in admin.submit(page, "Let in again").messages
    assert sign_in(new_visitor(), harbour.staff.email, PASSWORD).path == "/clients"
    changes = [*events(app, "user.deactivated"), *events(app, "user.activated")]
    assert [(before["is_active"], after["is_active"]) for _, before, after in changes] == [
        (True, False),
        (False, True),
    ]


def test_somebody_is_signed_out_everywhere(
    app: Flask, admin: Visitor, new_visitor: Callable[[], Visitor], harbour: Firm
) -> None:
    remembered = new_visitor()
    sign_in(remembered, harbour.staff.email, remember="yes")
    page = admin.submit(admin.get(f"/settings/people/{harbour.staff.id}"), "Sign out everywhere")

    assert "Tomas Reed is signed out everywhere." in page.messages
    assert remembered.get("/clients").h1 == "Sign in"
    assert len(events(app, "user.signed_out_everywhere")) == 1
    own = admin.submit(admin.get(f"/settings/people/{harbour.admin.id}"), "Sign out everywhere")
    assert own.h1 == "Sign in"


def test_nobody_locks_themselves_out(app: Flask, admin: Visitor, harbour: Firm) -> None:
    own = f"/settings/people/{harbour.admin.id}"
    admin.submit(admin.get(f"/settings/people/{harbour.staff.id}"), "Make them an admin")
    page = admin.get(own)

    assert "You cannot change your own role or deactivate yourself" in page
    assert [form.get("action") for form in page.select("main form")] == [
        f"{own}/password-link",
        f"{own}/sessions/delete",
    ]
    for path, fields in (("role", {"role": "staff"}), ("deactivation", {})):
        assert "This is you." in admin.post(f"{own}/{path}", **fields).messages
    assert stored(app, harbour.admin).is_admin
    assert stored(app, harbour.admin).is_enabled


def test_staff_learn_who_can(visitor: Visitor, harbour: Firm) -> None:
    visitor.sign_in(harbour.staff)
    for path in ("/settings/people", "/settings/people/new", f"/settings/people/{harbour.admin.id}"):
        page = visitor.get(path)
        assert page.status == 403
        assert "Ask Maren Holt." in page
    assert visitor.post(f"/settings/people/{harbour.staff.id}/role", role="admin").status == 403


def test_a_link_is_shown_once_and_a_new_one_ends_it(
    admin: Visitor, new_visitor: Callable[[], Visitor], harbour: Firm
) -> None:
    person = f"/settings/people/{harbour.staff.id}"
    former = admin.submit(admin.get(person), "Make a new link")
    newer = admin.submit(admin.get(person), "Make a new link")

    assert admin.get(f"{person}/password-link").path == person
    assert new_visitor().get(f"/set-password/{link_on(former)}").status == 410
    assert new_visitor().get(f"/set-password/{link_on(newer)}").status == 200
    assert link_on(newer) not in admin.get(person).html


def test_a_long_list_has_pages(app: Flask, admin: Visitor, harbour: Firm) -> None:
    for number in range(51):
        add(admin, name=f"Person {number:02}", email=f"p{number}@harbour.example")

    first, second = admin.get("/settings/people"), admin.get("/settings/people?page=2")

    assert "53 people, page 1 of 2" in first
    assert len(second.select("tbody tr")) == 3
