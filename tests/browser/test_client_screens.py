"""The screens about keeping clients are for everybody: axe in light and dark, and 360 pixels."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import Page

from app.models import Client
from tests.browser.steps import come_in
from tests.browser.test_accessibility import is_for_everybody
from tests.people import Firm
from tests.records import add

FILE = b"Name,Code,E-mail,Foo\nClient 1,C1,a@b.example,x\nNew,,,\nBad,B1,x,\n"


def keep_clients(app: Flask, firm: Firm) -> str:
    """Two pages of clients; returns the address of one."""
    facts = {"practice_id": firm.practice.id}
    ids = add(app, *(Client(name=f"Client {number}", code=f"C{number}", **facts) for number in range(60)))
    return f"/clients/{ids[0]}"


def test_list_form_archive_and_import_are_for_everybody(app: Flask, harbour: Firm, page: Page) -> None:
    client = keep_clients(app, harbour)
    come_in(page, app, harbour.admin)

    for path in ("/clients", "/clients/new", f"{client}/edit", f"{client}/archive", "/clients/import"):
        page.goto(path)
        is_for_everybody(page)


def test_a_refusal_and_a_preview_are_for_everybody(app: Flask, harbour: Firm, page: Page) -> None:
    keep_clients(app, harbour)
    come_in(page, app, harbour.admin)

    page.goto("/clients/new")
    page.get_by_role("button", name="Add client").click()
    is_for_everybody(page)
    page.goto("/clients/import")
    page.get_by_label("CSV file").set_input_files([{"name": "c.csv", "mimeType": "text/csv", "buffer": FILE}])
    page.get_by_role("button", name="Show what it would do").click()
    is_for_everybody(page)


def test_what_the_second_of_two_editors_sees_is_for_everybody(app: Flask, harbour: Firm, page: Page) -> None:
    client = keep_clients(app, harbour)
    come_in(page, app, harbour.admin)
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(f"{client}/edit")

    other.get_by_label("Phone").fill("1")
    other.get_by_role("button", name="Save").click()
    other.get_by_text("The changes are saved").wait_for()
    page.get_by_label("Phone").fill("2")
    page.get_by_role("button", name="Save").click()

    is_for_everybody(page)
