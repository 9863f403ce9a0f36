"""A client’s trip to Xero and its rarer ends, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from sandbox.server import RunningSandbox
from tests.browser.client_steps import (
    DOOR,
    card,
    connect,
    headline,
    is_for_everybody,
    leave_for_xero,
    new_client,
)
from tests.browser.client_steps import bakery as bakery
from tests.browser.client_steps import tomas as tomas
from tests.browser.steps import choose, come_in, priya
from tests.clients.books import BAKERY, OWN
from tests.people import Firm

pytestmark = pytest.mark.long


def test_of_two_who_compare_the_same_the_second_sees_what_the_first_did(
    new_page: Callable[..., Page], app: Flask, harbour: Firm, bakery: int, xero: RunningSandbox
) -> None:
    priya(xero, "BB Trading Ltd", DOOR)
    first, second = new_page(), new_page()
    for page, user, name in (
        (first, harbour.staff, "BB Trading Ltd"),
        (second, harbour.admin, DOOR),
    ):
        come_in(page, app, user)
        connect(page, bakery, name)
        headline(page, "Check before linking")
    first.get_by_role("button", name="Link").click()
    second.get_by_role("button", name="Link").click()

    expect(second.locator("#messages")).to_contain_text("Somebody changed this in the meantime.")
    expect(second.locator("#xero-card")).to_contain_text("BB Trading Ltd")


def test_another_company_is_chosen_from_the_list_below(
    tomas: Page, app: Flask, harbour: Firm, bakery: int, xero: RunningSandbox
) -> None:
    priya(xero, DOOR, "BB Trading Ltd")
    connect(tomas, new_client(app, harbour, DOOR), DOOR)
    connect(tomas, bakery, "BB Trading Ltd")
    headline(tomas, "Check before linking")
    choose(tomas, f"{DOOR} – linked to {DOOR}")
    tomas.get_by_role("button", name="OK").click()

    expect(tomas.locator("#messages")).to_contain_text(f"Linked to {DOOR}.")


def test_nothing_new_is_mended_from_the_list_right_there(
    tomas: Page, app: Flask, harbour: Firm, bakery: int, xero: RunningSandbox
) -> None:
    priya(xero, DOOR, BAKERY)
    connect(tomas, new_client(app, harbour, DOOR), DOOR)
    connect(tomas, new_client(app, harbour, "Somebody"), BAKERY)
    leave_for_xero(tomas, bakery)
    tomas.get_by_role("button", name="Continue").click()

    headline(tomas, "Xero added nothing new")
    options = tomas.get_by_role("combobox", name="Xero company").get_by_role("option").all_inner_texts()
    assert options[1].startswith(BAKERY)
    choose(tomas, options[1])
    tomas.get_by_role("button", name="OK").click()
    expect(tomas.locator("#messages")).to_contain_text(f"Linked to {BAKERY}.")


def test_the_practices_own_organisation_asks_once_more(
    page: Page, app: Flask, harbour: Firm, xero: RunningSandbox
) -> None:
    priya(xero, OWN)
    come_in(page, app, harbour.admin)
    page.goto("/settings/xero/link/new")
    page.get_by_role("button", name="Connect to Xero").click()
    page.get_by_role("button", name="Priya Nair").click()
    page.get_by_role("button", name="Allow access").click()
    headline(page, "Linked")
    xero.control.cut(OWN)
    leave_for_xero(page, new_client(app, harbour, "Harbour & Pine"))
    page.get_by_role("button", name="Allow access").click()

    headline(page, "Check before linking")
    page.get_by_role("button", name="Link").click()
    headline(page, "This is your own practice’s organisation")
    is_for_everybody(page)
    page.get_by_role("button", name="Link Harbour & Pine to it all the same").click()
    expect(page.locator("#messages")).to_contain_text(f"Linked to {OWN}.")


def test_another_xero_user_than_last_time_is_named(
    tomas: Page, app: Flask, harbour: Firm, bakery: int, xero: RunningSandbox
) -> None:
    priya(xero, BAKERY)
    xero.control.add_user("tom@example.com", "Tom", "Ellery")
    xero.control.add_organisation(DOOR, users=["tom@example.com"])
    leave_for_xero(tomas, bakery)
    tomas.get_by_role("button", name="Allow access").click()
    headline(tomas, "Linked")
    tomas.context.clear_cookies(domain="127.0.0.1")
    tomas.goto(f"/clients/{new_client(app, harbour, DOOR)}/xero-link/new")
    tomas.get_by_role("button", name="Connect to Xero").click()
    tomas.get_by_role("button", name="Tom Ellery").click()
    tomas.get_by_role("button", name="Allow access").click()

    expect(tomas.locator("main")).to_contain_text(
        "You signed in to Xero as Tom Ellery. Last time it was Priya Nair"
    )
    is_for_everybody(tomas)


def test_who_cancels_is_told_that_nothing_was_changed(tomas: Page, bakery: int, xero: RunningSandbox) -> None:
    priya(xero, BAKERY)
    leave_for_xero(tomas, bakery)
    tomas.get_by_role("button", name="Cancel").click()

    headline(tomas, "You did not allow access")
    is_for_everybody(tomas)
    tomas.get_by_role("link", name="Connect again").click()
    headline(tomas, "Choose a Xero company")
    card(tomas, bakery, "Not connected")


def test_a_client_archived_meanwhile_is_not_linked(
    tomas: Page, new_page: Callable[..., Page], app: Flask, harbour: Firm, bakery: int, xero: RunningSandbox
) -> None:
    priya(xero, BAKERY)
    leave_for_xero(tomas, bakery)
    maren = new_page()
    come_in(maren, app, harbour.admin)
    maren.goto(f"/clients/{bakery}/archive")
    maren.get_by_role("button", name="Archive").click()
    expect(maren.locator("#messages")).to_contain_text("is archived")
    tomas.get_by_role("button", name="Allow access").click()

    expect(tomas.locator("main")).to_contain_text("This client is archived")
    is_for_everybody(tomas)
    card(tomas, bakery, "Not connected")
