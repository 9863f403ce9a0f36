"""Pages over 10, 100 and 1,000 organisations against a bare view with the same bytes.

Ours may take three times as long as the bare view, may run twelve statements and no more with more
organisations, and with 1,000 of them may take half as long again as with 100.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from difflib import unified_diff
from functools import partial
from itertools import islice
from typing import Any

from flask import Flask
from sqlalchemy import Engine

from app.extensions import db
from bench.bare_picker import bare_picker_app
from bench.databases import Place, settle
from bench.report import Section, table
from bench.seeding import seed
from bench.timing import alternating
from bench.visit import Page, ask, cookie_of, counted, request_for, without_tokens

SIZES = (10, 100, 1000)
MOST_STATEMENTS, MOST_TIMES_BARE, MOST_GROWTH = 12, 3.0, 1.5
AS_ONE_TYPES = {"HX-Request": "true", "HX-Target": "organisations"}
PROMISED = (
    Page("Settings, the Xero tab", "/settings/xero"),
    Page("Choose a Xero company", "/settings/xero/link/new"),
    Page("its list, as one types", "/settings/xero/link/new?q=lim", AS_ONE_TYPES),
)
PAGES = PROMISED


@dataclass(frozen=True)
class Pair:
    """The real app and the bare one, and who asks them."""

    app: Flask
    bare: Flask
    engine: Engine
    cookie: str = field(repr=False)

    def works(self, page: Page) -> tuple[partial[bytes], partial[bytes]]:
        """One request to each."""
        environ: dict[str, Any] = request_for(page, self.cookie)
        return partial(ask, self.app, environ), partial(ask, self.bare, environ)

    def difference(self, page: Page) -> str | None:
        """In what the two differ: statements, or bytes; None where they are fit to be compared."""
        (ours, statements), (bare, bare_statements) = (answer(self.engine, work) for work in self.works(page))
        if ours != bare:
            return f"{page.path}: the bare view gives other bytes\n{first_lines(ours, bare)}"
        if len(statements) != len(bare_statements):
            return f"{page.path}: {len(statements)} statements, in the bare view {len(bare_statements)}"
        return None


@dataclass(frozen=True)
class Figures:
    """What was measured for one page at one size; times in milliseconds."""

    page: Page
    size: int
    statements: int
    kilobytes: float
    ours: float
    bare: float

    @property
    def times_bare(self) -> float:
        return self.ours / self.bare


def pair(app: Flask, size: int) -> Pair:
    """Both apps on a database that holds so many organisations, twice."""
    admin_id = seed(app, size)
    settle(app)
    with app.app_context():
        return Pair(app, bare_picker_app(app, db.engine), db.engine, cookie_of(app, admin_id))


def answer(engine: Engine, work: Callable[[], bytes]) -> tuple[bytes, list[str]]:
    """A page without what differs from one request to the next, and the statements that it took."""
    with counted(engine) as statements:
        return without_tokens(work()), statements


def statements_of(both: Pair, page: Page) -> int:
    """How many statements the real page takes."""
    return len(answer(both.engine, both.works(page)[0])[1])


def first_lines(ours: bytes, bare: bytes) -> str:
    lines = unified_diff(bare.decode().splitlines(), ours.decode().splitlines(), "bare", "ours", "", "", 0)
    return "\n".join(islice(lines, 12))


def measure(place: Place, runs: int) -> Section:
    """The table of one kind of database."""
    with ExitStack() as stack:
        pairs = {size: pair(stack.enter_context(place.app()), size) for size in SIZES}
        figures = [one for page in PAGES for one in measure_page(pairs, page, runs)]
    return Section(f"Pages, {place.name}", table(HEADS, lines(figures)), broken(figures))


def measure_page(pairs: dict[int, Pair], page: Page, runs: int) -> Iterator[Figures]:
    """One page at every size, all of them taking turns."""
    if differences := list(filter(None, (both.difference(page) for both in pairs.values()))):
        raise RuntimeError(differences[0])
    statements = [statements_of(both, page) for both in pairs.values()]
    works = [both.works(page) for both in pairs.values()]
    medians = alternating(runs, *(work for two in works for work in two))
    for size, taken, (ours, _), at in zip(pairs, statements, works, range(0, len(medians), 2), strict=True):
        yield Figures(page, size, taken, len(ours()) / 1000, medians[at], medians[at + 1])


HEADS = ("page", "organisations", "statements", "kB", "ours, ms", "bare, ms", "ours / bare", "1,000 / 100")


def lines(figures: list[Figures]) -> Iterator[tuple[str, ...]]:
    for page in PAGES:
        for one in (one for one in figures if one.page == page):
            yield (
                page.name,
                f"{one.size:,}",
                str(one.statements),
                f"{one.kilobytes:.0f}",
                f"{one.ours:.2f}",
                f"{one.bare:.2f}",
                f"{one.times_bare:.2f}",
                f"{growth(figures, page):.2f}" if one.size == SIZES[-1] else "",
            )


def growth(figures: list[Figures], page: Page) -> float:
    """How much longer the page takes with 1,000 organisations than with 100."""
    ours = {one.size: one.ours for one in figures if one.page == page}
    return ours[1000] / ours[100]


def broken(figures: list[Figures]) -> list[str]:
    """A sentence for every bound that does not hold."""
    faults = []
    for page in PROMISED:
        its = [one for one in figures if one.page == page]
        statements, worst = {one.statements for one in its}, max(one.times_bare for one in its)
        if len(statements) > 1 or max(statements) > MOST_STATEMENTS:
            faults.append(f"{page.name}: {sorted(statements)} statements")
        if worst > MOST_TIMES_BARE:
            faults.append(f"{page.name}: {worst:.2f} times as long as the bare view")
        if growth(figures, page) > MOST_GROWTH:
            faults.append(f"{page.name}: {growth(figures, page):.2f} times as long with 1,000 as with 100")
    return faults
