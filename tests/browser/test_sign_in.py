"""Signing in with a real browser, also without a mouse and without JavaScript."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.inspection import axe, fits
from tests.browser.steps import sign_in
from tests.people import PASSWORD, Firm


def test_the_keyboard_is_enough_to_sign_in(page: Page, harbour: Firm) -> None:
    page.goto("/sign-in")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(harbour.admin.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Clients")


def test_nothing_needs_javascript_to_sign_in(new_page: Callable[..., Page], harbour: Firm) -> None:
    page = new_page(java_script_enabled=False)

    sign_in(page, harbour.admin)
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_refused_sign_in_puts_the_cursor_where_the_fault_is(page: Page, harbour: Firm) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(harbour.admin.email)
    page.get_by_label("Password").fill("not the password")
    page.keyboard.press("Enter")

    expect(page.get_by_label("Password")).to_be_focused()
    axe(page)


def test_the_way_leads_back_to_the_page_one_wanted(page: Page, harbour: Firm) -> None:
    page.goto("/settings/xero")
    page.get_by_label("E-mail address").fill(harbour.admin.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")

    expect(page).to_have_url("/settings/xero")


def test_the_browser_keeps_no_page_in_its_storage(page: Page, harbour: Firm) -> None:
    sign_in(page, harbour.admin)
    page.goto("/settings/xero")

    stored = page.evaluate("() => [...Object.entries(localStorage), ...Object.entries(sessionStorage)]")

    # htmx notes the path it is on, not what stands there.
    assert stored in ([], [["htmx-current-path-for-history", "/settings/xero"]])
    assert all(cookie["httpOnly"] for cookie in page.context.cookies())


def test_the_sign_in_page_and_the_account_are_for_everybody(
    new_page: Callable[..., Page], harbour: Firm
) -> None:
    page = new_page(viewport={"width": 360, "height": 700})
    page.goto("/sign-in")
    axe(page)
    fits(page)
    sign_in(page, harbour.admin)
    page.goto("/account")
    axe(page)
    fits(page)
