"""Several organisations were chosen in one trip: each is offered to the clients that it fits best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from app.extensions import db
from app.models import Client, XeroLink, XeroOrganisation
from app.xero import fitting
from app.xero.candidates import Candidates
from app.xero.fit import Fit

BEST = 5
SHOWN = 50


@dataclass(frozen=True)
class Offer:
    """One chosen organisation, and the clients that it fits best, best first."""

    organisation: XeroOrganisation
    clients: list[tuple[Client, Fit]]
    picked_id: int | None
    fault: str | None = None

    @property
    def field(self) -> str:
        return field_of(self.organisation.id)


def field_of(organisation_id: int) -> str:
    return f"client-{organisation_id}"


def offers_for(client: Client, chosen: Sequence[int]) -> list[Offer]:
    """What was chosen and nothing is linked to, each with clients to choose from, the trip's own too."""
    free = free_organisations(client.practice_id, chosen)
    if not free:
        return []
    candidates = fitting.candidates_of(client.practice_id)
    offers = [offer(client, organisation, candidates) for organisation in free]
    return [one for one in offers if one.clients]


def as_filled_in(offers: Iterable[Offer], picks: Mapping[int, int], faults: Mapping[str, str]) -> list[Offer]:
    """The offers as somebody sent them, with what is wrong."""
    return [
        replace(one, picked_id=picks.get(one.organisation.id), fault=faults.get(one.field)) for one in offers
    ]


def free_organisations(practice_id: int, chosen: Sequence[int]) -> list[XeroOrganisation]:
    linked = select(XeroLink.organisation_id).where(XeroLink.practice_id == practice_id)
    found = db.session.scalars(
        select(XeroOrganisation)
        .where(
            XeroOrganisation.practice_id == practice_id,
            XeroOrganisation.id.in_(chosen),
            XeroOrganisation.id.not_in(linked),
        )
        .order_by(XeroOrganisation.search_key, XeroOrganisation.id)
        .limit(SHOWN)
    )
    return list(found)


def offer(client: Client, organisation: XeroOrganisation, candidates: Candidates) -> Offer:
    fits = dict(fitting.best_clients(organisation, candidates, BEST))
    if client.id not in fits:
        fits[client.id] = candidates.judge(fitting.client_facts(client), fitting.books_facts(organisation))
    unlinked = {one.id: one for one in without_link(fits)}
    plain = fitting.plain_client(organisation, candidates)
    return Offer(
        organisation,
        [(unlinked[one], fit) for one, fit in fits.items() if one in unlinked],
        picked_id=plain if plain in unlinked else None,
    )


def without_link(ids: Iterable[int]) -> Iterable[Client]:
    """Those of the clients that point at no organisation."""
    linked = select(XeroLink.client_id).where(XeroLink.client_id.is_not(None))
    return db.session.scalars(select(Client).where(Client.id.in_(list(ids)), Client.id.not_in(linked)))


def picked_twice(picks: Mapping[int, int]) -> dict[str, str]:
    """Field → fault, for every organisation whose client is picked for an earlier one, too."""
    taken: set[int] = set()
    faults = {}
    for organisation_id, client_id in picks.items():
        if client_id in taken:
            faults[field_of(organisation_id)] = "Choose another client: this one is chosen for two companies"
        taken.add(client_id)
    return faults
