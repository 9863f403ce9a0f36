"""The history can be added to, and nothing else, whoever asks the database."""

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.extensions import db
from app.models import Event, Practice, record


@pytest.fixture
def happened(in_app: Flask) -> Event:
    practice = Practice(name="Harbour & Pine")
    db.session.add(practice)
    db.session.flush()
    happened = record("practice.founded", practice_id=practice.id, after={"name": "Harbour & Pine"})
    db.session.commit()
    return happened


@pytest.mark.parametrize("statement", ["UPDATE event SET what = 'nothing'", "DELETE FROM event"])
def test_no_line_of_the_history_is_changed_or_deleted(happened: Event, statement: str) -> None:
    with pytest.raises(DatabaseError, match="the history is append-only"):
        db.session.execute(text(statement))

    db.session.rollback()
    assert db.session.scalars(select(Event.what)).all() == ["practice.founded"]


def test_the_history_is_not_emptied_at_once(happened: Event) -> None:
    """SQLite's way of emptying a table at once is a DELETE of everything."""
    emptying = {"sqlite": "DELETE FROM event WHERE true", "postgresql": "TRUNCATE event"}

    with pytest.raises(DatabaseError, match="the history is append-only"):
        db.session.execute(text(emptying[db.engine.dialect.name]))


def test_a_line_is_not_written_over(happened: Event) -> None:
    replacing = {
        "sqlite": "INSERT OR REPLACE INTO event (id, what, at) VALUES (:id, 'nothing', :at)",
        "postgresql": "INSERT INTO event (id, what, at) VALUES (:id, 'nothing', :at) "
        "ON CONFLICT (id) DO UPDATE SET what = excluded.what",
    }

    with pytest.raises(DatabaseError, match="the history is append-only"):
        db.session.execute(
            text(replacing[db.engine.dialect.name]), {"id": happened.id, "at": "2026-01-01 00:00:00"}
        )


def test_a_second_thought_about_a_line_is_refused(happened: Event) -> None:
    happened.reason = "second thoughts"

    with pytest.raises(DatabaseError, match="the history is append-only"):
        db.session.commit()


def test_a_line_keeps_who_what_and_when(happened: Event) -> None:
    db.session.expire_all()

    assert happened.after == {"name": "Harbour & Pine"}
    assert happened.before is None
    assert happened.at.tzinfo is not None
