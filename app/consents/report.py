"""What the result page shows of a trip, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.comparing import Comparison, compare
from app.consents.coming_back import (
    Missing,
    OtherLogin,
    count_back,
    load_missing,
    load_other_login,
)
from app.consents.offers import BEST, Offer, as_filled_in, offers_for
from app.consents.trips import (
    Permissions,
    lacks_facts,
    missing_of,
    permissions_after,
    target_of,
)
from app.consents.words import words_for
from app.extensions import db
from app.guards import me
from app.models import Client, Event, Outcome, Purpose, XeroConsent, XeroOrganisation
from app.outages import Waiting
from app.picker import Picker, Target, open_picker
from app.xero import fitting

SHOWN = 50  # names per list; the rest stands in the overview
LISTS = ("new", "repaired", "unchanged", "missing")
ASKING = (Outcome.ASK, Outcome.CONFIRM, Outcome.NOTHING_NEW)
# No outcome at all: the process that saw to the trip was killed on the way.
CAME_TO_NOTHING = (None, Outcome.CANCELLED, Outcome.REFUSED, Outcome.LIST_FOLLOWS)
WITHOUT_SUBJECT = (Purpose.AUTHORISE, Purpose.RECONNECT)
NOTHING: Mapping[Any, Any] = {}


@dataclass(frozen=True)
class Report:
    """A trip's result as the page shows it."""

    consent: XeroConsent
    target: Target
    names: dict[str, list[str]]
    counts: dict[str, int]
    may_choose: bool
    changed_from: str | None = None
    also_reached: list[dict[str, Any]] = field(default_factory=list)
    lacks_facts: bool = False
    picker: Picker | None = None
    comparison: Comparison | None = None
    offers: list[Offer] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    other_login: OtherLogin | None = None
    back: Waiting | None = None
    permissions: Permissions | None = None

    @property
    def title(self) -> str:
        return words_for(Outcome.LINKED if self.is_settled else self.in_words, self.consent.fault)[0]

    @property
    def advice(self) -> str:
        if self.is_linked_since:
            return ""
        return words_for(self.in_words, self.consent.fault)[1]

    @property
    def in_words(self) -> str | None:
        """The outcome, told apart where nothing new came: some may be repaired, or all be gone."""
        if self.consent.outcome == Outcome.RECONNECTED and self.counts["missing"]:
            came = self.counts["repaired"] + self.counts["unchanged"] + self.counts["new"]
            return "reconnected_in_part" if came else "reconnected_nothing"
        if self.consent.outcome != Outcome.NOTHING_NEW:
            return self.consent.outcome
        if self.counts["repaired"]:
            return "nothing_new_but_repaired"
        return Outcome.NOTHING_NEW if self.counts["unchanged"] or self.also_reached else "nothing_listed"

    @property
    def is_for_client(self) -> bool:
        return self.consent.client_id is not None

    @property
    def is_to_authorise(self) -> bool:
        """Whether the trip was to add organisations, for nothing in particular."""
        return self.consent.purpose == Purpose.AUTHORISE

    @property
    def asks(self) -> bool:
        """Whether something is to be chosen, by whoever may."""
        return self.consent.outcome in ASKING and not self.is_settled and not self.is_to_authorise

    @property
    def is_linked_since(self) -> bool:
        """Whether what this trip only asked about is linked by now, to something that it chose."""
        return self.consent.outcome in (Outcome.ASK, Outcome.CONFIRM) and self.is_still_linked

    @property
    def is_settled(self) -> bool:
        return self.is_linked_since and not self.offers

    @property
    def linked_name(self) -> str | None:
        """The organisation that the trip linked, or that was linked after it asked."""
        if self.is_linked_since:
            return self.target.linked_name
        chosen = self.names.get("chosen", [])
        return chosen[0] if self.consent.outcome == Outcome.LINKED and chosen else None

    @property
    def is_still_linked(self) -> bool:
        """Whether the target points at what this trip chose, or somebody changed that since."""
        return self.target.linked_id in (self.consent.result or {}).get("chosen", [])

    @property
    def may_undo(self) -> bool:
        return self.undo_event is not None and self.may_link_at_all

    @property
    def may_link_at_all(self) -> bool:
        practice = me().practice
        return practice.links_clients if self.is_for_client else me().is_admin and practice.links_practice

    @property
    def undo_event(self) -> int | None:
        return (self.consent.result or {}).get("link_event")

    @property
    def has_moved(self) -> bool:
        return bool((self.consent.result or {}).get("moved")) and not self.is_linked_since

    @property
    def last_login(self) -> str | None:
        """Whose Xero login this person came back with last time, where it was another one."""
        return (self.consent.result or {}).get("last_login")

    @property
    def is_reconnect(self) -> bool:
        return self.consent.purpose == Purpose.RECONNECT

    @property
    def is_handover(self) -> bool:
        return self.consent.purpose == Purpose.HANDOVER

    @property
    def may_hand_over_again(self) -> bool:
        """Whether a hand-over can be set out for once more: not all of it is reached, or nobody else came."""
        if not self.is_handover or self.consent.outcome == Outcome.LIST_FOLLOWS:
            return False
        return self.other_login is None or bool(self.other_login.unreached_total)

    @property
    def may_reconnect(self) -> bool:
        """Whether the same reconnect can be set out for once more: not all that it was for is back."""
        if not self.is_reconnect or self.consent.outcome == Outcome.LIST_FOLLOWS:
            return False
        return self.consent.outcome != Outcome.RECONNECTED or any(not one.is_open for one in self.missing)

    @property
    def may_try_again(self) -> bool:
        """Whether another trip is what this one calls for."""
        if self.is_reconnect or self.is_handover:
            return False
        if self.is_to_authorise:
            return self.consent.outcome in (Outcome.NOTHING_NEW, *CAME_TO_NOTHING)
        if self.consent.outcome == Outcome.NOTHING_NEW:
            return self.may_choose
        return self.consent.outcome in CAME_TO_NOTHING and (self.is_for_client or me().is_admin)


def load_report(
    consent: XeroConsent, faults: Mapping[str, str] = NOTHING, picks: Mapping[int, int] | None = None
) -> Report:
    """Everything on the page; `faults` by field and `picks` are those of a form that was refused."""
    found = consent.result or {}
    chosen: list[int] = found.get("chosen", [])
    client = db.session.get(Client, consent.client_id) if consent.client_id is not None else None
    target = target_of(consent, client)
    may_choose = consent.outcome in ASKING and consent.purpose not in WITHOUT_SUBJECT and may_link(client)
    asks_client = client if may_choose else None
    is_open = may_choose and target.linked_id not in chosen
    offers = offers_for(asks_client, chosen) if asks_client and len(chosen) > 1 else []
    groups = {name: found.get(name, []) for name in (*LISTS, "chosen")}
    groups["missing"] = missing_of(consent)
    return Report(
        consent=consent,
        target=target,
        names=names_of({name: ids[:SHOWN] for name, ids in groups.items()}),
        counts={name: len(ids) for name, ids in groups.items()},
        missing=load_missing(groups["missing"], consent.login.name if consent.login else ""),
        other_login=load_other_login(consent),
        back=count_back(consent.practice_id, groups["repaired"]) if groups["repaired"] else None,
        may_choose=may_choose,
        permissions=permissions_after(consent),
        changed_from=changed_from(found.get("link_event")),
        lacks_facts=lacks_facts(consent),
        also_reached=found.get("also_reached", []) if consent.user_id == me().id else [],
        picker=open_picker(target, first=chosen or best_for(client)) if is_open else None,
        comparison=comparison(asks_client, chosen, faults) if is_open else None,
        offers=offers if picks is None else as_filled_in(offers, picks, faults),
    )


def may_link(client: Client | None) -> bool:
    """Whether the visitor may link the thing that the trip was for, as things stand now."""
    if client:
        return me().practice.links_clients and client.archived_at is None
    return me().is_admin and me().practice.links_practice


def best_for(client: Client | None) -> list[int]:
    """The organisations that fit a client best; the practice itself has no facts to go by."""
    return fitting.best_organisations(client, BEST) if client else []


def comparison(client: Client | None, chosen: Sequence[int], faults: Mapping[str, str]) -> Comparison | None:
    """The one organisation that was chosen beside the client; several are offered instead."""
    if client is None or len(chosen) != 1:
        return None
    return compare(client, db.session.get_one(XeroOrganisation, chosen[0]), faults)


def changed_from(event_id: int | None) -> str | None:
    """What was linked before this trip linked something else."""
    event = db.session.get(Event, event_id) if event_id else None
    return (event.before or {}).get("organisation") if event else None


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
