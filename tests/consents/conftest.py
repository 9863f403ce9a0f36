"""What tests of a client's trip begin with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.models import Client
from tests.page import Visitor
from tests.people import Firm
from tests.records import add as store


@pytest.fixture
def staff(visitor: Visitor, harbour: Firm) -> Visitor:
    """Tomas Reed, who is no admin: linking clients is everybody's."""
    return visitor.sign_in(harbour.staff)


@pytest.fixture
def add(app: Flask, harbour: Firm) -> Callable[..., str]:
    """Adds a client of Harbour & Pine; returns the address of its picker."""

    def add(name: str, **facts: object) -> str:
        client = Client(practice_id=harbour.practice.id, name=name, code=name.upper()[:40], **facts)
        return f"/clients/{store(app, client)[0]}/xero-link/new"

    return add
