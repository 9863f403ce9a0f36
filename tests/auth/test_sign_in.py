"""Signing in with e-mail address and password, and out again."""

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask import Flask

from app import passwords
from tests.auth.form import change, fault_of, history, sign_in, sign_in_remembered, stored
from tests.page import Page, Visitor
from tests.people import PASSWORD, Firm


def test_the_right_password_opens_the_clients(visitor: Visitor, harbour: Firm) -> None:
    page = sign_in(visitor, harbour.staff.email)

    assert page.path == "/clients"
    assert "Tomas Reed" in page


def test_the_screen_is_called_sign_in(visitor: Visitor) -> None:
    page = visitor.get("/sign-in")

    assert page.title == "Sign in · Ledgerline"
    assert page.find("#email").get("autocomplete") == "username"
    assert page.find("#password").get("autocomplete") == "current-password"


def test_an_address_is_the_same_in_capitals_and_with_spaces_around(visitor: Visitor, harbour: Firm) -> None:
    page = sign_in(visitor, f"  {harbour.staff.email.upper()} ")

    assert page.path == "/clients"


def test_a_password_keeps_its_spaces(visitor: Visitor, harbour: Firm) -> None:
    assert sign_in(visitor, harbour.staff.email, f"{PASSWORD} ").status == 422


@pytest.mark.parametrize(
    ("email", "password", "field", "message"),
    [
        ("", "x", "email", "Enter your e-mail address"),
        ("maren", "x", "email", "Enter an e-mail address, such as name@example.com"),
        ("ma\x00ren@harbour.example", "x", "email", "Enter an e-mail address, such as name@example.com"),
        ("a" * 250 + "@harbour.example", "x", "email", "Enter an e-mail address, such as name@example.com"),
        ("maren@harbour.example", "", "password", "Enter your password"),
    ],
)
def test_an_incomplete_form_says_what_to_enter(
    visitor: Visitor, email: str, password: str, field: str, message: str
) -> None:
    page = sign_in(visitor, email, password)

    assert page.status == 422
    assert fault_of(page, field) == message
    assert "autofocus" in page.find(f"#{field}").attrs


def test_a_refused_form_keeps_what_was_typed_except_the_password(visitor: Visitor, harbour: Firm) -> None:
    page = sign_in(visitor, harbour.staff.email, "not the password", remember="yes")

    assert page.status == 422
    assert page.find("#email").get("value") == harbour.staff.email
    assert "checked" in page.find("#remember").attrs
    assert "not the password" not in page.html


def test_unknown_deactivated_and_mistyped_get_the_same_answer(
    app: Flask, new_visitor: Callable[[], Visitor], harbour: Firm
) -> None:
    change(app, harbour.admin, is_enabled=False)

    def answer(email: str, password: str) -> str:
        page = sign_in(new_visitor(), email, password)
        assert page.status == 422
        return page.find("form[action=/sign-in]").text

    answers = {
        answer("nobody@harbour.example", PASSWORD),
        answer(harbour.admin.email, PASSWORD),
        answer(harbour.staff.email, "not the password"),
    }

    assert len(answers) == 1
    assert "Check the e-mail address and the password: together they open no account" in answers.pop()


def test_a_session_begins_anew_on_signing_in(visitor: Visitor, harbour: Firm) -> None:
    with visitor.client.session_transaction() as session:
        session["planted"], session["csrf_token"] = "by somebody else", "known to somebody else"

    sign_in(visitor, harbour.staff.email)

    with visitor.client.session_transaction() as session:
        assert "planted" not in session
        assert session["csrf_token"] != "known to somebody else"


def test_a_page_without_a_usable_token_shows_the_form_again(visitor: Visitor, harbour: Firm) -> None:
    typed = {"email": harbour.staff.email, "password": PASSWORD, "remember": "yes", "next": "/account"}

    page = visitor.open("POST", "/sign-in", data=typed | {"csrf_token": "stale"})
    again = visitor.submit(page, "Sign in", password=PASSWORD)

    assert page.status == 422
    assert "This page was open for too long" in page
    assert page.find("#email").get("value") == harbour.staff.email
    assert PASSWORD not in page.html
    assert again.path == "/account"


def test_a_stale_form_goes_on_where_another_tab_has_signed_in(visitor: Visitor, harbour: Firm) -> None:
    old_tab = visitor.get("/sign-in?next=/account")
    sign_in(visitor, harbour.staff.email)

    page = visitor.submit(old_tab, "Sign in", email=harbour.staff.email, password=PASSWORD)

    assert (page.status, page.path) == (200, "/account")


def test_whoever_is_signed_in_already_goes_on(visitor: Visitor, harbour: Firm) -> None:
    visitor.sign_in(harbour.staff)

    assert visitor.get("/sign-in").path == "/clients"
    assert visitor.get("/sign-in?next=/account").path == "/account"


def test_a_password_hashed_with_other_parameters_is_hashed_anew(
    app: Flask, visitor: Visitor, harbour: Firm
) -> None:
    other = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    change(app, harbour.staff, password_hash=other.hash(PASSWORD))

    sign_in(visitor, harbour.staff.email)

    renewed = stored(app, harbour.staff).password_hash
    assert not passwords.needs_rehash(renewed)
    assert passwords.matches(renewed, PASSWORD)
    assert visitor.get("/account").status == 200


def test_signing_out_ends_the_session_and_forgets_the_browser(visitor: Visitor, harbour: Firm) -> None:
    sign_in_remembered(visitor, harbour.staff)
    visitor.client.set_cookie("ledgerline_trip", "on the way")

    page = visitor.submit(visitor.get("/clients"), "Sign out")

    assert page.path == "/sign-in"
    assert page.messages == "You are signed out."
    assert visitor.get("/clients").path.startswith("/sign-in")
    assert visitor.client.get_cookie("ledgerline_remember") is None
    assert visitor.client.get_cookie("ledgerline_trip") is None


def test_signing_out_is_not_a_link(visitor: Visitor, harbour: Firm) -> None:
    assert visitor.sign_in(harbour.staff).get("/sign-out").status == 405
    assert visitor.get("/account").status == 200


def test_signing_out_with_a_session_that_ran_out_is_no_error(visitor: Visitor, harbour: Firm) -> None:
    page = sign_in(visitor, harbour.staff.email)
    visitor.client.delete_cookie("ledgerline_session")

    left = visitor.submit(page, "Sign out")

    assert (left.status, left.path) == (200, "/sign-in")


def test_the_history_tells_who_came_who_was_refused_and_who_left(
    app: Flask, visitor: Visitor, harbour: Firm
) -> None:
    home = {"REMOTE_ADDR": "203.0.113.9"}
    visitor.client.environ_base.update(home)

    sign_in(visitor, harbour.staff.email, "not the password")
    page: Page = sign_in(visitor, harbour.staff.email)
    visitor.submit(page, "Sign out")

    assert history(app) == [
        ("user.sign_in_refused", harbour.staff.id, "203.0.113.9"),
        ("user.signed_in", harbour.staff.id, "203.0.113.9"),
        ("user.signed_out", harbour.staff.id, "203.0.113.9"),
    ]
    assert stored(app, harbour.staff).signed_in_at is not None
