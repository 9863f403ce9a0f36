"""What people do to link a client by a trip to Xero, in the words that they see."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.models import Client
from sandbox.server import RunningSandbox
from tests.browser.inspection import axe, fits
from tests.browser.steps import PRIYA, be_at_xero, come_in
from tests.clients.books import BAKERY
from tests.people import Firm
from tests.records import add

DOOR, OAK = "Blue Door Ltd", "Oak Tree Ltd"


@pytest.fixture
def bakery(app: Flask, harbour: Firm) -> int:
    return new_client(app, harbour, "Bright Bakery", company_number="01234567")


@pytest.fixture
def tomas(page: Page, app: Flask, harbour: Firm) -> Page:
    come_in(page, app, harbour.staff)
    return page


def new_client(app: Flask, firm: Firm, name: str, **facts: object) -> int:
    return add(app, Client(practice_id=firm.practice.id, name=name, code=name.upper(), **facts))[0]


def leave_for_xero(page: Page, client: int) -> None:
    page.goto(f"/clients/{client}/xero-link/new")
    page.get_by_role("button", name="Connect to Xero").click()
    be_at_xero(page)
    if page.get_by_role("heading", name="Choose a Xero user").is_visible():
        page.get_by_role("button", name="Priya Nair").click()


def allow(page: Page, *organisations: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("wants access to")
    for name in organisations:
        ticks = page.get_by_role("checkbox", name=name, exact=True)
        if ticks.count():
            ticks.check()
        else:
            page.get_by_role("combobox").select_option(label=name)
    page.get_by_role("button", name="Allow access").click()


def connect(page: Page, client: int, *organisations: str) -> None:
    """From the client's picker to Xero and back, choosing these."""
    leave_for_xero(page, client)
    allow(page, *organisations)


def headline(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def card(page: Page, client: int, words: str) -> None:
    page.goto(f"/clients/{client}")
    expect(page.locator("#xero-card")).to_contain_text(words)


def is_for_everybody(page: Page) -> None:
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    fits(page)
    page.set_viewport_size({"width": 1280, "height": 800})


def odd_books(xero: RunningSandbox) -> None:
    xero.control.add_user(PRIYA, "Priya", "Nair")
    xero.control.add_organisation(BAKERY, users=[PRIYA], registration_number="07654321", country_code="GB")
