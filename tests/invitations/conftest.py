"""Inviting a client: a mail server that works, and one client of the first practice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.models import Client
from tests.invitations.steps import ask
from tests.page import Visitor
from tests.people import Firm
from tests.post_office import PostOffice, post_office
from tests.records import add


@pytest.fixture
def post() -> Iterator[PostOffice]:
    """A mail server; the app of a test that asks for it sends its mails there."""
    with post_office() as office:
        yield office


@pytest.fixture
def environ(request: pytest.FixtureRequest, environ: dict[str, str]) -> dict[str, str]:
    if "post" not in request.fixturenames:
        return environ
    port = request.getfixturevalue("post").port
    return environ | {"SMTP_URL": f"smtp://127.0.0.1:{port}", "MAIL_FROM": "Ledgerline <post@ledger.example>"}


@pytest.fixture
def bakery(app: Flask, harbour: Firm) -> int:
    """A client of Harbour & Pine, by its id."""
    client = Client(
        practice_id=harbour.practice.id,
        name="Alder Lane Bakery Ltd",
        code="ALD",
        email="rosa@alder.example",
        company_number="09912056",
    )
    return add(app, client)[0]


@pytest.fixture
def link(visitor: Visitor, harbour: Firm, bakery: int) -> str:
    """A link that the practice’s staff made for the bakery."""
    return ask(visitor.sign_in(harbour.staff), bakery)


@pytest.fixture
def client(new_visitor: Callable[[], Visitor]) -> Visitor:
    """The client’s own browser."""
    return new_visitor()
