"""SQLite's manners, so that one file behaves as a PostgreSQL server does: who writes takes the lock first."""

from __future__ import annotations

from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from flask import g, has_request_context, request
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url

BUSY_SECONDS = 15
WRITES = "ledgerline_writes"
READING_METHODS = ("GET", "HEAD", "OPTIONS")


def engine_options(url: str) -> dict[str, Any]:
    """What SQLAlchemy's engine needs for this database."""
    # A failed statement is logged; its parameters may be secrets.
    options: dict[str, Any] = {"hide_parameters": True}
    if make_url(url).get_backend_name() == "sqlite":
        return options | {"connect_args": {"timeout": BUSY_SECONDS, "isolation_level": None}}
    return options | {"pool_pre_ping": True}


def make_folder(url: str) -> None:
    """Make the folder of a SQLite file, so that a first start finds it."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, ":memory:"):
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)


def will_write() -> None:
    """Say that this GET writes after all: its next transaction takes SQLite's write lock at the start."""
    g.writes = True


def writing(engine: Engine) -> Engine:
    """The engine for work that writes, whatever request it happens in."""
    return engine.execution_options(**{WRITES: True})


def reading(engine: Engine) -> Engine:
    """The engine for work that only reads, whatever request or job it happens in."""
    return engine.execution_options(**{WRITES: False})


def only_reads() -> bool:
    return has_request_context() and request.method in READING_METHODS and not g.get("writes", False)


@event.listens_for(Engine, "connect")
def prepare_sqlite(connection: object, _record: object) -> None:
    if not isinstance(connection, SqliteConnection):
        return
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails on SQLite when another wrote in between,
    # without waiting for the busy timeout: whoever may write queues up for the lock before reading.
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get(WRITES)
        reads = only_reads() if writes is None else not writes
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
