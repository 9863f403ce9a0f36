"""What people do, in the words that they see."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import Locator, Page, expect

from app.models import User
from sandbox.server import RunningSandbox
from tests.page import Visitor
from tests.people import PASSWORD

PRIYA = "priya.nair@harbourpine.example"


def priya(xero: RunningSandbox, *organisations: str) -> None:
    """Priya Nair, a Xero user who sees these organisations."""
    xero.control.add_user(PRIYA, "Priya", "Nair")
    for name in organisations:
        xero.control.add_organisation(name, users=[PRIYA])


def sign_in(page: Page, user: User) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Clients")


def come_in(page: Page, app: Flask, user: User) -> None:
    """Be signed in already, as everybody is who was here this morning."""
    cookie = Visitor(app).sign_in(user).client.get_cookie("ledgerline_session")
    assert cookie is not None
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": app.config["PUBLIC_URL"], "httpOnly": True}]
    )


def open_picker(page: Page) -> None:
    """From the Xero tab to “Choose a Xero company”."""
    page.goto("/settings/xero")
    page.locator("#xero-card").get_by_role("link", name="company").or_(
        page.locator("#xero-card").get_by_role("link", name="Connect to Xero")
    ).click()
    expect(page.get_by_role("heading", name="Choose a Xero company")).to_be_visible()


def choose(page: Page, name: str) -> None:
    """Choose a company in the picker, be it a drop-down or a list."""
    drop_down, radio = page.get_by_role("combobox", name="Xero company"), page.get_by_role("radio", name=name)
    # Whichever it is may still be on its way: to ask whether one is visible does not wait.
    expect(drop_down.or_(radio).first).to_be_visible()
    if drop_down.is_visible():
        drop_down.select_option(label=name)
    else:
        radio.check()


def set_out(page: Page) -> None:
    """Press Connect to Xero below the list, and be at Xero."""
    open_picker(page)
    page.get_by_role("button", name="Connect to Xero").click()
    be_at_xero(page)


def be_at_xero(page: Page) -> None:
    expect(page.get_by_text("Stand-in for Xero").first).to_be_visible()


def arrow_down_to(page: Page, drop_down: Locator, value: str) -> None:
    """Choose in a focused drop-down with the arrow keys alone."""
    for _ in range(drop_down.locator("option").count()):
        if drop_down.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    expect(drop_down).to_have_value(value)


def be_priya(page: Page) -> None:
    page.get_by_role("button", name="Priya Nair").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("wants access to")


def connect(page: Page, organisation: str | None = None) -> None:
    """The whole trip as Priya; chooses the organisation where Xero asks for one."""
    set_out(page)
    if page.get_by_role("heading", name="Choose a Xero user").is_visible():
        be_priya(page)
    if organisation:
        page.get_by_role("combobox").select_option(label=organisation)
    page.get_by_role("button", name="Allow access").click()
    expect(page.get_by_role("link", name="Xero settings", exact=True)).to_be_visible()
