"""Connect, pick, change, disconnect and undo on a client's page, in a real Chromium."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.models import XeroLink
from tests.browser.inspection import axe, fits
from tests.browser.steps import arrow_down_to, choose, come_in
from tests.browser.test_trip_in_other_ways import press_on
from tests.clients.books import BAKERY, LEEDS, OWN, Books, keep_books
from tests.people import Firm
from tests.records import change, rows

FILLER = [f"Client {number} Ltd" for number in range(1, 25)]


@pytest.fixture(params=[[], FILLER], ids=["drop-down", "radios"])
def books(request: pytest.FixtureRequest, app: Flask, harbour: Firm) -> Books:
    return keep_books(app, harbour, *request.param)


@pytest.fixture
def few(app: Flask, harbour: Firm) -> Books:
    return keep_books(app, harbour)


def visit(page: Page, books: Books) -> None:
    come_in(page, books.app, books.firm.staff)
    page.goto(books.page)


def open_window(page: Page, link: str = "Connect with Xero") -> None:
    page.get_by_role("link", name=link).click()
    expect(page.get_by_role("heading", name="Choose a Xero company")).to_be_visible()


def is_for_everybody(page: Page) -> None:
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    fits(page)
    page.set_viewport_size({"width": 1280, "height": 800})


def test_connecting_changing_disconnecting_and_undoing(page: Page, books: Books) -> None:
    visit(page, books)
    card, messages = page.locator("#xero-card"), page.locator("#messages")

    open_window(page)
    choose(page, BAKERY)
    page.get_by_role("button", name="OK").click()
    expect(messages).to_contain_text(f"Linked to {BAKERY}.")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(card).to_contain_text("Connected")

    open_window(page, "Change organisation")
    expect(page.get_by_role("dialog")).to_contain_text(f"linked to {BAKERY} now")
    choose(page, LEEDS)
    page.get_by_role("button", name="OK").click()
    expect(messages).to_contain_text(f"Changed from {BAKERY} to {LEEDS}.")

    card.get_by_role("link", name="Disconnect this client").click()
    expect(page.get_by_role("heading", name="What stays")).to_be_visible()
    page.get_by_role("button", name="Disconnect this client").click()
    expect(card).to_contain_text("Not connected")

    messages.get_by_role("button", name="Undo").click()
    expect(messages).to_contain_text(f"Linked to {LEEDS} again.")
    expect(page).to_have_url(books.page)


def test_the_same_without_javascript(new_page: Callable[..., Page], books: Books) -> None:
    page = new_page(java_script_enabled=False)
    books.link(OWN, None)
    visit(page, books)

    open_window(page)
    expect(page).to_have_url(books.picker)
    page.get_by_label("Search").fill("pine")
    page.get_by_role("button", name="Search").click()
    page.get_by_label(OWN).check() if len(books.organisations) > 20 else page.get_by_role(
        "combobox", name="Xero company"
    ).select_option(value=str(books.organisations[OWN]))
    page.get_by_role("button", name="OK").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is your own practice’s organisation")
    page.get_by_role("button", name="Link Bright Bakery to it all the same").click()
    expect(page.locator("#messages")).to_contain_text(f"Linked to {OWN}.")

    page.get_by_role("link", name="Disconnect this client").click()
    page.get_by_role("button", name="Disconnect this client").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#xero-card")).to_contain_text(OWN)


def test_the_same_with_the_keyboard_alone(page: Page, few: Books) -> None:
    visit(page, few)

    press_on(page, "link", "Connect with Xero")
    expect(page.get_by_role("searchbox", name="Search")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    companies = page.get_by_role("combobox", name="Xero company")
    expect(companies).to_be_focused()
    arrow_down_to(page, companies, str(few.organisations[BAKERY]))
    press_on(page, "button", "OK")
    expect(page.locator("#messages")).to_contain_text(f"Linked to {BAKERY}.")
    expect(page.get_by_role("heading", name="Bright Bakery in Xero")).to_be_focused()

    press_on(page, "link", "Disconnect this client")
    press_on(page, "button", "Disconnect this client")
    expect(page.locator("#xero-card")).to_contain_text("Not connected")
    press_on(page, "button", "Undo")
    expect(page.locator("#xero-card")).to_contain_text(BAKERY)


def test_the_question_about_the_practices_own_books_stays_in_the_dialog(page: Page, few: Books) -> None:
    few.link(OWN, None)
    visit(page, few)
    open_window(page)
    page.get_by_role("combobox", name="Xero company").select_option(value=str(few.organisations[OWN]))
    page.get_by_role("button", name="OK").click()

    dialog = page.get_by_role("dialog", name="This is your own practice’s organisation")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("heading", level=2)).to_be_focused()
    is_for_everybody(page)
    dialog.get_by_role("link", name="Choose another company").click()
    expect(page.get_by_role("dialog", name="Choose a Xero company")).to_be_visible()
    page.get_by_role("combobox", name="Xero company").select_option(value=str(few.organisations[OWN]))
    page.get_by_role("button", name="OK").click()
    dialog.get_by_role("button", name="Link Bright Bakery to it all the same").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#xero-card")).to_contain_text("your practice")


def test_closing_the_window_gives_the_focus_back(page: Page, few: Books) -> None:
    visit(page, few)
    open_window(page)

    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="Connect with Xero")).to_be_focused()


def test_of_two_browsers_the_second_sees_what_the_first_did(
    new_page: Callable[..., Page], few: Books
) -> None:
    first, second = new_page(), new_page()
    for page in (first, second):
        visit(page, few)
        open_window(page)
    for page, name in ((first, BAKERY), (second, LEEDS)):
        choose(page, name)
        page.get_by_role("button", name="OK").click()
        expect(page.get_by_role("dialog")).to_have_count(0)

    expect(second.locator("#messages")).to_contain_text("Somebody changed this in the meantime.")
    expect(second.locator("#xero-card")).to_contain_text(BAKERY)


def test_back_after_linking_offers_no_stale_choice(new_page: Callable[..., Page], few: Books) -> None:
    page = new_page(java_script_enabled=False)
    visit(page, few)
    open_window(page)
    choose(page, BAKERY)
    page.get_by_role("button", name="OK").click()
    expect(page.locator("#messages")).to_contain_text(f"Linked to {BAKERY}.")
    page.go_back()

    expect(page.locator("main")).to_contain_text(f"linked to {BAKERY} now")
    page.get_by_role("button", name="OK").click()
    expect(page.locator("#messages")).to_contain_text("That company is linked already.")


def test_confirming_swaps_the_card_where_it_stands(page: Page, few: Books) -> None:
    few.link(LEEDS)

    def doubt(link: object) -> None:
        link.fit, link.fit_reason = "contradicted", "The company numbers differ"  # type: ignore[attr-defined]

    change(few.app, rows(few.app, XeroLink)[0], doubt)
    visit(page, few)
    expect(page.locator("#xero-card")).to_contain_text("The company numbers differ")
    is_for_everybody(page)
    page.get_by_role("button", name="Confirm this organisation").click()

    expect(page.locator("#messages")).to_contain_text(f"Confirmed: {LEEDS} belongs to Bright Bakery.")
    expect(page.locator("#xero-card .status")).to_have_text("Connected")


def test_not_on_xero_is_marked_and_undone(page: Page, few: Books) -> None:
    visit(page, few)
    page.get_by_role("link", name="Not on Xero").click()
    is_for_everybody(page)
    page.get_by_label("Reason").fill("Uses Sage")
    page.get_by_role("button", name="Mark as Not on Xero").click()
    expect(page.locator("#xero-card .status")).to_have_text("Not on Xero")
    is_for_everybody(page)
    page.get_by_role("button", name="On Xero after all").click()

    expect(page.locator("#xero-card .status")).to_have_text("Not connected")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()


def test_every_screen_of_a_client_and_xero_is_for_everybody(page: Page, few: Books) -> None:
    few.link(OWN, None)
    visit(page, few)
    is_for_everybody(page)
    for path in (few.picker, f"{few.page}/not-on-xero"):
        page.goto(path)
        is_for_everybody(page)
    few.link(OWN)
    for path in (few.page, few.picker, f"{few.page}/xero-link/delete"):
        page.goto(path)
        is_for_everybody(page)
