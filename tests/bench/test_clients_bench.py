"""What the measurements of clients stand on."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from app.clients.sheet import read_sheet
from app.extensions import db
from bench import clients_import
from bench.client_rows import seed_clients
from bench.clients import PAGES, pair
from bench.databases import sqlite
from bench.pages import MOST_STATEMENTS, Pair, statements_of
from bench.visit import Page, counted

FEW, MANY = 20, 1_200


@pytest.fixture(scope="module")
def pairs() -> Iterator[dict[int, Pair]]:
    with ExitStack() as stack:
        yield {size: pair(stack.enter_context(sqlite().app()), size) for size in (FEW, MANY)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_the_client_list_takes_no_more_statements_with_more_clients(
    page: Page, pairs: dict[int, Pair]
) -> None:
    few, many = (statements_of(both, page) for both in pairs.values())

    assert 0 < few == many <= MOST_STATEMENTS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
@pytest.mark.parametrize("size", [FEW, MANY])
def test_the_bare_list_gives_the_same_bytes(page: Page, size: int, pairs: dict[int, Pair]) -> None:
    assert pairs[size].difference(page) is None


def test_both_ways_of_importing_can_be_run_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients_import, "CLIENTS", 20)

    section = clients_import.measure(sqlite(), 2)

    assert "| 20 | 20 |" in section.text


def test_five_thousand_clients_are_imported_in_few_statements() -> None:
    with sqlite().app() as app:
        admin_id = seed_clients(app, 10)
        lines = read_sheet(clients_import.file_of_clients()).lines
        with app.app_context(), counted(db.engine) as statements:
            clients_import.import_clients(app, admin_id, lines)

    assert len(statements) < 40
