"""The trip without JavaScript, and with the keyboard alone."""

import re
from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from sandbox.server import RunningSandbox
from tests.browser.steps import choose, come_in, connect, open_picker, priya, set_out
from tests.people import Firm


def press_on(page: Page, role: str, name: str) -> None:
    """Reach a control with the Tab key, and press Enter on it."""
    control = page.get_by_role(role, name=name)  # type: ignore[arg-type]
    expect(control).to_be_visible()
    for _ in range(60):
        if control.evaluate("control => control === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never reaches {name}")


def test_the_trip_needs_no_javascript(
    new_page: Callable[..., Page], app: Flask, harbour: Firm, xero: RunningSandbox
) -> None:
    priya(xero, "Alder Lane Bakery Ltd", "Harbour & Pine Ltd")
    page = new_page(java_script_enabled=False)
    come_in(page, app, harbour.admin)

    connect(page, "Alder Lane Bakery Ltd")
    connect(page, "Harbour & Pine Ltd")
    open_picker(page)
    expect(page).to_have_url("/settings/xero/link/new")
    page.get_by_label("Search").fill("alder")
    page.get_by_role("button", name="Search").click()
    choose(page, "Alder Lane Bakery Ltd")
    page.get_by_role("button", name="OK").click()

    expect(page.locator("#xero-card")).to_contain_text("Alder Lane Bakery Ltd")


def test_the_trip_needs_no_mouse(page: Page, app: Flask, harbour: Firm, xero: RunningSandbox) -> None:
    priya(xero, "Harbour & Pine Ltd")
    come_in(page, app, harbour.admin)

    page.goto("/clients")
    press_on(page, "link", "Settings")
    press_on(page, "link", "Connect to Xero")
    press_on(page, "button", "Connect to Xero")
    press_on(page, "button", "Priya Nair")
    press_on(page, "button", "Allow access")

    expect(page.get_by_text("Harbour & Pine is linked to Harbour & Pine Ltd.")).to_be_visible()


def test_a_signed_out_person_comes_back_to_words_not_to_an_error(
    page: Page, app: Flask, harbour: Firm, xero: RunningSandbox
) -> None:
    priya(xero, "Harbour & Pine Ltd")
    come_in(page, app, harbour.admin)
    set_out(page)
    page.context.clear_cookies(name="ledgerline_session")
    page.get_by_role("button", name="Priya Nair").click()
    page.get_by_role("button", name="Allow access").click()

    expect(page).to_have_title(re.compile("· Ledgerline$"))
