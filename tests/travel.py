"""Going to Xero and coming back, as a visitor does, with the stand-in acting as the person over there."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

from sandbox.server import RunningSandbox
from tests.page import Page, Visitor

PRIYA = "priya.nair@harbourpine.example"


def priya(xero: RunningSandbox, *organisations: str) -> None:
    """Priya Nair, a Xero user who sees these organisations."""
    xero.control.add_user(PRIYA, "Priya", "Nair")
    for name in organisations:
        xero.control.add_organisation(name, users=[PRIYA])


def answer_of(address: str) -> dict[str, str]:
    """The parameters of an address that Xero sends the browser back to."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def set_out(visitor: Visitor, picker: str = "/settings/xero/link/new") -> str:
    """Press Connect to Xero below the list; the address at Xero."""
    page = visitor.submit(visitor.get(picker), "Connect to Xero")
    assert page.status == 303
    return page.leaves_for


def come_back(visitor: Visitor, address: str) -> Page:
    """Follow Xero's redirect back into the app."""
    parts = urlsplit(address)
    return visitor.get(f"{parts.path}?{parts.query}")


def travel(
    visitor: Visitor,
    xero: RunningSandbox,
    choose: Iterable[str] = (),
    *,
    user: str = PRIYA,
    cancel: bool = False,
    picker: str = "/settings/xero/link/new",
) -> Page:
    """The whole trip; choosing nothing presses Continue."""
    address = xero.control.approve(set_out(visitor, picker), user, choose, cancel=cancel)
    return come_back(visitor, address)
