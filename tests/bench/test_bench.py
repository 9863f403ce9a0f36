"""What the measurements stand on. How long things take is no business of a test."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models import Client, Practice, XeroConnection, XeroLink, XeroOrganisation
from bench import picker
from bench.databases import sqlite
from bench.pages import MOST_STATEMENTS, PAGES, PROMISED, Pair, pair, statements_of
from bench.timing import alternating
from bench.visit import Page

FEW, MANY = 10, 120
EVERY = list({page.path: page for page in (*PAGES, *picker.PAGES)}.values())
COMPARED = list({page.path: page for page in (*PROMISED, *picker.PAGES)}.values())


def path(page: Page) -> str:
    return page.path


@pytest.fixture(scope="module")
def pairs() -> Iterator[dict[int, Pair]]:
    """The real app and the bare one on a small database and on one with pages to turn."""
    with ExitStack() as stack:
        yield {size: pair(stack.enter_context(sqlite().app()), size) for size in (FEW, MANY)}


@pytest.mark.parametrize("page", EVERY, ids=path)
def test_a_page_takes_no_more_statements_with_more_organisations(page: Page, pairs: dict[int, Pair]) -> None:
    few, many = (statements_of(both, page) for both in pairs.values())

    assert 0 < few == many <= MOST_STATEMENTS


@pytest.mark.parametrize("page", COMPARED, ids=path)
@pytest.mark.parametrize("size", [FEW, MANY])
def test_the_bare_view_gives_the_same_bytes_with_as_many_statements(
    page: Page, size: int, pairs: dict[int, Pair]
) -> None:
    assert pairs[size].difference(page) is None


def test_every_practice_is_seeded_with_what_its_pages_show(pairs: dict[int, Pair]) -> None:
    with pairs[MANY].app.app_context():
        practices = db.session.scalars(select(Practice.id)).all()
        organisations = count(XeroOrganisation.practice_id)

        assert len(practices) == 2
        assert organisations == dict.fromkeys(practices, MANY)
        assert set(count(XeroConnection.practice_id)) == set(count(Client.practice_id)) == set(practices)
        assert count(XeroLink.practice_id, XeroLink.client_id.is_(None)) == dict.fromkeys(practices, 1)


def test_measured_works_take_turns() -> None:
    turns: list[str] = []

    medians = alternating(3, lambda: turns.append("ours"), lambda: turns.append("bare"))

    assert turns == ["ours", "bare"] * 6
    assert len(medians) == 2


def count(practice_id, *only) -> dict[int, int]:
    """Practice → how many rows."""
    return dict(
        db.session.execute(select(practice_id, func.count()).where(*only).group_by(practice_id)).all()
    )
