"""Where measurements happen: databases of our own, on SQLite and, where there is one, on PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from flask import Flask
from sqlalchemy import text
from sqlalchemy.engine import make_url

from app import create_app
from app.extensions import db
from tests import postgresql
from tests.databases import Server, migrated


@dataclass(frozen=True)
class Place:
    """A kind of database; `app` gives an app on a new, migrated one, and takes it away afterwards.

    Settings of the app’s own can be given by name.
    """

    name: str
    app: Callable[..., AbstractContextManager[Flask]]


@contextmanager
def places() -> Iterator[list[Place]]:
    """SQLite, and PostgreSQL where TEST_DATABASE_URL names a server or its programs are installed."""
    with ExitStack() as stack:
        found = [sqlite()]
        if address := stack.enter_context(postgresql_server()):
            found.append(postgresql_at(address))
        yield found


def sqlite() -> Place:
    @contextmanager
    def app(**settings: str) -> Iterator[Flask]:
        with TemporaryDirectory(prefix="ledgerline-bench-") as folder:
            url = f"sqlite:///{folder}/ledgerline.db"
            with app_on(migrated(url, Path(folder)), folder, settings) as made:
                yield made

    return Place(f"SQLite {sqlite3.sqlite_version}", app)


@contextmanager
def postgresql_server() -> Iterator[str | None]:
    """The server that the tests use, one of our own, or None."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield make_url(given).set(drivername="postgresql").render_as_string(hide_password=False)
    elif postgresql.find_binary("initdb") and postgresql.find_binary("postgres"):
        with postgresql.running_server() as address:
            yield address
    else:
        yield None


def postgresql_at(address: str) -> Place:
    @contextmanager
    def app(**settings: str) -> Iterator[Flask]:
        with (
            TemporaryDirectory(prefix="ledgerline-bench-") as folder,
            Server(address).database() as url,
            app_on(migrated(url, Path(folder)), folder, settings) as made,
        ):
            yield made

    with psycopg.connect(address) as connection:
        version = connection.execute("SHOW server_version").fetchone()
    return Place(f"PostgreSQL {str(version and version[0]).split()[0]}", app)


@contextmanager
def app_on(url: str, folder: str, settings: Mapping[str, str]) -> Iterator[Flask]:
    environ = {
        "ENVIRONMENT": "demo",
        "DEMO_DIR": folder,
        "DATABASE_URL": url,
        "PUBLIC_URL": "http://localhost",
    }
    app = create_app(environ | settings)
    app.extensions["bench_environ"] = environ | settings
    try:
        yield app
    finally:
        app.extensions["xero_background"].close()
        app.extensions["xero_store"].close()
        with app.app_context():
            db.engine.dispose()


def settle(app: Flask) -> None:
    """Have PostgreSQL look at what was added, as it does by itself when it runs for longer than this."""
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("ANALYZE"))
            db.session.commit()
