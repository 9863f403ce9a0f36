"""People come and go in a real browser: added, given a password, deactivated; also by keyboard."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from app.models import XeroConsent
from sandbox.server import RunningSandbox
from tests.auth.links import link_for
from tests.browser.inspection import axe, fits
from tests.browser.steps import come_in, connect, priya
from tests.people import Firm
from tests.records import rows

NEW = "seven grey herons"


def is_for_everybody(page: Page) -> None:
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    fits(page)
    page.set_viewport_size({"width": 1280, "height": 800})


def add_noor(page: Page) -> str:
    """Add Noor Aziz with the keyboard alone; returns the link."""
    page.goto("/settings/people")
    page.get_by_role("link", name="Add a person").press("Enter")
    page.get_by_label("Name", exact=True).fill("Noor Aziz")
    page.get_by_label("E-mail address").fill("noor@harbour.example")
    page.get_by_label("E-mail address").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set-password link for Noor Aziz")
    return page.get_by_label("Link to copy").input_value()


def test_somebody_is_added_sets_a_password_and_leaves(
    app: Flask, harbour: Firm, new_page: Callable[..., Page]
) -> None:
    admin, noor = new_page(), new_page(java_script_enabled=False)
    come_in(admin, app, harbour.admin)
    noor.goto(add_noor(admin))
    noor.get_by_label("New password", exact=True).fill(NEW)
    noor.get_by_label("New password again").fill(NEW)
    noor.get_by_role("button", name="Set password").click()
    expect(noor.get_by_text("Your password is set, and you are signed in.")).to_be_visible()

    admin.goto("/settings/people")
    admin.get_by_role("link", name="Noor Aziz").click()
    admin.get_by_role("link", name="Deactivate").click()
    admin.get_by_role("button", name="Deactivate").click()
    expect(admin.get_by_text("Noor Aziz is deactivated, and signed out everywhere.")).to_be_visible()

    noor.goto("/clients")
    expect(noor.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_the_password_page_is_for_everybody_and_tells_no_other_request_its_address(
    page: Page, app: Flask, harbour: Firm
) -> None:
    path, heard = link_for(app, harbour.staff), []
    page.on("request", lambda request: heard.append((request.url, request.headers.get("referer", ""))))
    page.goto(path)
    is_for_everybody(page)

    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_label("New password", exact=True)).to_be_focused()
    is_for_everybody(page)
    page.goto(f"{path}x")
    is_for_everybody(page)

    assert any("app.css" in url for url, _ in heard)
    assert [url for url, referrer in heard if path.rpartition("/")[2] in referrer] == []


def test_the_look_before_somebody_leaves_is_for_everybody(
    page: Page, app: Flask, harbour: Firm, xero: RunningSandbox
) -> None:
    priya(xero, "Harbour & Pine Ltd")
    come_in(page, app, harbour.admin)
    connect(page)
    page.goto("/settings/people")
    add_noor(page)
    is_for_everybody(page)
    page.goto("/settings/xero/logins/1/leaving")
    expect(page.get_by_text("the practice hangs on Priya")).to_be_visible()
    is_for_everybody(page)
    page.get_by_role("button", name="Mark as leaving").click()
    expect(page.get_by_text("is marked as leaving")).to_be_visible()
    is_for_everybody(page)
    page.get_by_role("button", name="Hand over at Xero").click()
    expect(page.get_by_text("Stand-in for Xero").first).to_be_visible()
    assert [one.purpose for one in rows(app, XeroConsent)][-1] == "handover"
