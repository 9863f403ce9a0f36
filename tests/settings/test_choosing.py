"""The window’s fragments equal their copies in the page, and OK does what it says."""

from __future__ import annotations

import pytest

from app.models import XeroConnection, XeroLink
from tests.records import add_login, add_organisations, change, rows

PATH, LIST = "/settings/xero/link/new", "organisations"


@pytest.fixture
def admin(visitor, harbour):
    return visitor.sign_in(harbour.admin)


def reach(app, firm, *names, login="Priya Nair"):
    return add_organisations(app, firm, add_login(app, firm, login), *names)


def many(app, firm, how_many):
    return reach(app, firm, *(f"Company {number:04}" for number in range(how_many)))


def options(page):
    return [option.text for option in page.select("#organisation option")][1:]


def labels(page):
    return [label.text for label in page.select("fieldset label")]


def outer(page):
    """The list as it stands in a page or a fragment."""
    start = page.html.index('<div id="organisations">')
    return page.html[start : page.html.index("</p>\n</div>", start)]


@pytest.mark.parametrize("how_many", [1, 20, 21, 60])
@pytest.mark.parametrize("query", ["", "company", "0001"])
def test_the_list_alone_equals_its_copy_in_the_page(app, admin, harbour, how_many, query):
    many(app, harbour, how_many)

    page = admin.open("GET", PATH, query_string={"q": query})
    fragment = admin.htmx(PATH, target=LIST, page="/settings/xero", q=query)

    assert outer(fragment) == outer(page)
    assert not fragment.select("html, form")


def test_the_window_is_the_page_without_its_frame(app, admin, harbour):
    reach(app, harbour, "Alder Ltd")

    window = admin.htmx(PATH, target="dialog-content", page="/settings/xero")

    assert window.response.headers["HX-Retarget"] == "#dialog-content"
    assert not window.select("html")
    assert window.select("#dialog-title")[0].text == "Choose a Xero company"
    assert outer(window) == outer(admin.get(PATH))
    assert window.form("OK").get("hx-target") == "#xero-card"
    assert "hx-post" not in window.form("Connect to Xero").attrs


def test_ok_links_at_once_without_any_call_to_xero(app, admin, harbour, xero):
    alder = reach(app, harbour, "Alder Ltd")[0]

    page = admin.submit(admin.get(PATH), "OK", organisation=alder)

    assert page.path == "/settings/xero"
    assert "Linked to Alder Ltd." in page.messages
    assert "Alder Ltd" in page.find("#xero-card").text
    assert not any(xero.control.calls().values())


def test_in_the_window_ok_swaps_the_card_and_the_messages_and_closes_it(app, admin, harbour):
    alder = reach(app, harbour, "Alder Ltd")[0]

    answer = admin.htmx(
        "/settings/xero/link", "POST", "xero-card", "/settings/xero", organisation=alder, was=""
    )

    assert "close-dialog" in answer.response.headers["HX-Trigger-After-Swap"]
    assert "Alder Ltd" in answer.find("#xero-card").text
    assert "Linked to Alder Ltd." in answer.find("#messages").text
    card = answer.html[: answer.html.index("</section>")].strip()
    assert card in admin.get("/settings/xero").html


@pytest.mark.parametrize("chosen", ["", "x", "0", "-1", "1.5", "9" * 30])
def test_nothing_chosen_is_the_same_form_with_a_sentence(app, admin, harbour, chosen):
    many(app, harbour, 3)

    page = admin.post("/settings/xero/link", organisation=chosen, was="")

    assert page.status == 422
    assert page.find("#organisation-fault").text == "Choose a Xero company from the list."
    assert len(options(page)) == 3
    assert rows(app, XeroLink) == []


@pytest.mark.parametrize("whose", ["gone", "theirs", "unknown"])
def test_what_is_not_offered_cannot_be_chosen_whatever_the_reason(app, admin, harbour, saltmarsh, whose):
    gone, _ = reach(app, harbour, "Alder Ltd", "Birch Ltd")
    connection = rows(app, XeroConnection, organisation_id=gone)[0]
    change(app, connection, lambda one: setattr(one, "ended_at", one.last_seen_at))
    theirs = reach(app, saltmarsh, "Tidewater Ltd")[0]
    chosen = {"gone": gone, "theirs": theirs, "unknown": 999}[whose]

    page = admin.post("/settings/xero/link", organisation=chosen, was="")

    assert page.status == 422
    assert "That company is no longer authorised." in page.find("#organisation-fault").text
    assert "Tidewater" not in page
    assert rows(app, XeroLink) == []


def test_the_trees_of_page_and_window_hold_the_same_choices(app, admin, harbour):
    many(app, harbour, 21)
    page, window = admin.get(PATH), admin.htmx(PATH, target="dialog-content", page="/settings/xero")

    assert labels(page) == labels(window)
