"""SQLite queues writers at the start of their transaction, so that it behaves as a server does."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text

from app import create_app
from app.database import engine_options, will_write
from app.extensions import db


@pytest.fixture
def app(sqlite_template: Path, tmp_path: Path) -> Flask:
    settings = {"ENVIRONMENT": "demo", "DATABASE_URL": f"sqlite:///{tmp_path}/new/folder/ledgerline.db"}
    return create_app(settings)


def beginnings(app: Flask, method: str, writes: bool = False) -> list[str]:
    """How the transactions of a request with this method begin."""
    seen: list[str] = []
    with app.test_request_context("/", method=method):
        event.listen(db.engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
        if writes:
            will_write()
        db.session.execute(text("SELECT 1"))
        db.session.rollback()
    return [statement for statement in seen if statement.startswith("BEGIN")]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_request_that_only_reads_keeps_nobody_waiting(app: Flask, method: str) -> None:
    assert beginnings(app, method) == ["BEGIN"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_request_that_may_write_takes_the_lock_before_it_reads(app: Flask, method: str) -> None:
    assert beginnings(app, method) == ["BEGIN IMMEDIATE"]


def test_a_get_that_writes_after_all_takes_the_lock_too(app: Flask) -> None:
    assert beginnings(app, "GET", writes=True) == ["BEGIN IMMEDIATE"]


def test_a_command_takes_the_lock_too(app: Flask) -> None:
    seen: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
        db.session.execute(text("SELECT 1"))

    assert seen[0] == "BEGIN IMMEDIATE"


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_sqlite_keeps_what_it_promised(app: Flask, pragma: str, value: object) -> None:
    with app.app_context():
        assert db.session.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_the_folder_of_the_file_is_made(app: Flask, tmp_path: Path) -> None:
    assert (tmp_path / "new" / "folder").is_dir()


@pytest.mark.parametrize("url", ["sqlite:////tmp/x.db", "postgresql+psycopg://x@localhost/x"])
def test_a_failed_statement_does_not_show_its_values(url: str) -> None:
    assert engine_options(url)["hide_parameters"]
