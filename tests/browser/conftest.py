"""A real Chromium, the app at one address and a stand-in for Xero at another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app import create_app
from app.extensions import db
from sandbox.server import RunningSandbox, running_sandbox
from sandbox.settings import Settings
from tests.browser.chromium import find_chromium, running_chromium
from tests.browser.inspection import Watch
from tests.browser.live import Address, address_at, settings_for
from tests.databases import copy_template
from tests.tools import do_without

HERE = Path(__file__).parent
PATIENCE = 20_000  # milliseconds: only a failure waits so long, and machines are busy at times
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE) and "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        do_without("Chromium")
    with running_chromium(path) as browser:
        yield browser


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> str:
    return copy_template(sqlite_template, tmp_path)


@pytest.fixture
def address() -> Iterator[Address]:
    with address_at("localhost") as address:
        yield address


@pytest.fixture
def xero_host() -> str:
    """For a browser's cookies, 127.0.0.1 is another site than localhost, as Xero is."""
    return "127.0.0.1"


@pytest.fixture
def xero(address: Address, xero_host: str) -> Iterator[RunningSandbox]:
    settings = Settings(redirect_uris=(f"{address.url}/xero/callback",))
    with running_sandbox(settings, host=xero_host) as xero:
        yield xero


@pytest.fixture
def app(address: Address, xero: RunningSandbox, database: str) -> Iterator[Flask]:
    app = create_app(settings_for(address.url, xero.url, database))
    address.move_in(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def new_page(chromium: Browser, app: Flask, address: Address) -> Iterator[Callable[..., Page]]:
    """Opens another browser, with the options of Playwright's contexts; none may meet an error."""
    contexts, watches = [], []

    def open_page(**options: object) -> Page:
        context = chromium.new_context(base_url=address.url, **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watches.append(Watch(context))
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert [fault for watch in watches for fault in watch.faults] == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page(viewport={"width": 1280, "height": 800})
