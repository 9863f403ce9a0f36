"""A client’s trip to Xero and its usual ends, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from sandbox.server import RunningSandbox
from tests.browser.client_steps import (
    DOOR,
    OAK,
    allow,
    card,
    connect,
    headline,
    is_for_everybody,
    leave_for_xero,
    new_client,
    odd_books,
)
from tests.browser.client_steps import bakery as bakery
from tests.browser.client_steps import tomas as tomas
from tests.browser.steps import PRIYA, come_in, priya
from tests.browser.test_trip_in_other_ways import press_on
from tests.clients.books import BAKERY
from tests.people import Firm


def test_the_certain_one_is_linked_and_undone(tomas: Page, bakery: int, xero: RunningSandbox) -> None:
    priya(xero, BAKERY, DOOR)
    tomas.goto(f"/clients/{bakery}")
    tomas.get_by_role("link", name="Connect with Xero").click()
    window = tomas.get_by_role("dialog")
    expect(window).to_contain_text("choose Bright Bakery where Xero asks for an organisation")
    window.get_by_role("button", name="Connect to Xero").click()
    tomas.get_by_role("button", name="Priya Nair").click()
    allow(tomas, BAKERY)

    headline(tomas, "Linked")
    expect(tomas.locator("main")).to_contain_text(f"Bright Bakery is linked to {BAKERY}.")
    is_for_everybody(tomas)
    tomas.get_by_role("button", name="Undo").click()
    expect(tomas.locator("#xero-card")).to_contain_text("Not connected")


@pytest.fixture
def at_odds(tomas: Page, bakery: int, xero: RunningSandbox) -> Page:
    """Back from Xero with the one organisation there, whose company number is another one."""
    odd_books(xero)
    leave_for_xero(tomas, bakery)
    tomas.get_by_role("button", name="Allow access").click()
    headline(tomas, "Check before linking")
    expect(tomas.locator("main")).to_contain_text("The company numbers differ")
    return tomas


def test_the_wrong_one_is_compared_and_linked_with_a_reason(at_odds: Page) -> None:
    is_for_everybody(at_odds)
    at_odds.get_by_label("Why it is the right one").fill("The number here was mistyped")
    at_odds.get_by_role("button", name="Link anyway").click()
    expect(at_odds.locator("#messages")).to_contain_text(f"Linked to {BAKERY}.")
    expect(at_odds.locator("#xero-card .status")).to_have_text("Connected")

    at_odds.go_back()
    headline(at_odds, "Linked")
    expect(at_odds.get_by_role("button", name="Link anyway")).to_have_count(0)


def test_a_missing_reason_is_asked_for_in_place(at_odds: Page) -> None:
    at_odds.get_by_role("button", name="Link anyway").click()

    expect(at_odds.get_by_label("Why it is the right one")).to_be_focused()
    expect(at_odds.locator("#reason-fault")).to_contain_text("Enter why it is the right one")
    is_for_everybody(at_odds)


def test_continue_is_explained_and_tried_again(
    tomas: Page, app: Flask, harbour: Firm, bakery: int, xero: RunningSandbox
) -> None:
    priya(xero, DOOR, BAKERY)
    connect(tomas, new_client(app, harbour, DOOR), DOOR)
    leave_for_xero(tomas, bakery)
    tomas.get_by_role("button", name="Continue").click()

    headline(tomas, "Xero added nothing new")
    expect(tomas.locator("main")).to_contain_text("You pressed Continue, which adds nothing.")
    is_for_everybody(tomas)
    tomas.get_by_role("button", name="Try again").click()
    allow(tomas, BAKERY)

    headline(tomas, "Linked")
    expect(tomas.locator("main")).to_contain_text(f"Bright Bakery is linked to {BAKERY}.")


def test_several_are_linked_to_their_own_clients_in_one_step(
    tomas: Page, app: Flask, harbour: Firm, bakery: int, xero: RunningSandbox
) -> None:
    priya(xero, BAKERY, DOOR, OAK)
    xero.control.set_modes(several_at_once=True)
    door = new_client(app, harbour, DOOR)
    connect(tomas, bakery, BAKERY, DOOR, OAK)

    headline(tomas, "Choose what to link")
    is_for_everybody(tomas)
    offers = tomas.get_by_role("region", name="Link what you chose")
    offers.get_by_role("combobox", name=OAK).select_option(value=str(bakery))
    offers.get_by_role("button", name="Link these").click()
    expect(offers.locator(".fault")).to_contain_text("this one is chosen for two companies")
    is_for_everybody(tomas)
    offers.get_by_role("combobox", name=OAK).select_option(value="")
    offers.get_by_role("button", name="Link these").click()

    expect(tomas.locator("#messages")).to_contain_text("Linked: ")
    card(tomas, bakery, BAKERY)
    card(tomas, door, DOOR)


def test_the_same_without_javascript(
    new_page: Callable[..., Page], app: Flask, harbour: Firm, bakery: int, xero: RunningSandbox
) -> None:
    page = new_page(java_script_enabled=False)
    come_in(page, app, harbour.staff)
    odd_books(xero)
    xero.control.add_organisation(DOOR, users=[PRIYA])
    connect(page, bakery, BAKERY)

    headline(page, "Check before linking")
    page.get_by_role("button", name="Link anyway").click()
    expect(page.locator("#reason-fault")).to_be_visible()
    page.get_by_label("Why it is the right one").fill("The number here was mistyped")
    page.get_by_role("button", name="Link anyway").click()
    expect(page.locator("#messages")).to_contain_text(f"Linked to {BAKERY}.")

    connect(page, new_client(app, harbour, DOOR), DOOR)
    headline(page, "Linked")


def test_the_same_with_the_keyboard_alone(tomas: Page, bakery: int, xero: RunningSandbox) -> None:
    xero.control.add_user(PRIYA, "Priya", "Nair")
    xero.control.add_organisation("BB Trading Ltd", users=[PRIYA])
    tomas.goto(f"/clients/{bakery}")
    press_on(tomas, "link", "Connect with Xero")
    expect(tomas.get_by_role("dialog")).to_be_visible()
    press_on(tomas, "button", "Connect to Xero")
    press_on(tomas, "button", "Priya Nair")
    press_on(tomas, "button", "Allow access")
    headline(tomas, "Check before linking")
    press_on(tomas, "button", "Link")

    expect(tomas.locator("#messages")).to_contain_text("Linked to BB Trading Ltd.")
    press_on(tomas, "button", "Undo")
    expect(tomas.locator("#xero-card")).to_contain_text("Not connected")


def test_of_two_at_xero_for_one_client_the_second_is_asked(
    new_page: Callable[..., Page], app: Flask, harbour: Firm, bakery: int, xero: RunningSandbox
) -> None:
    priya(xero, BAKERY, DOOR)
    first, second = new_page(), new_page()
    for page, user in ((first, harbour.staff), (second, harbour.admin)):
        come_in(page, app, user)
        leave_for_xero(page, bakery)
    allow(first, BAKERY)
    headline(first, "Linked")
    second.get_by_role("combobox").select_option(label=DOOR)
    second.get_by_role("button", name="Allow access").click()

    headline(second, "Check before linking")
    expect(second.locator("main")).to_contain_text(f"At present Bright Bakery is linked to {BAKERY}.")
    second.get_by_role("button", name="Link").click()
    expect(second.locator("#messages")).to_contain_text(f"Changed from {BAKERY} to {DOOR}.")
    first.get_by_role("button", name="Undo").click()
    expect(first.locator("#messages")).to_contain_text("This cannot be undone: the link has changed since.")
    expect(first.locator("#xero-card")).to_contain_text(DOOR)
