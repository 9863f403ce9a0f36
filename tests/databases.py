"""A migrated, empty database for every test, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import flask_migrate
import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from app import create_app
from app.extensions import db
from tests import postgresql
from tests.tools import do_without

MIGRATIONS = str(Path(__file__).resolve().parent.parent / "migrations")


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on which tests make databases of their own; `address` is libpq's."""

    address: str

    def make_database(self) -> str:
        """A new, empty database; returns its address as SQLAlchemy writes it."""
        name = f"ledgerline_test_{uuid.uuid4().hex[:12]}"
        self.run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = make_url(self.address).set(drivername="postgresql+psycopg", database=name)
        return url.render_as_string(hide_password=False)

    def drop_database(self, url: str) -> None:
        name = sql.Identifier(str(make_url(url).database))
        self.run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(statement)

    @contextmanager
    def database(self) -> Iterator[str]:
        url = self.make_database()
        try:
            yield url
        finally:
            self.drop_database(url)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """The server named by TEST_DATABASE_URL, or one of our own for this process."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield Server(make_url(given).set(drivername="postgresql").render_as_string(hide_password=False))
    elif postgresql.find_binary("initdb") is None or postgresql.find_binary("postgres") is None:
        do_without("PostgreSQL")
    else:
        with postgresql.running_server() as address:
            yield Server(address)


def migrated(url: str, folder: Path) -> str:
    """Bring a database up to date through Alembic; returns its address again."""
    app = create_app({"ENVIRONMENT": "demo", "DEMO_DIR": str(folder), "DATABASE_URL": url})
    with app.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS)
        db.engine.dispose()
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    migrated(f"sqlite:///{folder}/template.db", folder)
    return folder / "template.db"


@pytest.fixture(scope="session")
def sqlite_database(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmptiedSqlite]:
    path = tmp_path_factory.mktemp("database") / "ledgerline.db"
    with closing(sqlite3.connect(sqlite_template)) as template:
        yield EmptiedSqlite(f"sqlite:///{path}", template, path)


@pytest.fixture(scope="session")
def postgresql_database(
    postgresql_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmptiedPostgresql]:
    with postgresql_server.database() as url:
        address = make_url(migrated(url, tmp_path_factory.mktemp("migration"))).set(drivername="postgresql")
        with psycopg.connect(address.render_as_string(hide_password=False), autocommit=True) as connection:
            yield EmptiedPostgresql(url, connection)


class Emptied(Protocol):
    """A database that every test finds empty, at the address where the test before had it."""

    @property
    def url(self) -> str: ...
    def empty(self) -> None: ...


@dataclass(frozen=True)
class EmptiedSqlite:
    url: str
    template: sqlite3.Connection
    path: Path

    def empty(self) -> None:
        """Copy the template over what is there, under the eyes of whoever has the file open."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous=OFF")
            # The copying would wait for ever for a transaction that a test left open; this does not.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
            self.template.backup(connection)


@dataclass(frozen=True)
class EmptiedPostgresql:
    url: str
    connection: psycopg.Connection

    def empty(self) -> None:
        """Delete all rows; faster than a new database. Transactions that a test left open are ended."""
        self.connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        with self.connection.transaction():
            self.connection.execute("; ".join(emptying()))


def copy_template(template: Path, folder: Path) -> str:
    """A fresh SQLite file for one test."""
    shutil.copyfile(template, folder / "ledgerline.db")
    return f"sqlite:///{folder}/ledgerline.db"


@cache
def emptying() -> list[str]:
    """Statements that delete every row, the append-only history too, and number rows from 1 again."""
    tables = [table.name for table in reversed(db.metadata.sorted_tables)]
    numbered = [table.name for table in db.metadata.sorted_tables if "id" in table.columns]
    return [
        "ALTER TABLE event DISABLE TRIGGER USER",
        *(f"DELETE FROM {name}" for name in tables),
        "ALTER TABLE event ENABLE TRIGGER USER",
        *(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 1, false)" for name in numbered),
    ]
