"""The pages that a person sees, as a browser without JavaScript would walk through them."""

from __future__ import annotations

import pytest
import requests

from sandbox.control_client import ControlClient
from tests.dom import Element, parse
from tests.sandbox.conftest import PRIYA, Books
from tests.sandbox.pages import Browser
from tests.sandbox.trip import Trip, answer_of

NADIA = "nadia@wrenfield.example"


@pytest.fixture
def browser(app: Trip) -> Browser:
    return Browser()


def options(page: Element) -> list[str]:
    return [option.text + " disabled" * ("disabled" in option.attrs) for option in page.select("option")]


def buttons(page: Element) -> list[str]:
    return [button.text for button in page.select("#consent button")]


def signed_in(browser: Browser, app: Trip, name: str = "Priya Nair") -> Element:
    browser.open(app.authorize_url())
    return browser.press(name)


def test_the_first_page_lets_one_choose_a_user_and_asks_for_no_password(
    browser: Browser, app: Trip, books: Books
) -> None:
    page = browser.open(app.authorize_url())

    assert page.find("h1").text == "Choose a Xero user"
    assert [button.text for button in page.select(".people button")] == [
        "Priya Nair priya@harbourpine.example",
        "Sam Osei sam@ledgerworks.example",
    ]
    assert not page.select("input[type=password]")


def test_the_chosen_user_is_remembered_until_another_is_used(
    browser: Browser, app: Trip, books: Books
) -> None:
    signed_in(browser, app)
    assert "Priya Nair" in browser.open(app.authorize_url()).find(".who").text

    page = browser.press("Use another Xero user")

    assert page.find("h1").text == "Choose a Xero user"


def test_the_first_consent_names_the_only_organisation(
    browser: Browser, app: Trip, books: Books, control: ControlClient
) -> None:
    page = signed_in(browser, app, "Sam Osei")

    assert page.find("h1").text == "Ledgerline wants access to:"
    assert page.find(".organisation").text == "Alder Lane Bakery Ltd"
    assert "View organisation settings" in [item.text for item in page.select(".permissions li")]
    assert buttons(page) == ["Allow access", "Cancel"]

    assert "code" in answer_of(browser.leave("Allow access"))
    assert [row["tenant_name"] for row in control.connections()] == ["Alder Lane Bakery Ltd"]


def test_the_first_consent_offers_several_in_a_labelled_list(
    browser: Browser, app: Trip, books: Books, control: ControlClient
) -> None:
    page = signed_in(browser, app)

    assert page.find("label[for=organisation]").text == "Select an organisation"
    assert options(page) == ["Choose one", "Alder Lane Bakery Ltd", "Harbour & Pine Ltd"]

    browser.leave("Allow access", organisation=books.harbour)
    assert [row["tenant_id"] for row in control.connections()] == [books.harbour]


def test_allowing_without_choosing_says_what_to_do(browser: Browser, app: Trip, books: Books) -> None:
    signed_in(browser, app)

    page = browser.press("Allow access", expect=422)

    assert page.find("[role=alert]").text == "Select an organisation."
    assert page.find("select").get("aria-describedby") == "organisation-error"


def test_a_later_consent_greys_out_what_is_connected(
    browser: Browser, app: Trip, books: Books, control: ControlClient
) -> None:
    app.code(PRIYA, [books.bakery])

    page = signed_in(browser, app)

    assert page.find("label[for=organisation]").text == "Select another organisation"
    assert options(page) == [
        "Choose one",
        "Alder Lane Bakery Ltd (connected) disabled",
        "Harbour & Pine Ltd",
    ]
    assert buttons(page) == ["Continue with 1 organisation", "Allow access", "Cancel"]


def test_continue_adds_nothing_even_when_another_is_selected(
    browser: Browser, app: Trip, books: Books, control: ControlClient
) -> None:
    app.code(PRIYA, [books.bakery])
    signed_in(browser, app)

    back = browser.leave("Continue with 1 organisation", organisation=books.harbour)

    assert app.exchange(answer_of(back)["code"]).status_code == 200
    assert len(control.connections()) == 1


def test_picking_another_later_connects_it_too(
    browser: Browser, app: Trip, books: Books, control: ControlClient
) -> None:
    app.code(PRIYA, [books.bakery])
    signed_in(browser, app)

    browser.leave("Allow access", organisation=books.harbour)

    assert len(control.connections()) == 2
    page = browser.open(app.authorize_url())
    assert buttons(page) == ["Continue with 2 organisations", "Cancel"]


def test_after_a_revocation_the_next_consent_is_a_first_one(
    browser: Browser, app: Trip, books: Books, control: ControlClient
) -> None:
    app.code(PRIYA, [books.bakery])
    control.revoke(PRIYA)

    page = signed_in(browser, app)

    assert page.find("label[for=organisation]").text == "Select an organisation"
    assert buttons(page) == ["Allow access", "Cancel"]


def test_cancel_goes_back_with_an_error_from_either_page(browser: Browser, app: Trip, books: Books) -> None:
    browser.open(app.authorize_url())
    assert answer_of(browser.leave("Cancel")) == {"error": "access_denied", "state": "the-state"}

    signed_in(browser, app)
    assert answer_of(browser.leave("Cancel")) == {"error": "access_denied", "state": "the-state"}


def test_several_at_once_are_ticked(
    browser: Browser, app: Trip, books: Books, control: ControlClient
) -> None:
    control.set_modes(several_at_once=True)
    page = signed_in(browser, app)
    assert len(page.select("input[type=checkbox]")) == 2

    browser.leave("Allow access", organisation=[books.bakery, books.harbour])

    assert len(control.connections()) == 2
    page = browser.open(app.authorize_url())
    assert all("disabled" in box.attrs for box in page.select("input[type=checkbox]"))


def test_a_user_without_organisations_gets_a_page_that_says_so(
    browser: Browser, app: Trip, books: Books, control: ControlClient
) -> None:
    control.add_user(NADIA, "Nadia", "Wren")

    page = signed_in(browser, app, "Nadia Wren")

    assert "Nadia Wren has no organisations in Xero" in page.find(".notice").text
    assert buttons(page) == ["Cancel"]


def test_same_named_organisations_are_told_apart(
    browser: Browser, app: Trip, books: Books, control: ControlClient
) -> None:
    control.add_organisation("Alder Lane Bakery Ltd", users=[PRIYA], city="Leeds", short_code="!leeds")

    page = signed_in(browser, app)

    assert "Alder Lane Bakery Ltd · Leeds · !leeds" in options(page)
    assert any(option.startswith("Alder Lane Bakery Ltd · York · !") for option in options(page))


def test_a_form_from_elsewhere_is_refused(
    browser: Browser, app: Trip, books: Books, control: ControlClient
) -> None:
    signed_in(browser, app, "Sam Osei")

    forged = {"action": "allow", "organisation": books.bakery, "csrf_token": "guessed"}
    answer = browser.session.post(app.authorize_url(), data=forged, allow_redirects=False, timeout=20)

    assert answer.status_code == 400
    assert control.connections() == []


def test_the_cookie_has_its_own_name_and_is_guarded(app: Trip, books: Books) -> None:
    answer = requests.get(app.authorize_url(), timeout=20)

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("sandbox_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_policy_admits_only_the_apps_to_go_back_to(
    app: Trip, books: Books, control: ControlClient
) -> None:
    control.register_app("another", "secret", ["https://books.example/callback"])

    policy = requests.get(app.authorize_url(), timeout=20).headers["Content-Security-Policy"]

    assert "form-action 'self' http://localhost:8000 https://books.example" in policy
    assert "unsafe" not in policy


def test_the_error_page_is_the_stand_ins_own(browser: Browser, app: Trip) -> None:
    page = browser.open(app.authorize_url(redirect_uri="http://localhost:1/x"), expect=400)

    assert page.find(".facts").text == "Error unauthorized_client Reason Invalid redirect_uri"


def test_pages_nest_properly(app: Trip, books: Books) -> None:
    _, faults = parse(requests.get(app.authorize_url(), timeout=20).text)

    assert faults == []
