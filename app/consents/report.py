"""What the result page shows of a trip, by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.consents.words import words_for
from app.extensions import db
from app.guards import me
from app.models import Client, Outcome, Purpose, XeroConsent, XeroLink, XeroOrganisation
from app.picker import Picker, Target, for_client, for_practice, in_words, links_of, open_picker
from app.xero import fitting, organisations
from app.xero.candidates import Candidates
from app.xero.fit import Fit

SHOWN = 50  # names per list; the rest stands in the overview
LISTS = ("new", "repaired", "unchanged", "missing")
ASKING = (Outcome.ASK, Outcome.CONFIRM, Outcome.NOTHING_NEW)
OVER = (Outcome.CANCELLED, Outcome.REFUSED)
BEST = 5


@dataclass(frozen=True)
class Comparison:
    """One organisation beside the client that it may not belong to."""

    client: Client
    organisation: XeroOrganisation
    fit: Fit
    linked_to: str


@dataclass(frozen=True)
class Offer:
    """One chosen organisation, and the clients that it fits best, best first."""

    organisation: XeroOrganisation
    clients: list[tuple[Client, Fit]]
    proposed_id: int | None


@dataclass(frozen=True)
class Report:
    """A trip's result as the page shows it."""

    consent: XeroConsent
    target: Target
    names: dict[str, list[str]]
    counts: dict[str, int]
    may_choose: bool
    also_reached: list[dict[str, Any]] = field(default_factory=list)
    lacks_facts: bool = False
    picker: Picker | None = None
    comparison: Comparison | None = None
    offers: list[Offer] = field(default_factory=list)

    @property
    def title(self) -> str:
        return words_for(self.consent.outcome, self.consent.fault)[0]

    @property
    def advice(self) -> str:
        return words_for(self.consent.outcome, self.consent.fault)[1]

    @property
    def is_for_client(self) -> bool:
        return self.consent.client_id is not None

    @property
    def asks(self) -> bool:
        """Whether something is to be chosen, by whoever may."""
        return self.consent.outcome in ASKING

    @property
    def linked_name(self) -> str | None:
        """The organisation that was linked, where one was."""
        chosen = self.names.get("chosen", [])
        return chosen[0] if self.consent.outcome == Outcome.LINKED and chosen else None

    @property
    def is_still_linked(self) -> bool:
        """Whether the target points at what this trip linked, or somebody changed that since."""
        return self.target.linked_id in (self.consent.result or {}).get("chosen", [])

    @property
    def may_undo(self) -> bool:
        return self.undo_event is not None and (self.is_for_client or me().is_admin)

    @property
    def undo_event(self) -> int | None:
        return (self.consent.result or {}).get("link_event")

    @property
    def has_moved(self) -> bool:
        return bool((self.consent.result or {}).get("moved"))

    @property
    def last_login(self) -> str | None:
        """Whose Xero login this person came back with last time, where it was another one."""
        return (self.consent.result or {}).get("last_login")

    @property
    def may_try_again(self) -> bool:
        if self.consent.outcome not in OVER or self.consent.purpose == Purpose.RECONNECT:
            return False
        return self.is_for_client or me().is_admin


def load_report(consent: XeroConsent) -> Report:
    found = consent.result or {}
    chosen: list[int] = found.get("chosen", [])
    client = db.session.get(Client, consent.client_id) if consent.client_id is not None else None
    target = for_client(client) if client else for_practice(me().practice)
    may_choose = consent.outcome in ASKING and may_link(client)
    compares = may_choose and consent.outcome == Outcome.CONFIRM and client and chosen
    offers = may_choose and consent.outcome == Outcome.ASK and client and len(chosen) > 1
    return Report(
        consent=consent,
        target=target,
        names=names_of({name: found.get(name, [])[:SHOWN] for name in (*LISTS, "chosen")}),
        counts={name: len(found.get(name, [])) for name in (*LISTS, "chosen")},
        may_choose=may_choose,
        lacks_facts=bool(consent.login_id and organisations.without_facts(consent.login_id)),
        also_reached=found.get("also_reached", []) if consent.user_id == me().id else [],
        picker=open_picker(target, first=chosen or best_for(client)) if may_choose else None,
        comparison=compare(client, chosen[0]) if client and compares else None,
        offers=offers_for(client, chosen[:SHOWN]) if client and offers else [],
    )


def may_link(client: Client | None) -> bool:
    """Whether the visitor may link the thing that the trip was for, as things stand now."""
    if client:
        return me().practice.links_clients and client.archived_at is None
    return me().is_admin and me().practice.links_practice


def best_for(client: Client | None) -> list[int]:
    """The organisations that fit a client best; the practice itself has no facts to go by."""
    return fitting.best_organisations(client, BEST) if client else []


def compare(client: Client, organisation_id: int) -> Comparison:
    organisation = db.session.get_one(XeroOrganisation, organisation_id)
    linked_to = in_words(links_of([organisation_id]).get(organisation_id, ([], 0)))
    return Comparison(client, organisation, fitting.fit_of(client, organisation), linked_to)


def offers_for(client: Client, chosen: Sequence[int]) -> list[Offer]:
    """For each chosen organisation the clients to choose from, the trip's own client among them."""
    found = db.session.scalars(
        select(XeroOrganisation)
        .where(XeroOrganisation.practice_id == client.practice_id, XeroOrganisation.id.in_(chosen))
        .order_by(XeroOrganisation.search_key, XeroOrganisation.id)
    ).all()
    candidates = fitting.candidates_of(client.practice_id)
    return [offer(client, organisation, candidates) for organisation in found]


def offer(client: Client, organisation: XeroOrganisation, candidates: Candidates) -> Offer:
    fits = dict(fitting.best_clients(organisation, candidates, BEST))
    if client.id not in fits:
        fits[client.id] = candidates.judge(fitting.client_facts(client), fitting.books_facts(organisation))
    unlinked = without_link(fits)
    offered = [(one, fits[one.id]) for one in unlinked if one.id in fits]
    offered.sort(key=lambda pair: list(fits).index(pair[0].id))
    plain = fitting.plain_client(organisation, candidates)
    proposed = next((one.id for one in unlinked if one.id == plain), None)
    return Offer(organisation, offered, proposed)


def without_link(ids: Iterable[int]) -> list[Client]:
    """Those of the clients that point at no organisation."""
    linked = select(XeroLink.client_id).where(XeroLink.client_id.is_not(None))
    return list(db.session.scalars(select(Client).where(Client.id.in_(list(ids)), Client.id.not_in(linked))))


def names_of(ids: dict[str, list[int]]) -> dict[str, list[str]]:
    """The organisations' names, list by list, in one query."""
    wanted = {organisation_id for group in ids.values() for organisation_id in group}
    rows = db.session.execute(
        select(XeroOrganisation.id, XeroOrganisation.name).where(
            XeroOrganisation.practice_id == me().practice_id, XeroOrganisation.id.in_(wanted)
        )
    )
    names = {row.id: row.name for row in rows}
    return {group: [names[one] for one in members if one in names] for group, members in ids.items()}
