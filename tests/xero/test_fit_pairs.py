"""The labelled practices: nothing is linked wrongly, and the true client comes first."""

from dataclasses import replace

import pytest

from app.xero.candidates import Candidates
from app.xero.fit import Verdict
from tests.house.modules import ROOT
from tests.xero.fit_pairs import HELD_OUT, LABELLED, Firm, Pair, measure, read_firms

DECISIONS = " ".join((ROOT / "docs" / "decisions.md").read_text().split())
KINDS = {
    *("equal", "near", "misleading", "renamed", "same-name", "groups", "holdings", "abbreviation", "typing"),
    *(
        "script",
        "no-number",
        "mistyped",
        "vat-group",
        "demo",
        "country",
        "sole-trader",
        "trusts",
        "trading-as",
    ),
}


def all_in_one(file: str) -> Firm:
    """Every practice of a file merged into a single one, where far more can be confused."""
    return Firm("one practice", tuple(pair for firm in read_firms(file) for pair in firm.pairs))


def certain_strangers(firm: Firm) -> list[Pair]:
    return [
        pair
        for pair in firm.pairs
        if not pair.is_same and firm.candidates.judge(pair.client, pair.books).verdict is Verdict.CERTAIN
    ]


def test_the_sets_are_as_large_and_as_varied_as_they_claim():
    labelled, held_out = read_firms(LABELLED), read_firms(HELD_OUT)

    assert sum(len(firm.pairs) for firm in labelled) >= 300
    assert sum(len(firm.pairs) for firm in held_out) >= 80
    assert {pair.kind for firm in labelled for pair in firm.pairs} >= KINDS


@pytest.mark.parametrize("file", [LABELLED, HELD_OUT])
def test_nothing_is_linked_wrongly_and_the_true_client_comes_first(file):
    figures = measure(read_firms(file))

    assert figures.linked > figures.with_client / 2
    assert figures.linked_wrongly == 0, figures
    assert figures.share_first >= 0.9, figures


@pytest.mark.parametrize("file", [LABELLED, HELD_OUT])
def test_nor_is_it_when_all_the_practices_are_one(file):
    figures = measure([all_in_one(file)])

    assert figures.linked_wrongly == 0, figures
    assert figures.share_first >= 0.9, figures


@pytest.mark.parametrize("file", [LABELLED, HELD_OUT])
def test_no_two_strangers_are_certain(file):
    assert [certain_strangers(firm) for firm in read_firms(file) if certain_strangers(firm)] == []


@pytest.mark.parametrize("file", [LABELLED, HELD_OUT])
def test_a_missing_client_is_no_reason_to_link_somebody_else(file):
    """Each organisation once more, in a practice that has all clients but the true one."""
    pairs = all_in_one(file).pairs
    for pair in pairs:
        others = [other.client for other in pairs if other is not pair]
        found = Candidates(others, [pair.books]).automatic(pair.books)

        assert found is None, (pair.books.name, found)


@pytest.mark.parametrize("file", [LABELLED, HELD_OUT])
def test_the_figures_are_those_that_we_publish(file):
    # python -m tests.xero.fit_pairs prints them.
    assert str(measure(read_firms(file))) in DECISIONS


@pytest.mark.parametrize("file", [LABELLED, HELD_OUT])
def test_a_demo_company_is_never_linked_whatever_it_is_called(file):
    for firm in read_firms(file):
        demos = [replace(pair.books, is_demo_company=True) for pair in firm.pairs]
        candidates = Candidates([pair.client for pair in firm.pairs], demos)

        assert [books.name for books in demos if candidates.automatic(books)] == []
