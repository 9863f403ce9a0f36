"""The client list over 100, 5,000 and 20,000 clients against a bare view with the same bytes.

Ours may take three times as long as the bare view, may run twelve statements and no more with more
clients, and with 20,000 of them may take half as long again as with 100.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from flask import Flask

from app.extensions import db
from bench.bare_clients import bare_clients_app
from bench.client_rows import seed_clients
from bench.databases import Place, settle
from bench.pages import MOST_GROWTH, MOST_STATEMENTS, MOST_TIMES_BARE, Figures, Pair, measure_page
from bench.report import Section, table
from bench.visit import Page, cookie_of

SIZES = (100, 5_000, 20_000)
AS_ONE_TYPES = {"HX-Request": "true", "HX-Target": "client-list", "HX-Trigger-Name": "q"}
PAGES = (
    Page("Clients", "/clients"),
    Page("its list, as one types", "/clients?q=office", AS_ONE_TYPES),
)
Measured = list[tuple[Page, list[Figures]]]
HEADS = ("page", "clients", "statements", "kB", "ours, ms", "bare, ms", "ours / bare", "20,000 / 100")


def pair(app: Flask, size: int) -> Pair:
    """Both apps on a database that holds so many clients, twice."""
    admin_id = seed_clients(app, size)
    settle(app)
    with app.app_context():
        return Pair(app, bare_clients_app(app, db.engine), db.engine, cookie_of(app, admin_id))


def measure(place: Place, runs: int) -> Section:
    """The table of one kind of database."""
    with ExitStack() as stack:
        pairs = {size: pair(stack.enter_context(place.app()), size) for size in SIZES}
        figures = [(page, list(measure_page(pairs, page, runs))) for page in PAGES]
    return Section(f"Clients, {place.name}", table(HEADS, lines(figures)), list(broken(figures)))


def lines(figures: Measured) -> Iterator[tuple[str, ...]]:
    for page, its in figures:
        for one in its:
            yield (
                page.name,
                f"{one.size:,}",
                str(one.statements),
                f"{one.kilobytes:.0f}",
                f"{one.ours:.2f}",
                f"{one.bare:.2f}",
                f"{one.times_bare:.2f}",
                f"{growth(its):.2f}" if one is its[-1] else "",
            )


def growth(its: list[Figures]) -> float:
    """How much longer the page takes with the most clients than with the fewest."""
    return its[-1].ours / its[0].ours


def broken(figures: Measured) -> Iterator[str]:
    """A sentence for every bound that does not hold."""
    for page, its in figures:
        statements, worst = {one.statements for one in its}, max(one.times_bare for one in its)
        if len(statements) > 1 or max(statements) > MOST_STATEMENTS:
            yield f"{page.name}: {sorted(statements)} statements"
        if worst > MOST_TIMES_BARE:
            yield f"{page.name}: {worst:.2f} times as long as the bare view"
        if growth(its) > MOST_GROWTH:
            most, fewest = its[-1].size, its[0].size
            yield f"{page.name}: {growth(its):.2f} times as long with {most:,} as with {fewest:,}"
