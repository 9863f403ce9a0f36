"""Show Xero connections over 100, 1,000 and 10,000 organisations against a bare view with the same bytes.

Ours may take three times as long as the bare view, may run twelve statements and no more with more
organisations, and with 10,000 of them may take half as long again as with 100.
"""

from __future__ import annotations

from contextlib import ExitStack

from flask import Flask

from app.extensions import db
from bench.bare_overview import bare_overview_app
from bench.clients import broken, lines
from bench.databases import Place, settle
from bench.pages import Pair, measure_page
from bench.report import Section, table
from bench.seeding import seed
from bench.visit import Page, cookie_of

SIZES = (100, 1_000, 10_000)
AS_ONE_TYPES = {"HX-Request": "true", "HX-Target": "organisation-list", "HX-Trigger-Name": "q"}
PAGES = (
    Page("Show Xero connections", "/settings/xero/organisations"),
    Page("its list, as one types", "/settings/xero/organisations?q=lim", AS_ONE_TYPES),
)
HEADS = ("page", "organisations", "statements", "kB", "ours, ms", "bare, ms", "ours / bare", "10,000 / 100")


def pair(app: Flask, size: int) -> Pair:
    """Both apps on a database that holds so many organisations, twice."""
    admin_id = seed(app, size)
    settle(app)
    with app.app_context():
        return Pair(app, bare_overview_app(app, db.engine), db.engine, cookie_of(app, admin_id))


def measure(place: Place, runs: int) -> Section:
    """The table of one kind of database."""
    with ExitStack() as stack:
        pairs = {size: pair(stack.enter_context(place.app()), size) for size in SIZES}
        figures = [(page, list(measure_page(pairs, page, runs))) for page in PAGES]
    return Section(f"Overview, {place.name}", table(HEADS, lines(figures)), list(broken(figures)))
