"""The practice’s organisations that nothing points at beside its clients without a link."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, select

from app.extensions import db
from app.models import Client, XeroLink, XeroOrganisation
from app.models.status import is_connected
from app.xero.candidates import Candidates
from app.xero.fit import BooksFacts, ClientFacts
from app.xero.proposals import Proposal, propose


@dataclass(frozen=True)
class Sides:
    """Both sides as they are now; `basis` is the same as long as nothing changes that proposals rest on."""

    known: tuple[list[ClientFacts], list[BooksFacts]]
    clients: list[ClientFacts]
    books: list[BooksFacts]
    told: set[int]
    basis: str

    def propose(self) -> list[Proposal]:
        # Reading all names takes longer than loading them: only where something is to be proposed.
        return propose(Candidates(*self.known), self.clients, self.books, self.told)


def load_sides(practice_id: int, among: Collection[int] | None = None) -> Sides:
    """All that is to be matched, in two statements; `among` are the only organisations that are asked for."""
    clients, books = load_clients(practice_id), load_books(practice_id)
    return Sides(
        known=([one for one, _ in clients], [one for one, _, _ in books]),
        clients=[one for one, is_free in clients if is_free],
        books=[one for one, _, is_free in books if is_free and (among is None or one.id in among)],
        told={one.id or 0 for one, is_told, _ in books if is_told},
        basis=hashlib.sha256(repr((clients, books, sorted(among or ()))).encode()).hexdigest(),
    )


def load_clients(practice_id: int) -> list[tuple[ClientFacts, bool]]:
    """The practice’s present clients, each with whether it is to be matched."""
    found = db.session.execute(
        select(
            Client.name,
            Client.type,
            Client.company_number,
            Client.vat_number,
            Client.country_code,
            Client.id,
            is_without_link(),
        )
        .where(Client.practice_id == practice_id, Client.archived_at.is_(None))
        .order_by(Client.id)
    )
    return [
        (ClientFacts(name, kind, company_number, vat_number, country, number), bool(is_free))
        for name, kind, company_number, vat_number, country, number, is_free in found
    ]


def load_books(practice_id: int) -> list[tuple[BooksFacts, bool, bool]]:
    """What a login reaches, each with whether Xero told its facts, and whether it is to be matched."""
    found = db.session.execute(
        select(
            XeroOrganisation.name,
            XeroOrganisation.legal_name,
            XeroOrganisation.registration_number,
            XeroOrganisation.tax_number,
            XeroOrganisation.country_code,
            XeroOrganisation.organisation_type,
            XeroOrganisation.is_demo_company,
            XeroOrganisation.id,
            XeroOrganisation.facts_read_at.is_not(None),
            is_linked_to_nothing(),
        )
        .where(XeroOrganisation.practice_id == practice_id, is_connected())
        .order_by(XeroOrganisation.id)
    )
    return [(BooksFacts(*facts), bool(is_told), bool(is_free)) for *facts, is_told, is_free in found]


def is_without_link() -> ColumnElement[bool]:
    """Whether Client’s row is one that may be matched."""
    return and_(
        Client.archived_at.is_(None),
        Client.not_on_xero_because.is_(None),
        ~exists().where(XeroLink.client_id == Client.id),
    )


def is_linked_to_nothing() -> ColumnElement[bool]:
    """Whether XeroOrganisation’s row is one that may be matched, where a login reaches it."""
    return and_(
        XeroOrganisation.set_aside_at.is_(None),
        ~exists().where(XeroLink.organisation_id == XeroOrganisation.id),
    )
