"""The picker over 1,000 and 5,000 organisations, for the practice and for a client, against a bare view.

Ours may take three times as long as the bare view with the same bytes, may run twelve statements and
no more with more organisations, and with 5,000 of them may take half as long again as with 1,000.
"""

from __future__ import annotations

from contextlib import ExitStack

from bench.bare_picker import CLIENT, PRACTICE
from bench.clients import broken, lines
from bench.databases import Place
from bench.pages import AS_ONE_TYPES, measure_page, pair
from bench.report import Section, table
from bench.visit import Page

SIZES = (1_000, 5_000)
PAGES = (
    Page("For the practice", PRACTICE),
    Page("its list, as one types", f"{PRACTICE}?q=lim", AS_ONE_TYPES),
    Page("its list, when little matches", f"{PRACTICE}?q=florists+6", AS_ONE_TYPES),
    Page("For a client", CLIENT),
    Page("a client’s list, as one types", f"{CLIENT}?q=lim", AS_ONE_TYPES),
)
HEADS = ("page", "organisations", "statements", "kB", "ours, ms", "bare, ms", "ours / bare", "5,000 / 1,000")


def measure(place: Place, runs: int) -> Section:
    """The table of one kind of database."""
    with ExitStack() as stack:
        pairs = {size: pair(stack.enter_context(place.app()), size) for size in SIZES}
        figures = [(page, list(measure_page(pairs, page, runs))) for page in PAGES]
    return Section(f"Picker, {place.name}", table(HEADS, lines(figures)), list(broken(figures)))
