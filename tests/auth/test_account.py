"""One's own account, and a new password."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.auth.form import fault_of, history, sign_in, sign_in_remembered
from tests.page import Page, Visitor
from tests.people import PASSWORD, Firm

NEW = "seven grey herons"


def change_password(visitor: Visitor, present: str = PASSWORD, new: str = NEW, repeated: str = NEW) -> Page:
    page = visitor.get("/account")
    return visitor.submit(page, "Change password", present=present, new=new, repeated=repeated)


def test_the_page_says_who_one_is(visitor: Visitor, harbour: Firm) -> None:
    page = visitor.sign_in(harbour.admin).get("/account")

    facts = [fact.text for fact in page.select("dl.facts dd")]
    assert facts == ["Maren Holt", harbour.admin.email, "Admin", "Harbour & Pine"]


def test_password_managers_know_which_field_is_which(visitor: Visitor, harbour: Firm) -> None:
    page = visitor.sign_in(harbour.staff).get("/account")

    purposes = [field.get("autocomplete") for field in page.select("#main form input[autocomplete]")]
    assert purposes == ["username", "current-password", "new-password", "new-password"]


def test_a_new_password_opens_and_the_old_one_no_longer_does(
    visitor: Visitor, new_visitor: Callable[[], Visitor], harbour: Firm
) -> None:
    sign_in(visitor, harbour.staff.email)

    page = change_password(visitor)

    assert page.path == "/account"
    assert page.messages == "Your password is changed. Everywhere else you are signed out."
    assert sign_in(new_visitor(), harbour.staff.email, PASSWORD).status == 422
    assert sign_in(new_visitor(), harbour.staff.email, NEW).path == "/clients"


def test_a_new_password_ends_every_other_session(
    visitor: Visitor, new_visitor: Callable[[], Visitor], harbour: Firm
) -> None:
    at_work, at_home = new_visitor(), new_visitor()
    sign_in(at_work, harbour.staff.email)
    sign_in_remembered(at_home, harbour.staff)
    at_home.client.delete_cookie("ledgerline_session")
    sign_in(visitor, harbour.staff.email)

    change_password(visitor)

    assert visitor.get("/clients").status == 200
    assert at_work.get("/account").h1 == "Sign in"
    assert at_home.get("/account").h1 == "Sign in"


def test_a_remembered_browser_stays_remembered_through_a_new_password(
    visitor: Visitor, harbour: Firm
) -> None:
    sign_in_remembered(visitor, harbour.staff)
    change_password(visitor)
    visitor.client.delete_cookie("ledgerline_session")

    assert visitor.get("/account").h1 == "Your account"


def test_a_browser_that_is_not_remembered_does_not_become_so(visitor: Visitor, harbour: Firm) -> None:
    sign_in(visitor, harbour.staff.email)
    change_password(visitor)
    visitor.client.delete_cookie("ledgerline_session")

    assert visitor.get("/account").h1 == "Sign in"


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"present": ""}, "present", "Enter your present password"),
        (
            {"present": "not the password"},
            "present",
            "Enter the password that you sign in with now: this is another one",
        ),
        ({"new": "", "repeated": ""}, "new", "Enter a new password"),
        ({"new": "elevenchars"}, "new", "Choose a password of at least 12 characters"),
        ({"new": PASSWORD, "repeated": PASSWORD}, "new", "Choose a password other than your present one"),
        ({"repeated": ""}, "repeated", "Enter the new password again"),
        ({"repeated": "seven grey heron"}, "repeated", "Enter the new password twice: these two differ"),
    ],
)
def test_a_refused_change_says_what_to_do(
    visitor: Visitor, harbour: Firm, typed: dict[str, str], field: str, message: str
) -> None:
    page = change_password(visitor.sign_in(harbour.staff), **typed)

    assert page.status == 422
    assert fault_of(page, field) == message
    assert NEW not in page.html


@pytest.mark.parametrize(
    "new", ["tomas@harbour.example", "Harbour & Pine", "Harbour&Pine 2026", "TomasReed 1987"]
)
def test_a_new_password_is_not_what_everybody_knows_of_one(visitor: Visitor, harbour: Firm, new: str) -> None:
    page = change_password(visitor.sign_in(harbour.staff), new=new, repeated=new)

    assert page.status == 422
    assert "is not your e-mail address, your name or your practice’s name" in fault_of(page, "new")


def test_the_history_tells_of_the_change_and_of_a_refusal(
    app: Flask, visitor: Visitor, harbour: Firm
) -> None:
    visitor.sign_in(harbour.staff)
    change_password(visitor, present="not the password")
    change_password(visitor)

    assert history(app) == [
        ("user.password_change_refused", harbour.staff.id, "127.0.0.1"),
        ("user.password_changed", harbour.staff.id, "127.0.0.1"),
    ]
