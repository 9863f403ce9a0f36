"""What most tests need: an app on a fresh database, two practices, and somebody who visits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import freezegun
import pytest
from flask import Flask

from app import passwords
from sandbox.server import RunningSandbox, running_sandbox
from sandbox.settings import Settings
from tests.apps import Apps, own_app  # noqa: F401
from tests.databases import (  # noqa: F401
    Emptied,
    postgresql_database,
    postgresql_server,
    sqlite_database,
    sqlite_template,
)
from tests.logbook import Logbook
from tests.page import Visitor
from tests.people import CHEAP, Firm, found
from tests.tools import pytest_runtest_makereport  # noqa: F401

HOME = "http://localhost"
freezegun.configure(extend_ignore_list=["app.durations"])


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
def database(request: pytest.FixtureRequest) -> str:
    """The address of an empty database with today's tables; every test that asks runs on both."""
    found: Emptied = request.getfixturevalue(f"{request.param}_database")
    found.empty()
    return found.url


@pytest.fixture
def environ(request: pytest.FixtureRequest, demo_folder: Path, database: str) -> dict[str, str]:
    """The environment that the app is made from; tests that ask for `xero` get one that leads there."""
    settings = {
        "ENVIRONMENT": "demo",
        "DEMO_DIR": str(demo_folder),
        "DATABASE_URL": database,
        "PUBLIC_URL": HOME,
    }
    if "xero" in request.fixturenames:
        settings["SANDBOX_PORT"] = str(urlsplit(request.getfixturevalue("xero").url).port)
    return settings


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def apps() -> Iterator[Apps]:
    apps = Apps()
    yield apps
    apps.close()


@pytest.fixture
def app(apps: Apps, environ: dict[str, str]) -> Iterator[Flask]:
    """An app that other tests use as well, each in its turn and on an empty database."""
    with apps.lend(environ) as app:
        yield app


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
