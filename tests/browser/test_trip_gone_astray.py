"""Trips that do not go as planned, in real browsers: each ends in words, and nothing is half done."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from sandbox.server import RunningSandbox
from tests.browser.steps import PRIYA, be_priya, come_in, priya, set_out
from tests.people import Firm


@pytest.fixture(autouse=True)
def prepared(page: Page, app: Flask, harbour: Firm, xero: RunningSandbox) -> None:
    priya(xero, "Alder Lane Bakery Ltd", "Harbour & Pine Ltd")
    come_in(page, app, harbour.admin)


def allowed(page: Page, xero: RunningSandbox) -> str:
    """Set out, and allow access over there without moving this browser: the address that leads back."""
    set_out(page)
    return xero.control.approve(page.url, PRIYA, ["Harbour & Pine Ltd"])


def test_another_browser_cannot_bring_a_trip_home(
    page: Page, new_page: Callable[..., Page], app: Flask, harbour: Firm, xero: RunningSandbox
) -> None:
    way_back = allowed(page, xero)
    other = new_page()
    come_in(other, app, harbour.admin)

    other.goto(way_back)
    expect(other.locator("main")).to_contain_text("Come back in the browser in which you pressed")
    page.goto(way_back)

    expect(page.locator("main")).to_contain_text("is linked to Harbour & Pine Ltd.")


def test_the_same_browser_coming_back_twice_sees_the_first_result(page: Page, xero: RunningSandbox) -> None:
    way_back = allowed(page, xero)
    page.goto(way_back)
    result = page.url

    page.goto(way_back)

    assert page.url == result
    expect(page.locator("main")).to_contain_text("is linked to Harbour & Pine Ltd.")


def test_several_chosen_at_once_are_asked_about(page: Page, xero: RunningSandbox) -> None:
    xero.control.set_modes(several_at_once=True)
    set_out(page)
    be_priya(page)
    page.get_by_label("Alder Lane Bakery Ltd").check()
    page.get_by_label("Harbour & Pine Ltd").check()
    page.get_by_role("button", name="Allow access").click()

    expect(page.get_by_role("heading", name="Choose a Xero company")).to_be_visible()
    page.get_by_role("combobox", name="Xero company").select_option(label="Harbour & Pine Ltd")
    page.get_by_role("button", name="OK").click()

    expect(page.locator("#xero-card")).to_contain_text("Harbour & Pine Ltd")


def test_xero_being_away_is_told_and_leaves_nothing_behind(page: Page, xero: RunningSandbox) -> None:
    way_back = allowed(page, xero)
    xero.control.fail("token", 503, times=10)

    page.goto(way_back)

    expect(page.locator("main")).to_contain_text("Nothing was changed")
    page.goto("/settings/xero")
    expect(page.locator("#xero-card")).to_contain_text("have not connected")
