"""An expired login, in a real browser: the banner, the counts, and the one sign-in that brings all back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.models import LoginState, XeroLink
from sandbox.server import RunningSandbox
from tests.browser.inspection import axe, fits
from tests.browser.steps import be_at_xero, come_in
from tests.consents.reconnecting import SAM, fall, link_all
from tests.page import Visitor
from tests.people import Firm
from tests.records import rows
from tests.travel import PRIYA, come_back, priya, set_out

NAMES = ["Alder Lane Bakery Ltd", "Birch Ltd", "Harbour & Pine Ltd"]


@pytest.fixture
def broken(app: Flask, harbour: Firm, xero: RunningSandbox) -> None:
    """Priya’s login opens the practice and two clients, and expired."""
    priya(xero, *NAMES)
    xero.control.set_modes(several_at_once=True)
    visitor = Visitor(app).sign_in(harbour.admin)
    come_back(visitor, xero.control.approve(set_out(visitor), PRIYA, NAMES))
    link_all(app, harbour)
    fall(app)


def continue_as(page: Page, name: str) -> None:
    be_at_xero(page)
    page.get_by_role("button", name=name).click()
    page.get_by_role("button", name="Continue").click()


@pytest.mark.usefixtures("broken")
def test_one_sign_in_with_the_keyboard_alone_brings_everything_back(
    page: Page, app: Flask, harbour: Firm
) -> None:
    come_in(page, app, harbour.staff)
    page.goto(f"/clients/{rows(app, XeroLink)[-1].client_id}")
    expect(page.get_by_role("link", name="2 clients need reconnecting")).to_be_visible()
    page.get_by_role("button", name="Reconnect").focus()
    page.keyboard.press("Enter")
    continue_as(page, "Priya Nair")

    expect(page.get_by_role("heading", level=1)).to_have_text("Connected again")
    expect(page.get_by_text("and with them 2 clients and the practice itself")).to_be_visible()
    axe(page)
    page.goto("/clients")
    expect(page.locator("#broken-clients")).to_be_hidden()


@pytest.mark.usefixtures("broken")
def test_without_javascript_on_a_narrow_screen(
    new_page: Callable[..., Page], app: Flask, harbour: Firm
) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    come_in(page, app, harbour.admin)
    page.goto("/settings/xero")
    page.get_by_role("button", name="Reconnect").click()
    continue_as(page, "Priya Nair")

    expect(page.get_by_role("heading", level=1)).to_have_text("Connected again")


@pytest.mark.usefixtures("broken")
def test_the_banner_and_the_answer_of_another_user_are_for_everybody(
    page: Page, app: Flask, harbour: Firm, xero: RunningSandbox
) -> None:
    fall(app, LoginState.REVOKED)
    come_in(page, app, harbour.admin)
    page.goto("/settings/xero")
    axe(page)
    xero.control.add_user(SAM, "Sam", "Osei")
    xero.control.add_member(SAM, "Birch Ltd")
    xero.control.set_modes(several_at_once=False)
    page.get_by_role("button", name="Reconnect").click()
    be_at_xero(page)
    page.get_by_role("button", name="Sam Osei").click()
    page.get_by_role("button", name="Allow access").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Another Xero login answered")
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    fits(page)
    page.get_by_role("button", name="Let Sam Osei carry the ticked ones").click()
    expect(page.get_by_text("Sam Osei carries 1 organisation from now on.")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_text("carried by Sam Osei")).to_be_visible()
