"""What tests of clients and Xero begin with."""

import pytest
from flask import Flask

from tests.clients.books import Books, keep_books
from tests.page import Visitor
from tests.people import Firm


@pytest.fixture
def books(app: Flask, harbour: Firm) -> Books:
    """Harbour & Pine's client Bright Bakery, and three organisations that Priya authorised."""
    return keep_books(app, harbour)


@pytest.fixture
def tomas(visitor: Visitor, harbour: Firm) -> Visitor:
    """Tomas Reed, who is no admin: linking clients is everybody's."""
    return visitor.sign_in(harbour.staff)
