"""The labelled pairs: practices with clients and organisations, and which belong together."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
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

    @property
    def candidates(self) -> Candidates:
        return Candidates([pair.client for pair in self.pairs], [pair.books for pair in self.pairs])


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
