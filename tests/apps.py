"""Apps that tests share: making one and warming it up costs more than most tests do."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from sqlite3 import Connection as SqliteConnection
from typing import Any

import pytest
import structlog
from flask import Flask, has_request_context
from sqlalchemy import event

from app import create_app
from app.extensions import db
from app.xero import init_xero
from app.xero.api import XeroApi

MOST_KEPT = 8


class Apps:
    """The apps that one process has made, one for each environment, the longest unused first."""

    def __init__(self) -> None:
        self.made: dict[frozenset[tuple[str, str]], Flask] = {}

    @contextmanager
    def lend(self, environ: Mapping[str, str]) -> Iterator[Flask]:
        """The app of this environment. Its settings may be changed meanwhile; its routes may not."""
        app = self.find(environ)
        settings = dict(app.config)
        # It remembers keys that Xero signs with; another test may have changed them since.
        init_xero(app)
        watch_calls(app.extensions["xero"].api)
        # The log goes where it went when the app was made, which may have been another test's capture.
        structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=sys.stderr))
        try:
            yield app
        finally:
            app.config.clear()
            app.config.update(settings)

    def find(self, environ: Mapping[str, str]) -> Flask:
        key = frozenset(environ.items())
        app = self.made.pop(key, None) or opened(make_app(environ))
        self.made[key] = app
        if len(self.made) > MOST_KEPT:
            close(self.made.pop(next(iter(self.made))))
        return app

    def close(self) -> None:
        for app in self.made.values():
            close(app)


def watch_calls(api: XeroApi) -> None:
    """Fail any test whose request calls Xero while it sits in a transaction, and so on a connection."""
    for name in ("_send", "_tokens"):
        setattr(api, name, only_outside_transactions(getattr(api, name)))


def only_outside_transactions(call: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(call)
    def watched(*arguments: Any, **options: Any) -> Any:
        if has_request_context():
            assert not db.session().in_transaction(), "a call to Xero inside a transaction"
        return call(*arguments, **options)

    return watched


def make_app(environ: Mapping[str, str]) -> Flask:
    """A new app whose writes to SQLite do not wait for the disk: its data lives for seconds."""
    app = create_app(environ)
    app.testing = True
    with app.app_context():
        event.listen(db.engine, "connect", hurry)
    return app


def opened(app: Flask) -> Flask:
    """The app after its first answer: from then on Flask refuses new routes and hooks."""
    app.test_client().get("/static/app.css").close()
    return app


def close(app: Flask) -> None:
    app.extensions["later"].close()
    app.extensions["xero_background"].close()
    app.extensions["xero_meters"].close()
    app.extensions["jobs"].close()
    app.extensions["xero_store"].close()
    with app.app_context():
        db.engine.dispose()


def hurry(connection: object, _record: object) -> None:
    if isinstance(connection, SqliteConnection):
        connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def own_app(environ: dict[str, str]) -> Iterator[Flask]:
    """An app of one's own, for a test that adds routes or changes tables."""
    app = make_app(environ)
    yield app
    close(app)
