"""A practice that came home from Xero with one login, which reaches two organisations."""

import pytest

from app.models import XeroLogin
from tests.records import rows
from tests.travel import priya, travel


@pytest.fixture
def priya_login(app, visitor, harbour, xero):
    """Priya Nair’s login; it reaches Old Mill Ltd and Harbour & Pine Ltd."""
    priya(xero, "Old Mill Ltd", "Harbour & Pine Ltd")
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, ["Old Mill Ltd"])
    travel(visitor, xero, ["Harbour & Pine Ltd"])
    xero.control.reset_calls()
    return rows(app, XeroLogin)[0].id
