"""A login that broke, as tests of reconnecting begin and end with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Flask

from app.clock import utcnow
from app.models import Client, LoginState, XeroLink, XeroLogin, XeroOrganisation
from sandbox.server import RunningSandbox
from tests.page import Page, Visitor
from tests.people import Firm
from tests.records import add, change, rows
from tests.travel import PRIYA, come_back, priya, travel

SAM = "sam.osei@ledgerworks.example"


def connect(visitor: Visitor, xero: RunningSandbox, names: Sequence[str], user: str = PRIYA) -> None:
    """Have Priya Nair authorise organisations, all in one trip."""
    priya(xero, *names)
    xero.control.set_modes(several_at_once=True)
    travel(visitor, xero, names, user=user)


def link_all(app: Flask, firm: Firm) -> None:
    """Link the first organisation by name to the practice, and each of the others to a client of its name."""
    first, *others = sorted(rows(app, XeroOrganisation), key=lambda one: one.name)
    if not rows(app, XeroLink, client_id=None):
        add(app, link(firm, first.id, None))
    clients = add(app, *(client(firm, one.name, number) for number, one in enumerate(others)))
    add(app, *(link(firm, one.id, to) for one, to in zip(others, clients, strict=True)))


def client(firm: Firm, name: str, number: int) -> Client:
    return Client(practice_id=firm.practice.id, name=name, code=f"C{number}")


def link(firm: Firm, organisation_id: int, client_id: int | None) -> XeroLink:
    return XeroLink(
        practice_id=firm.practice.id,
        organisation_id=organisation_id,
        client_id=client_id,
        came_about="picked",
    )


def fall(app: Flask, state: LoginState = LoginState.EXPIRED, name: str = "Priya Nair") -> None:
    """Let a login be found out to have ended."""

    def ended(login: XeroLogin) -> None:
        login.state, login.state_since = state, utcnow()

    change(app, rows(app, XeroLogin, name=name)[0], ended)


def reconnect(
    visitor: Visitor, xero: RunningSandbox, choose: Iterable[str] = (), *, user: str = PRIYA
) -> Page:
    """Press Reconnect on the Xero tab, and come home."""
    start = visitor.submit(visitor.get("/settings/xero"), "Reconnect")
    return come_back(visitor, xero.control.approve(start.leaves_for, user, choose))


def statuses(visitor: Visitor) -> set[str]:
    """What the client list says of Xero."""
    return {one.text for one in visitor.get("/clients").select("td .status")}
