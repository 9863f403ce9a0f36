"""The control page for people: every form does its deed and every page keeps the house rules."""

from __future__ import annotations

import pytest
import requests

from sandbox.control_client import ControlClient
from tests.sandbox.conftest import PRIYA, SAM, Books
from tests.sandbox.pages import Browser
from tests.sandbox.trip import Trip


@pytest.fixture
def browser(app: Trip, books: Books) -> Browser:
    browser = Browser()
    browser.open(f"{app.stand_in.url}/")
    return browser


def go(browser: Browser, link: str) -> None:
    found = next(a for a in browser.page.select("a") if a.text == link)
    browser.open(requests.compat.urljoin(browser.url, found.get("href")))


def said(browser: Browser) -> str:
    return browser.page.find("[role=status]").text


def test_the_front_door_leads_to_the_control_page(browser: Browser) -> None:
    assert browser.url.endswith("/control/")
    assert "2 Xero users, 2 organisations, 0 connections" in browser.page.text


def test_everything_can_be_taken_offline_and_back(browser: Browser, control: ControlClient) -> None:
    browser.press("Take everything offline")
    assert control.state()["modes"]["offline"] is True

    browser.press("Bring everything back")
    assert control.state()["modes"]["offline"] is False


def test_the_clock_can_be_moved(browser: Browser, control: ControlClient) -> None:
    browser.press("31 minutes on")
    browser.press("Move the clock", seconds="40")
    assert control.state()["offset_seconds"] == 1900

    browser.press("Real time")
    assert control.state()["offset_seconds"] == 0


def test_faults_slowness_and_limits_are_ordered_shown_and_cleared(
    browser: Browser, control: ControlClient, books: Books
) -> None:
    browser.press("Let them fail", endpoint="token", times="2", kind="status", status="502", body="x")
    browser.press("Let them fail", endpoint="connections", kind="drop")
    browser.press("Set the speed", endpoint="users", seconds="2")
    browser.press("Reach the limit", limit="day", organisation=books.bakery)

    state = control.state()
    assert [(f["endpoint"], f["times"], f["status"], f["drop"]) for f in state["faults"]] == [
        ("token", 2, 502, False),
        ("connections", 1, None, True),
    ]
    assert state["slow"] == {"users": 2.0}
    assert (state["limits"][0]["limit"], state["limits"][0]["tenant_id"]) == ("day", books.bakery)
    assert len(browser.page.select("section[aria-labelledby=waiting] li")) == 4

    browser.press("Clear all of these")
    assert browser.page.find("section[aria-labelledby=waiting] li").text == "Nothing."


@pytest.mark.parametrize(
    "kind", ["close", "no_refresh_token", "no_id_token", "expires_now", "expires_before", "expires_in_words"]
)
def test_every_kind_of_fault_can_be_ordered(browser: Browser, control: ControlClient, kind: str) -> None:
    browser.press("Let them fail", endpoint="token", kind=kind)

    assert len(control.state()["faults"]) == 1


def test_modes_are_set_and_shown(browser: Browser, control: ControlClient) -> None:
    browser.press("Save the modes", replay="strict", several_at_once="yes", limit_minute="10")

    modes = control.state()["modes"]
    assert (modes["replay"], modes["several_at_once"], modes["limit_minute"]) == ("strict", True, 10)
    assert "checked" in browser.page.find("input[name=several_at_once]").attrs


def test_counters_are_shown_and_set_to_nought(browser: Browser, app: Trip, control: ControlClient) -> None:
    app.refresh("x")
    browser.open(browser.url)
    assert "token.refresh 1" in browser.page.find("section[aria-labelledby=calls]").text

    browser.press("Set the counters to nought")
    assert "token.refresh 0" in browser.page.find("section[aria-labelledby=calls]").text


def test_a_user_can_be_added_let_in_and_put_out(
    browser: Browser, control: ControlClient, books: Books
) -> None:
    go(browser, "Xero users")
    browser.press("Add the user", given_name="Nadia", family_name="Wren", email="nadia@wren.example")
    go(browser, "Nadia Wren")

    browser.press("Let the user in", organisation="Harbour & Pine Ltd")
    assert control.users()[-1]["organisations"] == [books.harbour]

    browser.press("Remove the user from Harbour & Pine Ltd")
    assert control.users()[-1]["organisations"] == []


def test_a_login_can_be_expired_cut_and_revoked(
    browser: Browser, app: Trip, control: ControlClient, books: Books
) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])
    go(browser, "Xero users")
    go(browser, "Priya Nair")

    browser.press("Expire access tokens")
    assert "TokenExpired" in app.call(tokens, books.bakery).text
    browser.press("Disconnect Alder Lane Bakery Ltd")
    assert said(browser) == "1 connection ended."
    browser.press("Expire refresh tokens")
    assert app.refresh(tokens["refresh_token"]).status_code == 400
    browser.press("Revoke")
    assert control.tokens() == []


def test_an_organisation_can_be_added_changed_taken_offline_cut_and_deleted(
    browser: Browser, app: Trip, control: ControlClient
) -> None:
    go(browser, "Organisations")
    go(browser, "Add an organisation")
    browser.press("Add the organisation", name="Wrenfield Ltd", users=f"{PRIYA} {SAM}", city="Malton")
    made = control.organisations()[-1]
    assert (made["name"], made["city"], made["pays_tax"]) == ("Wrenfield Ltd", "Malton", True)
    tokens = app.sign_in(PRIYA, [made["tenant_id"]])

    go(browser, "Wrenfield Ltd")
    browser.press("Change the facts", name="Wrenfield & Sons Ltd", registration_number="99407735")
    changed = control.organisations()[-1]
    assert (changed["name"], changed["registration_number"]) == ("Wrenfield & Sons Ltd", "99407735")
    browser.press("Take it offline")
    assert app.call(tokens, made["tenant_id"]).status_code == 503
    browser.press("Bring it back")
    browser.press("Disconnect it for everybody")
    assert app.call(tokens, made["tenant_id"]).status_code == 403
    browser.press("Delete it")
    assert len(control.organisations()) == 2


def test_organisations_are_found_by_name(browser: Browser, app: Trip) -> None:
    browser.open(f"{app.stand_in.url}/control/organisations?q=bakery")

    assert [row.text for row in browser.page.select("tbody th")] == ["Alder Lane Bakery Ltd"]


def test_an_app_can_be_registered(browser: Browser, control: ControlClient) -> None:
    go(browser, "Apps")
    browser.press(
        "Register the app",
        name="Books",
        client_id="books",
        client_secret="s",
        redirect_uris="https://books.example/cb",
    )

    assert [each["name"] for each in control.state()["apps"]] == ["Ledgerline", "Books"]


def test_a_deed_that_cannot_be_done_is_explained(browser: Browser) -> None:
    browser.press("Reach the limit", expect=404, organisation="Nobody Ltd")

    assert "No organisation 'Nobody Ltd'." in browser.page.text


@pytest.mark.parametrize("seconds", ["inf", "nan", "1e15", "soon", ""])
def test_the_clock_is_not_moved_out_of_sight(browser: Browser, control: ControlClient, seconds: str) -> None:
    browser.press("Move the clock", expect=422, seconds=seconds)

    assert control.state()["offset_seconds"] == 0


def test_starting_over_needs_one_press(browser: Browser, control: ControlClient) -> None:
    browser.press("Start over with the story")
    assert len(control.organisations()) == 31

    browser.press("Start over empty")
    assert control.organisations() == []


def test_a_form_from_elsewhere_is_refused(browser: Browser, app: Trip, control: ControlClient) -> None:
    answer = browser.session.post(f"{app.stand_in.url}/control/do/reset", data={}, timeout=20)

    assert answer.status_code == 400
    assert len(control.organisations()) == 2


def test_the_page_never_leads_to_another_site(browser: Browser, app: Trip) -> None:
    token = browser.page.select("input[name=csrf_token]")[0].get("value")

    answer = browser.session.post(
        f"{app.stand_in.url}/control/do/set_clock",
        data={"csrf_token": token, "back": "https://elsewhere.example/"},
        allow_redirects=False,
        timeout=20,
    )

    assert answer.headers["Location"] == "/control/"


def test_an_unknown_page_is_a_page(browser: Browser, app: Trip) -> None:
    browser.open(f"{app.stand_in.url}/control/nowhere", expect=404)

    assert browser.page.find("h1").text == "Not Found"
