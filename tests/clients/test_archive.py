"""Archiving, with the question what becomes of the link, and restoring."""

from __future__ import annotations

import pytest
from flask import Flask

from app.models import Client, XeroConnection, XeroLink
from sandbox.server import RunningSandbox
from tests.clients.books import BAKERY, Books
from tests.page import Page, Visitor
from tests.people import Firm
from tests.records import add_client, add_login, add_organisations, change, history, rows
from tests.travel import PRIYA, priya, travel

HERE = "Harbour & Pine Ltd"


@pytest.fixture
def maren(visitor: Visitor, harbour: Firm) -> Visitor:
    return visitor.sign_in(harbour.admin)


def archive(visitor: Visitor, client: int, **fields: object) -> Page:
    return visitor.submit(visitor.get(f"/clients/{client}/archive"), "Archive", **fields)


def test_an_archived_client_leaves_the_list_and_keeps_everything(
    app: Flask, maren: Visitor, harbour: Firm
) -> None:
    client = add_client(app, harbour, "Alder")

    page = archive(maren, client)

    assert "Alder is archived" in page.messages
    assert page.select("tbody tr") == []
    assert maren.get("/clients?archived=only").find("tbody th").text == "Alder archived"
    assert maren.get(f"/clients/{client}").status == 200
    assert history(app, harbour)[-1] == "client.archived"


def test_undo_restores(app: Flask, maren: Visitor, harbour: Firm) -> None:
    client = add_client(app, harbour, "Alder")

    page = maren.submit(archive(maren, client), "Undo")

    assert "Alder is in the list again" in page.messages
    assert not rows(app, Client)[0].is_archived
    assert history(app, harbour) == ["client.archived", "client.restored"]


def test_undo_brings_back_the_link_that_archiving_ended(app: Flask, maren: Visitor, books: Books) -> None:
    books.link(BAKERY)
    page = archive(maren, books.client, link="unlink")
    assert f"archived and disconnected from {BAKERY}" in page.messages

    page = maren.submit(page, "Undo")

    assert f"Linked to {BAKERY} again" in page.messages
    assert books.linked_to() == BAKERY


def test_restoring_later_leaves_the_link_ended(app: Flask, maren: Visitor, books: Books) -> None:
    books.link(BAKERY)
    archive(maren, books.client, link="unlink")

    maren.submit(maren.get(books.page), "Restore")

    assert not rows(app, Client, id=books.client)[0].is_archived
    assert books.linked_to() is None


def test_archiving_twice_changes_nothing_more(app: Flask, maren: Visitor, harbour: Firm) -> None:
    client = add_client(app, harbour, "Alder")
    stale = maren.get(f"/clients/{client}/archive")
    archive(maren, client)

    page = maren.submit(stale, "Archive")

    assert "archived already" in page.messages
    assert history(app, harbour) == ["client.archived"]


def test_a_linked_client_is_not_archived_before_it_is_said_what_becomes_of_the_link(
    app: Flask, maren: Visitor, books: Books
) -> None:
    books.link(BAKERY)

    page = archive(maren, books.client)

    assert page.status == 422
    assert "Choose what becomes of the link" in page
    assert not rows(app, Client)[0].is_archived


def test_the_link_can_be_kept(app: Flask, maren: Visitor, books: Books) -> None:
    books.link(BAKERY)

    archive(maren, books.client, link="keep")

    assert rows(app, Client)[0].is_archived
    assert books.linked_to() == BAKERY


def test_the_link_can_be_ended_and_the_organisation_stays(app: Flask, maren: Visitor, books: Books) -> None:
    books.link(BAKERY)

    archive(maren, books.client, link="unlink")

    assert books.linked_to() is None
    assert all(connection.ended_at is None for connection in rows(app, XeroConnection))
    assert history(app, books.firm)[-2:] == ["link.removed", "client.archived"]


def test_access_stays_where_somebody_else_uses_the_organisation(
    app: Flask, maren: Visitor, books: Books
) -> None:
    books.link(BAKERY)
    books.link(BAKERY, add_client(app, books.firm, "Bright Holdings"))

    page = maren.get(f"/clients/{books.client}/archive")
    forged = maren.post(f"/clients/{books.client}/archive", link="remove", was=books.organisations[BAKERY])

    assert "also linked to Bright Holdings" in page
    assert page.select("#link-remove") == []
    assert forged.status == 422
    assert not rows(app, Client)[0].is_archived


def test_the_practices_own_link_counts_as_a_use(maren: Visitor, books: Books) -> None:
    books.link(BAKERY)
    books.link(BAKERY, None)

    page = maren.get(f"/clients/{books.client}/archive")

    assert "also linked to your practice" in page


def test_staff_are_told_who_can_remove_access(app: Flask, tomas: Visitor, books: Books) -> None:
    books.link(BAKERY)

    page = tomas.get(f"/clients/{books.client}/archive")
    forged = tomas.post(f"/clients/{books.client}/archive", link="remove", was=books.organisations[BAKERY])

    assert "ask Maren Holt" in page
    assert forged.status == 422
    assert books.linked_to() == BAKERY


def test_a_link_that_changed_meanwhile_is_shown_as_it_is(app: Flask, maren: Visitor, books: Books) -> None:
    stale = maren.get(f"/clients/{books.client}/archive")
    books.link(BAKERY)

    page = maren.submit(stale, "Archive")

    assert page.status == 422
    assert "The link has changed" in page
    assert f"linked to {BAKERY}" in page


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
