"""The whole trip to Xero and back in a real browser, Xero being another site, or the same one."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from sandbox.server import RunningSandbox
from tests.browser.steps import be_priya, choose, come_in, connect, open_picker, priya, set_out
from tests.people import Firm


@pytest.fixture(autouse=True)
def signed_in(page: Page, app: Flask, harbour: Firm) -> None:
    come_in(page, app, harbour.admin)


@pytest.fixture(
    params=[
        pytest.param("127.0.0.1", id="two-sites"),
        pytest.param("localhost", id="one-site", marks=pytest.mark.long),
    ]
)
def xero_host(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def card(page: Page) -> str:
    page.goto("/settings/xero")
    return page.locator("#xero-card").inner_text()


def test_one_organisation_is_linked_at_once(page: Page, xero: RunningSandbox) -> None:
    priya(xero, "Harbour & Pine Ltd")

    connect(page)

    expect(page.get_by_text("Harbour & Pine is linked to Harbour & Pine Ltd.")).to_be_visible()
    text = card(page)
    assert "Harbour & Pine Ltd" in text
    assert "Connected" in text
    assert "by Maren Holt" in text
    assert "Priya Nair" in text
    assert "Choose another company" in text


def test_one_of_several_is_chosen_at_xero(page: Page, xero: RunningSandbox) -> None:
    priya(xero, "Alder Lane Bakery Ltd", "Harbour & Pine Ltd", "Heron Joinery Ltd")

    connect(page, "Harbour & Pine Ltd")

    assert "Harbour & Pine Ltd" in card(page)
    page.get_by_role("link", name="Show Xero connections").click()
    expect(page.get_by_role("row")).to_have_count(2)


def test_cancelling_changes_nothing_and_says_so(page: Page, xero: RunningSandbox) -> None:
    priya(xero, "Harbour & Pine Ltd")
    set_out(page)
    be_priya(page)

    page.get_by_role("button", name="Cancel").click()

    expect(page.locator("main")).to_contain_text("You did not allow access. Nothing was changed.")
    assert "have not connected" in card(page)


def test_continue_adds_nothing_and_offers_the_list(page: Page, xero: RunningSandbox) -> None:
    priya(xero, "Alder Lane Bakery Ltd", "Harbour & Pine Ltd")
    connect(page, "Alder Lane Bakery Ltd")
    set_out(page)

    page.get_by_role("button", name="Continue with 1 organisation").click()

    expect(page.locator("main")).to_contain_text("Choose a Xero company")
    assert "Alder Lane Bakery Ltd" in card(page)


def test_a_second_organisation_is_chosen_from_the_list_at_xero(page: Page, xero: RunningSandbox) -> None:
    priya(xero, "Alder Lane Bakery Ltd", "Harbour & Pine Ltd")
    connect(page, "Alder Lane Bakery Ltd")

    connect(page, "Harbour & Pine Ltd")

    page.goto("/settings/xero/organisations")
    expect(page.get_by_role("row")).to_have_count(3)


def test_an_organisation_in_the_list_is_linked_without_a_trip(page: Page, xero: RunningSandbox) -> None:
    priya(xero, "Alder Lane Bakery Ltd", "Harbour & Pine Ltd")
    connect(page, "Alder Lane Bakery Ltd")
    connect(page, "Harbour & Pine Ltd")
    xero.control.offline()
    open_picker(page)

    choose(page, "Alder Lane Bakery Ltd")
    page.get_by_role("button", name="OK").click()

    expect(page.locator("#xero-card")).to_contain_text("Alder Lane Bakery Ltd")


def test_disconnecting_asks_first_and_can_be_undone(page: Page, xero: RunningSandbox) -> None:
    priya(xero, "Harbour & Pine Ltd")
    connect(page)
    card(page)

    page.get_by_role("link", name="Disconnect from Xero").click()
    expect(page.get_by_role("heading", name="What stays")).to_be_visible()
    page.get_by_role("button", name="Disconnect from Xero").click()
    expect(page.locator("#xero-card")).to_contain_text("have not connected")
    page.get_by_role("button", name="Undo").click()

    expect(page.locator("#xero-card")).to_contain_text("Harbour & Pine Ltd")


def test_going_back_after_the_trip_does_not_make_it_twice(page: Page, xero: RunningSandbox) -> None:
    priya(xero, "Harbour & Pine Ltd")
    connect(page)
    xero.control.reset_calls()

    page.go_back()
    page.go_forward()

    assert [name for name, times in xero.control.calls().items() if times and "token" in name] == []
