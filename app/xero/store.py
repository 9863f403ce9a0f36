"""The database as the token lifecycle uses it: a small engine of its own, short transactions, one clock.

Requests may use up their pool, or sit in a transaction that reads: tokens are served all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Connection, Engine, bindparam, create_engine, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from app.clock import utcnow
from app.database import engine_options, reading, writing
from app.extensions import db
from app.models.columns import UtcDateTime
from app.xero.errors import StoreUnavailable

POOL: dict[str, Any] = {"pool_size": 3, "max_overflow": 0, "pool_timeout": 10}
PATIENCE = {"connect_timeout": 5, "options": "-c lock_timeout=10s -c statement_timeout=15s"}


class Store:
    """One app’s engine for tokens, made when it is first needed: after a server has forked its workers."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._lock = Lock()
        self._engine: Engine | None = None
        self._reader: Engine | None = None

    @property
    def engine(self) -> Engine:
        with self._lock:
            if self._engine is None:
                self._engine = make_engine(self.url)
            return self._engine

    @property
    def reader(self) -> Engine:
        """The same engine and pool, for work that only reads."""
        if self._reader is None:
            self._reader = reading(self.engine)
        return self._reader

    def close(self) -> None:
        """Let go of every connection; the next caller opens new ones."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = self._reader = None


def make_engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.database == ":memory:":
        return db.engine
    options = engine_options(url) | POOL
    if parsed.get_backend_name() == "postgresql":
        options["connect_args"] = {name: PATIENCE[name] for name in PATIENCE if name not in parsed.query}
    return create_engine(url, **options)


def store() -> Store:
    found: Store = current_app.extensions["xero_store"]
    return found


@contextmanager
def change() -> Iterator[Session]:
    """One short transaction that writes and commits at the end; raises StoreUnavailable."""
    with sorted_faults(), Session(writing(store().engine), expire_on_commit=False) as session:
        yield session
        session.commit()


@contextmanager
def look() -> Iterator[Connection]:
    """One short transaction that reads; raises StoreUnavailable."""
    with sorted_faults(), store().reader.connect() as connection:
        yield connection


@contextmanager
def sorted_faults() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as fault:
        raise StoreUnavailable(f"our database: {type(fault).__name__}") from None


def present_moment(dialect: str) -> ColumnElement[datetime]:
    """Now, to be read with a row: PostgreSQL’s own clock, which all processes share; ours on SQLite."""
    if dialect == "postgresql":
        return func.clock_timestamp(type_=UtcDateTime)
    return bindparam(None, callable_=utcnow, type_=UtcDateTime)


def now_of(session: Session) -> datetime:
    """Now, by the clock that leases and due times go by."""
    return session.scalars(select(present_moment(session.get_bind().dialect.name))).one()
