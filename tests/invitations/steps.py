"""What the practice and its client do, page by page."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from sandbox.server import RunningSandbox
from tests.page import Page, Visitor
from tests.travel import come_back

ROSA = "rosa@alder.example"
NUMBER = "09912056"


def rosa(xero: RunningSandbox, *organisations: str, number: str = NUMBER) -> None:
    """Rosa Alder, who owns the bakery, sees these organisations; the first has the bakery’s number."""
    xero.control.add_user(ROSA, "Rosa", "Alder")
    for place, name in enumerate(organisations):
        facts = {"registration_number": number} if place == 0 else {}
        xero.control.add_organisation(name, users=[ROSA], **facts)


def ask(visitor: Visitor, client_id: int, button: str = "Make a link") -> str:
    """Ask a client to connect, from the client’s page; the path of the link."""
    return path_on(visitor.submit(visitor.get(f"/clients/{client_id}"), button))


def path_on(page: Page) -> str:
    """The path of the link that a page shows."""
    return urlsplit(page.find("#link").get("value")).path


def set_out(client: Visitor, link: str) -> str:
    """Open the link and press the button; the address at Xero."""
    page = client.submit(client.get(link), "Connect to Xero")
    assert page.status == 303, page.text
    return page.leaves_for


def connect(
    client: Visitor, xero: RunningSandbox, link: str, choose: Iterable[str] = (), *, cancel: bool = False
) -> Page:
    """The client’s whole trip; choosing nothing presses Continue."""
    return come_back(client, xero.control.approve(set_out(client, link), ROSA, choose, cancel=cancel))


def try_again(
    client: Visitor, xero: RunningSandbox, page: Page, choose: Iterable[str] = (), *, cancel: bool = False
) -> Page:
    """Another trip, from the page that told what became of the first."""
    address = client.submit(page, "Connect to Xero").leaves_for
    return come_back(client, xero.control.approve(address, ROSA, choose, cancel=cancel))
