"""Refusals and failures: in words, in the frame of every page, with a number that stands in the log."""

import json

import pytest
from flask import Flask

from app import refusals
from app.guards import admins_only
from tests.logbook import Logbook
from tests.page import Page, Visitor
from tests.people import Firm

TOO_MUCH = "x" * (2 * 1024 * 1024 + 1)


@pytest.fixture
def app(own_app: Flask) -> Flask:
    """The app with routes that go wrong in ways that are hard to reach from outside."""
    own_app.add_url_rule("/for-admins", "for_admins", admins_only(lambda: "for admins"))
    own_app.add_url_rule("/too-often", "too_often", too_often)
    own_app.add_url_rule("/broken", "broken", lambda: str(1 / 0), methods=["GET", "POST"])
    own_app.add_url_rule("/teapot", "teapot", lambda: ("", 418))
    return own_app


def too_often() -> str:
    raise refusals.SlowDown(minutes=3)


def provoke(code: int, visitor: Visitor) -> Page:
    """Do what is answered with this status."""
    match code:
        case 400:
            return visitor.open("POST", "/sign-out", data={})
        case 403:
            return visitor.get("/for-admins")
        case 404:
            return visitor.get("/nothing/stands/here")
        case 405:
            return visitor.open("DELETE", "/clients")
        case 413:
            return visitor.post("/sign-out", story=TOO_MUCH)
        case 429:
            return visitor.get("/too-often")
    return visitor.get("/broken")


def number_on(page: Page) -> str:
    return page.find(".reference").text


@pytest.mark.parametrize("code", [400, 403, 404, 405, 413, 429, 500])
def test_every_refusal_is_a_page_of_ours_whose_number_stands_in_the_log(
    code: int, visitor: Visitor, harbour: Firm, logbook: Logbook
) -> None:
    page = provoke(code, visitor.sign_in(harbour.staff))

    assert page.status == code
    assert page.title == f"{page.h1} · Ledgerline"
    # After a failure nobody is looked up again: the database may be what failed.
    assert ("Harbour & Pine" in page.find("header").text) == (code != 500)
    (entry,) = logbook.about("request")
    assert (entry["reference"], entry["status"]) == (number_on(page), code)


@pytest.mark.parametrize("code", [404, 405, 413, 500])
def test_a_stranger_sees_the_same_words_without_the_navigation(code: int, visitor: Visitor) -> None:
    visitor.app.view_functions["broken"].is_public = True
    page = provoke(code, visitor)

    assert page.status == code
    assert not page.select("nav")


def test_staff_are_told_who_may(visitor: Visitor, harbour: Firm) -> None:
    page = visitor.sign_in(harbour.staff).get("/for-admins")

    assert "Ask Maren Holt." in page
    assert "Tomas" not in page.find("main").text


def test_an_admin_may(visitor: Visitor, harbour: Firm) -> None:
    assert visitor.sign_in(harbour.admin).client.get("/for-admins").status_code == 200


def test_too_many_attempts_say_when_to_come_back(visitor: Visitor, harbour: Firm) -> None:
    page = visitor.sign_in(harbour.staff).get("/too-often")

    assert "Wait 3 minutes" in page
    assert page.response.headers["Retry-After"] == "180"


def test_a_wrong_method_names_the_right_ones(visitor: Visitor, harbour: Firm) -> None:
    page = visitor.sign_in(harbour.staff).open("DELETE", "/clients")

    assert "GET" in page.response.headers["Allow"]


def test_a_failure_is_logged_whole_and_told_without_detail(
    visitor: Visitor, harbour: Firm, logbook: Logbook
) -> None:
    page = visitor.sign_in(harbour.staff).get("/broken")

    assert "ZeroDivisionError" not in page.html
    (entry,) = logbook.about("failure")
    assert entry["error_type"] == "ZeroDivisionError"
    assert entry["reference"] == number_on(page)
    assert "division by zero" in json.dumps(entry["exception"])


@pytest.mark.parametrize("code", [400, 403, 404, 405, 429, 500])
def test_htmx_gets_the_refusal_as_a_message(
    code: int, visitor: Visitor, harbour: Firm, logbook: Logbook
) -> None:
    visitor.sign_in(harbour.staff)
    fragment = ask_as_htmx(code, visitor)

    assert fragment.status == code
    assert fragment.response.headers["HX-Retarget"] == "#messages"
    assert fragment.response.headers["HX-Reswap"] == "innerHTML"
    assert fragment.find("[role=alert]").text
    assert logbook.about("request")[-1]["reference"] == number_on(fragment)


def ask_as_htmx(code: int, visitor: Visitor) -> Page:
    paths = {403: "/for-admins", 404: "/nothing", 429: "/too-often", 500: "/broken"}
    if code == 400:
        headers = {"HX-Request": "true"}
        return visitor.open("POST", "/sign-out", is_fragment=True, headers=headers, data={})
    if code == 405:
        return visitor.htmx("/clients", method="DELETE")
    return visitor.htmx(paths[code])


def test_a_page_that_htmx_restores_from_history_is_whole(visitor: Visitor, harbour: Firm) -> None:
    visitor.sign_in(harbour.staff)

    page = visitor.get("/nothing", **{"HX-Request": "true", "HX-History-Restore-Request": "true"})

    assert page.status == 404
    assert page.h1 == "There is nothing here"
    assert "HX-Retarget" not in page.response.headers
