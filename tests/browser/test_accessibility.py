"""Every page is open to everybody: WCAG 2.2 AA by axe, in light and dark, and 360 pixels are enough."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from sandbox.server import RunningSandbox
from tests.browser.inspection import axe, fits
from tests.browser.steps import PRIYA, be_priya, come_in, connect, priya, set_out
from tests.people import Firm

PAGES = (
    "/clients",
    "/clients/new",
    "/clients/import",
    "/settings/xero",
    "/settings/xero/link/new",
    "/settings/xero/organisations",
    "/settings/xero/link/delete",
    "/settings/history",
    "/settings/jobs",
    "/settings/people",
    "/settings/people/new",
    "/settings/people/1",
    "/settings/people/2",
    "/settings/people/2/deactivation",
    "/account",
    "/forgotten-password",
    "/nothing/stands/here",
    "/xero/callback?state=unknown",
)
CONTROL_PAGES = ("/control/", "/control/users", "/control/organisations")


def is_for_everybody(page: Page) -> None:
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    fits(page)
    page.set_viewport_size({"width": 1280, "height": 800})


@pytest.fixture
def connected(page: Page, app: Flask, harbour: Firm, xero: RunningSandbox) -> None:
    priya(
        xero, "Harbour & Pine Ltd", "The Benevolent and Provident Association of " + "Lighthouse Keepers " * 8
    )
    come_in(page, app, harbour.admin)
    connect(page, "Harbour & Pine Ltd")


@pytest.mark.usefixtures("connected")
def test_the_pages_of_the_app_are_for_everybody(page: Page) -> None:
    is_for_everybody(page)  # what came of the trip
    for path in PAGES:
        page.goto(path)
        is_for_everybody(page)


def test_the_first_visit_is_for_everybody(page: Page, app: Flask, harbour: Firm) -> None:
    for user in (harbour.staff, harbour.admin):
        page.context.clear_cookies()
        page.goto("/sign-in")
        is_for_everybody(page)
        come_in(page, app, user)
        for path in ("/settings/xero", "/settings/xero/link/new", "/settings/xero/organisations"):
            page.goto(path)
            is_for_everybody(page)


@pytest.mark.usefixtures("connected")
def test_a_login_that_ran_out_is_told_to_everybody(page: Page, xero: RunningSandbox) -> None:
    xero.control.revoke(PRIYA)
    page.goto("/settings/xero")

    is_for_everybody(page)


def test_the_pages_of_the_stand_in_are_for_everybody(
    page: Page, app: Flask, harbour: Firm, xero: RunningSandbox
) -> None:
    priya(xero, "Alder Lane Bakery Ltd", "Harbour & Pine Ltd")
    come_in(page, app, harbour.admin)
    set_out(page)
    is_for_everybody(page)
    be_priya(page)
    is_for_everybody(page)
    page.get_by_role("button", name="Allow access").click()
    expect(page.get_by_role("alert")).to_be_visible()
    is_for_everybody(page)
    page.get_by_role("combobox").select_option(label="Harbour & Pine Ltd")
    page.get_by_role("button", name="Allow access").click()
    set_out(page)
    is_for_everybody(page)


def test_the_stand_ins_control_pages_are_for_everybody(page: Page, xero: RunningSandbox) -> None:
    xero.control.reset(story=True)
    for path in CONTROL_PAGES:
        page.goto(f"{xero.url}{path}")
        is_for_everybody(page)
    page.goto(f"{xero.url}/identity/connect/authorize?client_id=nobody")
    is_for_everybody(page)


def test_several_at_once_is_for_everybody(
    page: Page, app: Flask, harbour: Firm, xero: RunningSandbox
) -> None:
    priya(xero, "Alder Lane Bakery Ltd", "Harbour & Pine Ltd")
    xero.control.set_modes(several_at_once=True)
    come_in(page, app, harbour.admin)
    set_out(page)
    be_priya(page)
    is_for_everybody(page)
    page.get_by_label("Alder Lane Bakery Ltd").check()
    page.get_by_label("Harbour & Pine Ltd").check()
    page.get_by_role("button", name="Allow access").click()
    expect(page.get_by_role("link", name="Xero settings", exact=True)).to_be_visible()
    is_for_everybody(page)
