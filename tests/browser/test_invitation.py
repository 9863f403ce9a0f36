"""A client is asked to connect and does, in two real browsers; also without JavaScript, and by keyboard."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app import create_app
from app.extensions import db
from sandbox.server import RunningSandbox
from tests.browser.inspection import axe, fits
from tests.browser.live import Address, settings_for
from tests.browser.steps import come_in
from tests.browser.test_trip_in_other_ways import press_on
from tests.invitations.conftest import bakery as bakery
from tests.invitations.conftest import post as post
from tests.invitations.steps import rosa
from tests.people import Firm
from tests.post_office import PostOffice

BOOKS = "Alder Lane Bakery Ltd"


@pytest.fixture
def app(address: Address, xero: RunningSandbox, database: str, post: PostOffice) -> Iterator[Flask]:
    settings = settings_for(address.url, xero.url, database)
    mail = {"SMTP_URL": f"smtp://127.0.0.1:{post.port}", "MAIL_FROM": "post@ledger.example"}
    app = create_app(settings | mail)
    address.move_in(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def practice(page: Page, app: Flask, harbour: Firm, bakery: int) -> Page:
    """The practice’s browser, on the client’s page."""
    come_in(page, app, harbour.staff)
    page.goto(f"/clients/{bakery}")
    return page


def is_for_everybody(page: Page) -> None:
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    fits(page)
    page.set_viewport_size({"width": 1280, "height": 800})


def ask(practice: Page) -> str:
    """Send an invitation; the link."""
    practice.get_by_text("Ask the client to connect").click()
    practice.get_by_role("button", name="Send the invitation").click()
    return practice.get_by_label("Link to copy").input_value()


def be_rosa(page: Page) -> None:
    page.get_by_role("button", name="Rosa Alder").click()


def test_a_client_connects_and_ends_it_again(
    practice: Page, new_page: Callable[..., Page], xero: RunningSandbox, post: PostOffice
) -> None:
    rosa(xero, BOOKS)
    practice.get_by_text("Ask the client to connect").click()
    is_for_everybody(practice)
    practice.get_by_text("Ask the client to connect").click()
    link = ask(practice)
    is_for_everybody(practice)
    assert link in post.only().get_content().replace("\r\n", "\n").split("\n")
    practice.get_by_role("link", name=f"Back to {BOOKS}").click()
    expect(practice.locator("#xero-card")).to_contain_text("Waiting for client")
    is_for_everybody(practice)

    client = new_page()
    client.goto(link)
    expect(client.get_by_role("navigation")).to_have_count(0)
    is_for_everybody(client)
    client.get_by_role("button", name="Connect to Xero").click()
    be_rosa(client)
    client.get_by_role("button", name="Allow access").click()
    expect(client.get_by_text(f"{BOOKS} is connected to Harbour & Pine.")).to_be_visible()
    is_for_everybody(client)

    practice.reload()
    expect(practice.locator("#xero-card")).to_contain_text("Connected")
    client.get_by_role("link", name="end the connection").click()
    is_for_everybody(client)
    client.get_by_role("button", name="End the connection").click()
    expect(client.get_by_role("heading", level=1)).to_have_text("The connection has ended")
    practice.reload()
    expect(practice.locator("#xero-card")).to_contain_text("Access was removed in Xero")
    is_for_everybody(practice)


def test_books_that_do_not_fit_are_confirmed_by_the_practice(
    practice: Page, new_page: Callable[..., Page], xero: RunningSandbox
) -> None:
    rosa(xero, "Rosa’s Kitchen", number="")
    link = ask(practice)
    client = new_page(java_script_enabled=False)
    client.goto(link)
    client.get_by_role("button", name="Connect to Xero").click()
    be_rosa(client)
    client.get_by_role("button", name="Allow access").click()
    expect(client.get_by_text("Harbour & Pine will confirm")).to_be_visible()

    practice.get_by_role("link", name=f"Back to {BOOKS}").click()
    expect(practice.locator("#xero-card")).to_contain_text("The client connected Rosa’s Kitchen")
    is_for_everybody(practice)
    practice.get_by_role("link", name="Compare and confirm").click()
    is_for_everybody(practice)
    practice.get_by_role("button", name="Link").click()

    expect(practice.locator("#messages")).to_contain_text("Linked to Rosa’s Kitchen.")


def test_a_client_who_cancels_is_offered_the_button_again(
    practice: Page, new_page: Callable[..., Page], xero: RunningSandbox
) -> None:
    rosa(xero, BOOKS)
    client = new_page()
    client.goto(ask(practice))
    press_on(client, "button", "Connect to Xero")
    press_on(client, "button", "Rosa Alder")
    press_on(client, "button", "Cancel")
    expect(client.get_by_role("heading", level=1)).to_have_text("You did not allow access")
    is_for_everybody(client)

    press_on(client, "button", "Connect to Xero")
    press_on(client, "button", "Allow access")

    expect(client.get_by_role("heading", level=1)).to_have_text("Connected")


def test_links_that_open_nothing_say_so_to_everybody(
    practice: Page, new_page: Callable[..., Page], address: Address
) -> None:
    link = ask(practice)
    practice.get_by_role("link", name=f"Back to {BOOKS}").click()
    practice.get_by_role("button", name="Take it back").click()
    client = new_page()

    for path in (link, f"{address.url}/invitations/nothing"):
        client.goto(path)
        expect(client.get_by_role("heading", level=1)).to_contain_text("This ")
        is_for_everybody(client)


def test_a_refused_address_is_asked_for_again(practice: Page) -> None:
    practice.get_by_text("Ask the client to connect").click()
    practice.get_by_label("E-mail address of the client").fill("rosa")
    practice.get_by_role("button", name="Send the invitation").click()

    expect(practice.get_by_label("E-mail address of the client")).to_be_focused()
    is_for_everybody(practice)
