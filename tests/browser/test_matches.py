"""Matching many at once in a real browser: by keyboard, without JavaScript, and in a narrow window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.inspection import axe, fits
from tests.browser.steps import come_in
from tests.people import Firm
from tests.settings.matching import MATCHES, Shelf, fill_shelf

LONG = "The Benevolent and Provident Association of " + "Lighthouse Keepers " * 8


@pytest.fixture
def shelf(app: Flask, harbour: Firm) -> Shelf:
    shelf = fill_shelf(app, harbour)
    shelf.add_organisation(LONG, short_code="!L0NG", country_code="GB")
    shelf.add_client(LONG)
    shelf.add_client("Elm Joinery Ltd", company_number="09876543")
    for name in ("Elm Joinery Ltd", "Elm Joinery (2019) Ltd"):
        shelf.add_organisation(name, registration_number="09876543")
    return shelf


def test_matches_are_made_by_keyboard_alone(shelf: Shelf, page: Page, app: Flask) -> None:
    come_in(page, app, shelf.firm.admin)
    page.goto(MATCHES)
    expect(page.locator("#match-count")).to_contain_text("3 of 7 ticked")
    zephyr = shelf.organisations["Zephyr Quarterly"]
    page.locator(f"#tick-{shelf.organisations['Alder Bakery Ltd']}").focus()
    page.keyboard.press("Space")
    expect(page.locator("#match-count")).to_contain_text("2 of 7 ticked")

    page.locator(f"#change-{zephyr}").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(
        "cedar", delay=60
    )  # as people type: what is typed before htmx listens is not searched for
    expect(page.locator("#clients .name")).to_have_text(["Cedar Motors Ltd"])
    page.get_by_role("radio", name="Cedar Motors Ltd").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page.locator(f"#match-{zephyr}")).to_contain_text("Cedar Motors Ltd")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator(f"#change-{zephyr}")).to_be_focused()
    expect(page.locator("#match-count")).to_contain_text("3 of 7 ticked")
    page.get_by_role("button", name="Link all that are ticked").first.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("3 clients were linked")).to_be_visible()
    assert "Alder Bakery Limited" not in shelf.links()
    assert shelf.links()["Cedar Motors Ltd"] == "Zephyr Quarterly"


def test_matches_are_made_without_javascript(shelf: Shelf, app: Flask, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    come_in(page, app, shelf.firm.admin)
    page.goto(MATCHES)
    zephyr = shelf.organisations["Zephyr Quarterly"]
    page.locator(f"#tick-{shelf.organisations['Alder Bakery Ltd']}").uncheck()
    page.locator(f"#change-{zephyr}").click()

    page.get_by_label("Search").fill("cedar")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("radio", name="Cedar Motors Ltd").check()
    page.get_by_role("button", name="OK").click()
    expect(page.locator("#match-count")).to_contain_text("3 of 7 ticked")
    page.get_by_role("button", name="Link all that are ticked").first.click()
    expect(page.get_by_text("3 clients were linked")).to_be_visible()
    assert "Alder Bakery Limited" not in shelf.links()
    page.get_by_role("button", name="Undo all of them").click()

    expect(page.get_by_text("3 links taken back")).to_be_visible()
    assert shelf.links() == {}


def test_the_pages_of_matching_are_for_everybody(shelf: Shelf, page: Page, app: Flask) -> None:
    come_in(page, app, shelf.firm.admin)
    zephyr = shelf.organisations["Zephyr Quarterly"]
    for path in (MATCHES, f"{MATCHES}/{zephyr}/client", f"/clients/new?organisation={zephyr}"):
        page.goto(path)
        is_for_everybody(page)
    page.goto(MATCHES)
    page.locator(f"#aside-{zephyr}").click()
    page.goto("/settings/xero/set-aside")
    is_for_everybody(page)
    page.goto(MATCHES)
    page.locator(f"#change-{shelf.organisations['Cedar Motor Ltd']}").click()
    expect(page.get_by_role("heading", name="Choose a client")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Link all that are ticked").first.click()
    expect(page.get_by_text("3 clients were linked")).to_be_visible()
    is_for_everybody(page)


def is_for_everybody(page: Page) -> None:
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    fits(page)
    page.set_viewport_size({"width": 1280, "height": 800})
