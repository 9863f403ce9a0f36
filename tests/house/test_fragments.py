"""A fragment that htmx swaps in is the same as its copy in the page."""

from dataclasses import dataclass

import pytest
from flask import Flask

from tests.dom import Element
from tests.house.belongings import furnish
from tests.page import Visitor
from tests.people import Firm


@dataclass(frozen=True)
class Copy:
    """An element of a page, and the request by which htmx gets it alone."""

    page: str
    element: str
    fragment: str
    target: str


LIST = "organisation-list"
COPIES = (
    Copy("/clients", "client-list", "/clients", "client-list"),
    Copy("/clients?q=alder&sort=-code", "client-list", "/clients?q=alder&sort=-code", "client-list"),
    Copy("/clients?q=nobody", "client-list", "/clients?q=nobody", "client-list"),
    *(
        Copy(f"/settings/xero/organisations{asked}", LIST, f"/settings/xero/organisations{asked}", LIST)
        for asked in ("", "?q=nobody", "?show=unused", "?show=broken&sort=-used")
    ),
    Copy("/settings/xero/link/new", "organisations", "/settings/xero/link/new", "organisations"),
    Copy(
        "/settings/xero/link/new?q=alder", "organisations", "/settings/xero/link/new?q=alder", "organisations"
    ),
    Copy(
        "/settings/xero/link/new?q=nobody",
        "organisations",
        "/settings/xero/link/new?q=nobody",
        "organisations",
    ),
)


def outline(element: Element) -> object:
    """An element's tags, attributes and words, without the space between and what differs each time."""
    attrs = {name: value for name, value in element.attrs.items() if element.get("name") != "csrf_token"}
    inner = [
        " ".join(child.split()) if isinstance(child, str) else outline(child)
        for child in element.children
        if not isinstance(child, str) or child.strip()
    ]
    return element.tag, attrs, inner


@pytest.mark.parametrize("copy", COPIES, ids=lambda copy: f"{copy.target} of {copy.page}")
def test_a_fragment_equals_its_copy_in_the_page(
    copy: Copy, app: Flask, visitor: Visitor, harbour: Firm
) -> None:
    furnish(app, harbour)
    visitor.sign_in(harbour.admin)

    page = visitor.get(copy.page)
    fragment = visitor.htmx(copy.fragment, target=copy.target, page=copy.page)

    assert not fragment.select("html, head, body, main")
    assert outline(fragment.find(f"#{copy.element}")) == outline(page.find(f"#{copy.element}"))


def test_the_card_that_an_action_answers_with_equals_its_copy_in_the_page(
    app: Flask, visitor: Visitor, harbour: Firm
) -> None:
    ids = furnish(app, harbour)
    visitor.sign_in(harbour.admin)

    card = visitor.htmx(
        "/settings/xero/link", method="POST", target="xero-card", organisation=ids["organisation_id"], was=""
    )

    page = visitor.get("/settings/xero")
    assert "Alder Lane Bakery Ltd" in card
    assert outline(card.find("#xero-card")) == outline(page.find("#xero-card"))
