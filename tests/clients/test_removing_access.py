"""Archiving a client and removing access at Xero with it, at the stand-in."""

from __future__ import annotations

import pytest
from flask import Flask

from app.models import Client, XeroConnection, XeroLink, XeroLogin
from sandbox.server import RunningSandbox
from tests.clients.steps import archive
from tests.logbook import Logbook
from tests.page import Visitor
from tests.people import Firm
from tests.records import add_client, add_login, add_organisations, change, history, rows
from tests.travel import PRIYA, priya, travel


@pytest.fixture
def maren(visitor: Visitor, harbour: Firm) -> Visitor:
    return visitor.sign_in(harbour.admin)


@pytest.fixture
def bakery(app: Flask, maren: Visitor, harbour: Firm, xero: RunningSandbox) -> int:
    """A client, linked to an organisation that Priya really authorised at the stand-in."""
    priya(xero, "Bright Bakery Ltd")
    travel(maren, xero, ["Bright Bakery Ltd"])
    client = add_client(app, harbour, "Bright Bakery")
    (link,) = rows(app, XeroLink)
    change(app, link, lambda row: setattr(row, "client_id", client))
    return client


def connections_at_xero(xero: RunningSandbox) -> int:
    return len(xero.control.connections())


def test_access_is_removed_at_xero_by_the_connection_alone(
    app: Flask, maren: Visitor, harbour: Firm, xero: RunningSandbox, bakery: int
) -> None:
    page = archive(maren, bakery, link="remove")

    assert "Bright Bakery is archived, and access to Bright Bakery Ltd has ended" in page.messages
    (connection,) = rows(app, XeroConnection)
    assert (connection.ended_because, rows(app, XeroLink)) == ("removed", [])
    assert history(app, harbour)[-3:] == ["connection.removed", "link.removed", "client.archived"]
    assert connections_at_xero(xero) == 0


def test_an_authorisation_that_cannot_be_opened_is_the_operators_and_nobodys_fault_here(
    app: Flask, maren: Visitor, bakery: int, logbook: Logbook
) -> None:
    asked = maren.get(f"/clients/{bakery}/archive")
    change(app, rows(app, XeroLogin)[0], lambda row: setattr(row, "sealed_tokens", "demo.AAAA"))

    page = maren.submit(asked, "Archive", link="remove")

    assert "Tell whoever runs Ledgerline for you" in page
    assert "econnect" not in page
    assert logbook.about("the operator must act")[0]["level"] == "critical"
    assert "Reconnection needed" not in maren.get(f"/clients/{bakery}")


def test_what_xero_does_not_answer_is_said_and_the_client_stays(
    app: Flask, maren: Visitor, xero: RunningSandbox, bakery: int
) -> None:
    asked = maren.get(f"/clients/{bakery}/archive")
    xero.control.set_modes(offline=True)

    page = maren.submit(asked, "Archive", link="remove")

    assert page.status == 422
    assert "Xero did not answer for Priya Nair’s login" in page
    assert "not archived yet" in page
    assert not rows(app, Client)[0].is_archived
    assert rows(app, XeroConnection)[0].ended_at is None


def test_a_connection_that_xero_no_longer_knows_is_gone_already(
    app: Flask, maren: Visitor, xero: RunningSandbox, bakery: int
) -> None:
    (connection,) = rows(app, XeroConnection)
    change(app, connection, lambda row: setattr(row, "xero_id", "00000000-0000-4000-8000-000000000000"))

    archive(maren, bakery, link="remove")

    assert rows(app, Client)[0].is_archived


@pytest.fixture
def shared(app: Flask, saltmarsh: Firm, bakery: int) -> int:
    """The same client, whose organisation the same Xero login serves another practice with as well."""
    add_organisations(app, saltmarsh, add_login(app, saltmarsh), "Bright Bakery Ltd")
    ours, theirs = rows(app, XeroConnection)
    change(app, theirs, lambda row: setattr(row, "xero_id", ours.xero_id))
    return bakery


def test_a_connection_that_another_practice_needs_too_is_not_deleted_at_xero(
    app: Flask, maren: Visitor, xero: RunningSandbox, shared: int
) -> None:
    archive(maren, shared, link="remove")

    assert [row.ended_because for row in rows(app, XeroConnection)] == ["removed", None]
    assert connections_at_xero(xero) == 1


def test_what_was_removed_stays_so_while_xero_lists_it_for_another_practice(
    app: Flask, maren: Visitor, xero: RunningSandbox, shared: int
) -> None:
    archive(maren, shared, link="remove")

    page = travel(maren, xero)

    assert rows(app, XeroConnection)[0].ended_because == "removed"
    assert page.select("#repaired-title, #missing-title") == []
    assert "This login also reaches" in page


def test_what_was_removed_is_not_missed_by_later_trips(
    app: Flask, maren: Visitor, xero: RunningSandbox, bakery: int
) -> None:
    archive(maren, bakery, link="remove")
    xero.control.add_organisation("Blue Door Ltd", users=[PRIYA])

    page = travel(maren, xero, ["Blue Door Ltd"])

    assert page.select("#missing-title") == []
