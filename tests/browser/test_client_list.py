"""The client list, its form and the import in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.models import Client
from tests.browser.steps import come_in
from tests.people import Firm
from tests.records import add, rows

NAMES = ("Juniper Café", "Alder Bakery", "Alder Motors", "Birch Dental")


@pytest.fixture
def clients(app: Flask, harbour: Firm) -> list[int]:
    facts = {"practice_id": harbour.practice.id}
    return add(app, *(Client(name=name, code=f"C{place}", **facts) for place, name in enumerate(NAMES)))


def names(page: Page) -> list[str]:
    return page.locator("tbody th").all_inner_texts()


def test_typing_finds_and_back_leads_to_what_was_chosen_before(
    app: Flask, harbour: Firm, clients: list[int], page: Page
) -> None:
    come_in(page, app, harbour.admin)
    page.goto("/clients")
    search = page.get_by_role("searchbox", name="Search")

    search.press_sequentially("alder")
    expect(page.locator("caption")).to_have_text("2 clients match")
    expect(page).to_have_url("/clients?q=alder")
    expect(search).to_be_focused()
    page.get_by_role("link", name="Code").click()
    expect(page).to_have_url("/clients?q=alder&sort=code")
    expect(page.locator("#sort-code")).to_be_focused()
    page.get_by_label("Manager").select_option(label="Mine")
    expect(page.get_by_text("No client matches")).to_be_visible()
    expect(page).to_have_url("/clients?q=alder&manager=mine&sort=code")

    page.go_back()
    expect(page.locator("caption")).to_have_text("2 clients match")
    expect(page.get_by_label("Manager")).to_have_value("")
    page.go_back()
    expect(page).to_have_url("/clients?q=alder")
    expect(search).to_have_value("alder")


def test_the_list_is_sorted_by_keyboard_alone(
    app: Flask, harbour: Firm, clients: list[int], page: Page
) -> None:
    come_in(page, app, harbour.admin)
    page.goto("/clients")

    page.locator("#sort-name").focus()
    page.keyboard.press("Enter")

    expect(page.locator("th[aria-sort=descending]")).to_have_text("Name ▼")
    assert names(page) == ["Juniper Café", "Birch Dental", "Alder Motors", "Alder Bakery"]
    expect(page.locator("#sort-name")).to_be_focused()


def test_the_list_works_without_javascript(
    app: Flask, harbour: Firm, clients: list[int], new_page: Callable[..., Page]
) -> None:
    page = new_page(java_script_enabled=False)
    come_in(page, app, harbour.admin)
    page.goto("/clients?sort=-name")

    page.get_by_label("Search").fill("ALDER")
    page.get_by_role("button", name="Search").click()

    assert names(page) == ["Alder Motors", "Alder Bakery"]
    expect(page.get_by_label("Search")).to_have_value("ALDER")


def test_two_browsers_edit_one_client_and_both_are_heard(
    app: Flask, harbour: Firm, clients: list[int], new_page: Callable[..., Page]
) -> None:
    maren, tomas = new_page(), new_page()
    come_in(maren, app, harbour.admin)
    come_in(tomas, app, harbour.staff)
    for page in (maren, tomas):
        page.goto(f"/clients/{clients[1]}/edit")
    maren.get_by_label("Phone").fill("01632 960001")
    maren.get_by_label("Address").fill("1 Quay\nWhitby")
    maren.get_by_role("button", name="Save").click()
    expect(maren.get_by_text("The changes are saved")).to_be_visible()

    tomas.get_by_label("Phone").fill("01632 960002")
    tomas.get_by_label("Notes").fill("Likes letters")
    tomas.get_by_role("button", name="Save").click()
    expect(tomas.get_by_text("Maren Holt changed this client")).to_be_visible()
    expect(tomas.get_by_label("Notes")).to_have_value("Likes letters")
    tomas.get_by_role("radio", name="Take what is saved now").check()
    tomas.get_by_role("button", name="Save").first.click()
    expect(tomas.get_by_text("The changes are saved")).to_be_visible()

    client = rows(app, Client, id=clients[1])[0]
    assert (client.phone, client.notes, client.address) == (
        "01632 960001",
        "Likes letters",
        "1 Quay\nWhitby",
    )


def test_a_file_is_looked_at_before_it_is_imported(
    app: Flask, harbour: Firm, clients: list[int], page: Page
) -> None:
    come_in(page, app, harbour.admin)
    page.goto("/clients")
    page.get_by_role("link", name="Import from CSV").click()
    content = "Name;Code;Phone\nJuniper Café;C0;01632 960003\nZetland;;\n".encode("cp1252")
    page.get_by_label("CSV file").set_input_files(
        [{"name": "clients.csv", "mimeType": "text/csv", "buffer": content}]
    )
    page.get_by_role("button", name="Show what it would do").click()

    expect(page.get_by_text("1 new, 1 changed, 0 unchanged, 0 refused")).to_be_visible()
    assert len(rows(app, Client)) == len(NAMES)
    page.get_by_role("button", name="Import", exact=True).click()

    expect(page.get_by_text("Imported: 1 client added, 1 changed")).to_be_visible()
    assert rows(app, Client)[0].phone == "01632 960003"
