"""“Choose a Xero company” as a dialog: where the focus goes, and what typing and OK do."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.extensions import db
from app.models import XeroConnection, XeroLogin, XeroOrganisation
from tests.browser.inspection import axe, fits
from tests.browser.steps import choose, come_in, open_picker
from tests.people import Firm


def authorise(app: Flask, firm: Firm, names: list[str]) -> None:
    """Organisations that Priya authorised at some time."""
    with app.app_context():
        practice_id = firm.practice.id
        login = XeroLogin(
            practice_id=practice_id, app_client_id="ledgerline-demo", xero_userid="priya", name="Priya Nair"
        )
        organisations = [
            XeroOrganisation(practice_id=practice_id, tenant_id=name, name=name) for name in names
        ]
        db.session.add_all([login, *organisations])
        db.session.flush()
        db.session.add_all(
            XeroConnection(
                practice_id=practice_id,
                login_id=login.id,
                organisation_id=organisation.id,
                xero_id=organisation.name,
            )
            for organisation in organisations
        )
        db.session.commit()


@pytest.fixture(autouse=True)
def opened(page: Page, app: Flask, harbour: Firm, few_or_many: list[str]) -> None:
    authorise(app, harbour, few_or_many)
    come_in(page, app, harbour.admin)
    open_picker(page)


@pytest.fixture(params=[3, 30], ids=["drop-down", "radios"])
def few_or_many(request: pytest.FixtureRequest) -> list[str]:
    return [
        "Alder Lane Bakery Ltd",
        "Harbour & Pine Ltd",
        *(f"Client {n} Ltd" for n in range(1, request.param - 1)),
    ]


def focus_is_inside(page: Page) -> bool:
    return bool(page.evaluate("() => document.querySelector('dialog').contains(document.activeElement)"))


def test_it_opens_over_the_page_with_the_focus_inside(page: Page) -> None:
    expect(page).to_have_url("/settings/xero")
    expect(page.get_by_role("dialog", name="Choose a Xero company")).to_be_visible()
    assert focus_is_inside(page)


def test_the_tab_key_stays_inside(page: Page) -> None:
    for key in ("Tab", "Shift+Tab"):
        for _ in range(12):
            page.keyboard.press(key)
            # Past the last control the focus may rest on the browser itself, which shows as the body.
            on_body = page.evaluate("() => document.activeElement === document.body")
            assert on_body or focus_is_inside(page)


def test_escape_closes_it_and_the_focus_returns(page: Page) -> None:
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#xero-card").get_by_role("link", name="Connect to Xero")).to_be_focused()


def test_close_closes_it_and_the_focus_returns(page: Page) -> None:
    page.get_by_role("button", name="Close").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#xero-card").get_by_role("link", name="Connect to Xero")).to_be_focused()


def test_it_opens_again_after_it_was_closed(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog", name="Choose a Xero company")).to_be_visible()
    assert focus_is_inside(page)


def test_typing_finds_and_keeps_the_cursor(page: Page) -> None:
    page.get_by_label("Search").press_sequentially("álder", delay=20)

    expect(page.get_by_role("status").filter(has_text="matches")).to_be_visible()
    expect(page.get_by_label("Search")).to_be_focused()
    expect(page.get_by_role("dialog")).not_to_contain_text("Harbour & Pine Ltd")


def test_ok_swaps_the_card_and_closes(page: Page) -> None:
    choose(page, "Harbour & Pine Ltd")
    page.get_by_role("button", name="OK").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#xero-card")).to_contain_text("Harbour & Pine Ltd")
    expect(page.locator("#messages")).to_contain_text("Linked to Harbour & Pine Ltd.")
    expect(page).to_have_url("/settings/xero")
    assert page.evaluate("() => document.activeElement !== document.body")


def test_the_dialog_and_what_it_leaves_behind_are_for_everybody(page: Page) -> None:
    axe(page)
    choose(page, "Harbour & Pine Ltd")
    page.get_by_role("button", name="OK").click()
    expect(page.locator("#messages")).to_contain_text("Linked")
    axe(page)


def test_it_fits_a_narrow_window(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 640})

    fits(page)
    assert page.evaluate(
        "() => { const d = document.querySelector('dialog'); return d.scrollWidth <= d.clientWidth }"
    )
