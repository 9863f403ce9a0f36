"""Archiving, with the question what becomes of the link, and restoring."""

from __future__ import annotations

import pytest
from flask import Flask

from app.models import Client, XeroConnection
from tests.clients.books import BAKERY, Books
from tests.clients.steps import archive
from tests.page import Visitor
from tests.people import Firm
from tests.records import add_client, history, rows


@pytest.fixture
def maren(visitor: Visitor, harbour: Firm) -> Visitor:
    return visitor.sign_in(harbour.admin)


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
