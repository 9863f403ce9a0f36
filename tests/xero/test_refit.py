"""Judging many links anew at once, as an import or a trip that brings news does."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.extensions import db
from app.xero.fitting import refit_organisations
from tests.clients.books import Books, keep_books
from tests.people import Firm
from tests.records import add_client

MORE = ("Blue Door Ltd", "Oak Tree Ltd", "Reed Bed Ltd")


@pytest.fixture
def books(app: Flask, harbour: Firm) -> Books:
    books = keep_books(app, harbour, *MORE)
    for name in MORE:
        books.link(name, add_client(app, harbour, name))
    return books


def reads_of_all_clients(app: Flask, organisation_ids: list[int]) -> int:
    """How often judging the links of these organisations reads all of the practice's clients."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    with app.app_context():
        event.listen(Engine, "before_cursor_execute", note)
        refit_organisations(organisation_ids)
        event.remove(Engine, "before_cursor_execute", note)
        db.session.rollback()
    return sum("client.archived_at IS NULL" in statement for statement in sent)


def test_the_practice_is_read_once_however_many_links_are_judged(app: Flask, books: Books) -> None:
    ids = [books.organisations[name] for name in MORE]

    assert reads_of_all_clients(app, ids[:1]) == 1
    assert reads_of_all_clients(app, ids) == 1
