"""What most tests need: an app on a fresh database, two practices, and somebody who visits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from app import create_app, passwords
from app.extensions import db
from sandbox.server import RunningSandbox, running_sandbox
from sandbox.settings import Settings
from tests.databases import (  # noqa: F401
    copy_template,
    emptied,
    postgresql_database,
    postgresql_server,
    sqlite_template,
)
from tests.logbook import Logbook
from tests.page import Visitor
from tests.people import CHEAP, Firm, found
from tests.tools import pytest_runtest_makereport  # noqa: F401

HOME = "http://localhost"


@pytest.fixture(scope="session", autouse=True)
def hurried_passwords() -> Iterator[None]:
    """Hash cheaply: what a real hash costs is the business of its own test."""
    careful, passwords.hasher = passwords.hasher, CHEAP
    yield
    passwords.hasher = careful


@pytest.fixture(scope="session")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox(Settings(redirect_uris=(f"{HOME}/xero/callback",)), host="localhost") as sandbox:
        yield sandbox


@pytest.fixture
def xero(sandbox: RunningSandbox) -> RunningSandbox:
    """A stand-in for Xero, empty, to which the app leads; `.control` sets up who sees what there."""
    sandbox.control.reset()
    return sandbox


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database with today's tables; every test that asks runs on both."""
    if request.param == "sqlite":
        return copy_template(request.getfixturevalue("sqlite_template"), tmp_path)
    return emptied(request.getfixturevalue("postgresql_database"))


@pytest.fixture
def environ(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> dict[str, str]:
    """The environment that the app is made from; tests that ask for `xero` get one that leads there."""
    settings = {
        "ENVIRONMENT": "demo",
        "DEMO_DIR": str(tmp_path),
        "DATABASE_URL": database,
        "PUBLIC_URL": HOME,
    }
    if "xero" in request.fixturenames:
        settings["SANDBOX_PORT"] = str(urlsplit(request.getfixturevalue("xero").url).port)
    return settings


@pytest.fixture
def app(environ: dict[str, str]) -> Iterator[Flask]:
    app = create_app(environ)
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def logbook(app: Flask) -> Logbook:
    """What the app logs during the test."""
    return Logbook()


@pytest.fixture
def in_app(app: Flask) -> Iterator[Flask]:
    """The app with its context pushed, for tests that work on records directly."""
    with app.app_context():
        yield app


@pytest.fixture
def harbour(app: Flask) -> Firm:
    return found(app, "Harbour & Pine", admin="Maren Holt", staff="Tomas Reed")


@pytest.fixture
def saltmarsh(app: Flask) -> Firm:
    return found(app, "Saltmarsh Accounts", admin="Ines Duarte", staff="Olu Adeyemi")


@pytest.fixture
def new_visitor(app: Flask) -> Callable[[], Visitor]:
    """Makes another browser."""
    return lambda: Visitor(app)


@pytest.fixture
def visitor(new_visitor: Callable[[], Visitor]) -> Visitor:
    return new_visitor()
