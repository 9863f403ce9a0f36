"""Show Xero connections, one organisation and removing access in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.models import LoginState, XeroConnection, XeroLogin
from tests.browser.inspection import axe, fits
from tests.browser.steps import come_in
from tests.people import Firm
from tests.records import add_login, add_organisations, change, rows

PATH = "/settings/xero/organisations"


@pytest.fixture
def books(app: Flask, harbour: Firm) -> list[int]:
    login = add_login(app, harbour, state=LoginState.EXPIRED)
    long = "Ωμέγα " + "Lighthouse-Keepers’-Provident-Association" * 5
    return add_organisations(app, harbour, login, "Alder Ltd", "Birch Ltd", "Birch Ltd", long)


def test_typing_finds_and_back_leads_to_what_was_chosen_before(
    app: Flask, harbour: Firm, books: list[int], page: Page
) -> None:
    come_in(page, app, harbour.admin)
    page.goto(PATH)

    page.get_by_role("searchbox", name="Search").press_sequentially("birch")
    expect(page.locator("caption")).to_have_text("2 organisations match")
    expect(page).to_have_url(f"{PATH}?q=birch")
    page.get_by_label("Show").select_option(label="Reached by two or more")
    expect(page.get_by_text("No organisation matches")).to_be_visible()
    page.go_back()

    expect(page).to_have_url(f"{PATH}?q=birch")
    expect(page.locator("caption")).to_have_text("2 organisations match")


def test_several_ticked_are_removed_by_keyboard_without_javascript_and_wait(
    app: Flask, harbour: Firm, books: list[int], new_page: Callable[..., Page]
) -> None:
    page = new_page(java_script_enabled=False)
    come_in(page, app, harbour.admin)
    page.goto(PATH)
    page.get_by_label("Choose Alder Ltd").focus()
    page.keyboard.press("Space")
    page.get_by_label("Choose Birch Ltd").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Remove access to the ticked ones").press("Enter")

    page.get_by_label("To go on, type").fill("remove 2")
    page.get_by_label("To go on, type").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Access to be removed")
    expect(page.get_by_text("It waits until Priya Nair’s Xero login is reconnected")).to_have_count(2)
    page.get_by_role("button", name="Keep access to Alder Ltd").press("Enter")
    expect(page.get_by_text("Access to Alder Ltd stays")).to_be_visible()
    assert [one.removal_asked_at is not None for one in rows(app, XeroConnection)][:2] == [False, True]


def test_every_page_is_for_everybody(app: Flask, harbour: Firm, books: list[int], page: Page) -> None:
    come_in(page, app, harbour.admin)
    login = rows(app, XeroLogin)[0]
    change(app, login, lambda row: setattr(row, "scopes", "openid"))
    change(app, rows(app, XeroConnection)[0], lambda row: setattr(row, "removal_fault", "Xero refused it"))
    change(app, rows(app, XeroConnection)[0], lambda row: setattr(row, "removal_asked_at", row.last_seen_at))
    for path in (
        PATH,
        f"{PATH}?show=unused",
        f"{PATH}/{books[3]}",
        f"/settings/xero/access/remove?organisation={books[3]}&organisation={books[1]}",
        "/settings/xero/removals",
        "/settings/xero/logins",
        f"/settings/xero/logins/{login.id}",
    ):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        axe(page)
        page.set_viewport_size({"width": 360, "height": 740})
        fits(page)
        page.set_viewport_size({"width": 1280, "height": 800})
