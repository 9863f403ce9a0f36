"""The labelled pairs: practices with clients and organisations, and which belong together."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.xero.candidates import Candidates
from app.xero.fit import BooksFacts, ClientFacts

FOLDER = Path(__file__).parent / "data"
LABELLED = "fit_pairs.csv"
HELD_OUT = "fit_pairs_held_out.csv"


@dataclass(frozen=True)
class Pair:
    """A client and an organisation, written down side by side. If not `is_same`, neither has a partner."""

    kind: str
    client: ClientFacts
    books: BooksFacts
    is_same: bool


@dataclass(frozen=True)
class Firm:
    """One practice: all its pairs compete with one another."""

    name: str
    pairs: tuple[Pair, ...]

    @cached_property
    def candidates(self) -> Candidates:
        return Candidates([pair.client for pair in self.pairs], [pair.books for pair in self.pairs])


@dataclass(frozen=True)
class Figures:
    """What came of a file: how many were linked unasked, and for how many the true client came first."""

    pairs: int
    linked: int
    linked_wrongly: int
    with_client: int
    client_first: int

    @property
    def share_first(self) -> float:
        return self.client_first / self.with_client

    def __str__(self) -> str:
        return (
            f"{self.pairs} pairs: {self.linked_wrongly} of {self.linked} automatic links wrong, "
            f"true client first for {self.client_first} of {self.with_client} organisations"
        )


def measure(firms: list[Firm]) -> Figures:
    linked = [(pair, found) for firm in firms for pair, found in automatic_links(firm)]
    partnered = [(firm, pair) for firm in firms for pair in firm.pairs if pair.is_same]
    return Figures(
        pairs=sum(len(firm.pairs) for firm in firms),
        linked=len(linked),
        linked_wrongly=sum(not (pair.is_same and found == pair.client) for pair, found in linked),
        with_client=len(partnered),
        client_first=sum(first_client(firm, pair) == pair.client for firm, pair in partnered),
    )


def automatic_links(firm: Firm) -> list[tuple[Pair, ClientFacts]]:
    found = [(pair, firm.candidates.automatic(pair.books)) for pair in firm.pairs]
    return [(pair, client) for pair, client in found if client]


def first_client(firm: Firm, pair: Pair) -> ClientFacts | None:
    ranked = firm.candidates.clients_for(pair.books)
    return ranked[0][0] if ranked else None


def read_firms(file: str) -> list[Firm]:
    rows_of: dict[str, list[Pair]] = defaultdict(list)
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines)):
            rows_of[row["practice"]].append(read_pair(row, number))
    return [Firm(name, tuple(pairs)) for name, pairs in rows_of.items()]


def read_pair(row: dict[str, str], number: int) -> Pair:
    client = ClientFacts(
        name=row["client"],
        type=row["client_type"] or None,
        company_number=row["company_number"] or None,
        vat_number=row["vat_number"] or None,
        country=row["client_country"],
        id=number,
    )
    books = BooksFacts(
        name=row["organisation"],
        legal_name=row["legal_name"] or None,
        registration_number=row["registration_number"] or None,
        tax_number=row["tax_number"] or None,
        country_code=row["country_code"] or None,
        organisation_type=row["organisation_type"] or None,
        is_demo_company=row["is_demo"] == "yes",
        id=number,
    )
    return Pair(row["kind"], client, books, row["same"] == "yes")


if __name__ == "__main__":
    for file in (LABELLED, HELD_OUT):
        print(file, measure(read_firms(file)))
