"""What the measurement of Show Xero connections stands on."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from bench.databases import sqlite
from bench.overview import PAGES, pair
from bench.pages import MOST_STATEMENTS, Pair, statements_of
from bench.visit import Page

FEW, MANY = 10, 120


@pytest.fixture(scope="module")
def pairs() -> Iterator[dict[int, Pair]]:
    with ExitStack() as stack:
        yield {size: pair(stack.enter_context(sqlite().app()), size) for size in (FEW, MANY)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_the_overview_takes_no_more_statements_with_more_organisations(
    page: Page, pairs: dict[int, Pair]
) -> None:
    few, many = (statements_of(both, page) for both in pairs.values())

    assert 0 < few == many <= MOST_STATEMENTS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
@pytest.mark.parametrize("size", [FEW, MANY])
def test_the_bare_overview_gives_the_same_bytes(page: Page, size: int, pairs: dict[int, Pair]) -> None:
    assert pairs[size].difference(page) is None
