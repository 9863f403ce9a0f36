"""The pages of Xero logins, and trips that only authorise or bring permissions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.clock import utcnow
from app.models import LoginState, XeroLink, XeroLogin
from sandbox.server import RunningSandbox
from tests.page import Visitor
from tests.people import Firm
from tests.records import add, add_client, add_login, add_organisations, change, rows
from tests.travel import PRIYA, come_back, priya

NOW = utcnow()
LOGINS = "/settings/xero/logins"


@pytest.fixture
def maren(visitor: Visitor, harbour: Firm) -> Visitor:
    return visitor.sign_in(harbour.admin)


def test_each_login_says_how_it_stands_and_what_hangs_on_it(
    app: Flask, maren: Visitor, harbour: Firm
) -> None:
    good = add_login(app, harbour, lapses_at=NOW + timedelta(days=59, hours=1), scopes="openid extra.one")
    add_login(app, harbour, "Jon Pike", state=LoginState.EXPIRED)
    alder, _ = add_organisations(app, harbour, good, "Alder Ltd", "Birch Ltd")
    facts = {"practice_id": harbour.practice.id, "came_about": "picked", "organisation_id": alder}
    add(app, XeroLink(client_id=add_client(app, harbour, "Bakery"), **facts), XeroLink(**facts))

    jon, nair = (row.text for row in maren.get(LOGINS).select("tbody tr"))
    page = maren.get(f"{LOGINS}/{good}")

    assert "Reconnection needed The authorisation expired" in jon
    assert "Connected 60 days 2 organisations, 1 client and the practice 4 missing" in nair
    assert "accounting.settings.read: to read an organisation’s name" in page
    assert "Update permissions" in page.text
    assert "Alder Ltd, linked to Harbour & Pine (the practice), Bakery" in page


def test_nobody_reads_of_tokens(app: Flask, maren: Visitor, harbour: Firm, xero: RunningSandbox) -> None:
    priya(xero, "Alder Ltd")
    authorise(maren, xero, ["Alder Ltd"])

    page = maren.get(f"{LOGINS}/{rows(app, XeroLogin)[0].id}")

    assert "Priya Nair’s Xero login authorised" in page
    assert not [word for word in ("refresh", "token", "generation") if word in page.text.lower()]


def authorise(visitor: Visitor, xero: RunningSandbox, choose: list[str]):
    page = visitor.submit(visitor.get("/settings/xero/organisations"), "Authorise more organisations")
    return come_back(visitor, xero.control.approve(page.leaves_for, PRIYA, choose))


def test_authorising_links_nothing_and_says_what_is_new(
    app: Flask, maren: Visitor, xero: RunningSandbox
) -> None:
    priya(xero, "Alder Ltd", "Birch Ltd")

    page = authorise(maren, xero, ["Alder Ltd"])
    nothing = authorise(maren, xero, [])

    assert page.h1 == "Authorised"
    assert "New: 1" in page
    assert rows(app, XeroLink) == []
    assert nothing.h1 == "Xero added nothing new"
    assert nothing.form("Authorise more organisations")


def test_updating_permissions_says_what_was_granted(app: Flask, maren: Visitor, xero: RunningSandbox) -> None:
    priya(xero, "Alder Ltd")
    authorise(maren, xero, ["Alder Ltd"])
    (login,) = rows(app, XeroLogin)
    change(app, login, lambda row: setattr(row, "scopes", "openid offline_access"))

    leaving = maren.submit(maren.get(f"{LOGINS}/{login.id}"), "Update permissions")
    page = come_back(maren, xero.control.approve(leaving.leaves_for, PRIYA, []))

    assert page.h1 == "Connected again"
    assert "Granted:" in page
    assert "Still missing" not in page
    assert "all granted" in maren.get(LOGINS)
