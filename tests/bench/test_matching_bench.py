"""What the measurement of matching stands on."""

from bench import matching
from bench.databases import sqlite


def test_the_page_of_matches_takes_no_more_statements_with_more_of_both() -> None:
    few, many = (matching.figures(sqlite(), size, 1) for size in (60, 240))

    assert few[-1] == many[-1] <= matching.MOST_STATEMENTS
    assert 0 < few[3] < many[3]
