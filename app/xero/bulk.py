"""Many links in one step, and all of them taken back: each held against what is true at that moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.models import Client, Event, Practice, XeroLink, XeroOrganisation, record
from app.xero import fitting
from app.xero.links import Act, Archived, LinkMoved, NotOffered, Subject, find_link, hold_client, point, undo

MATCHED, UNDONE = "match.made", "match.undone"
MOST = 1_000  # links in one transaction: other people wait for it


class Refusal(StrEnum):
    """Why one of many was not linked, or not taken back."""

    ARCHIVED = "archived"
    LINKED = "linked"
    NOT_ON_XERO = "not_on_xero"
    TAKEN = "taken"
    OWN = "own"
    SET_ASIDE = "set_aside"
    GONE = "gone"
    CHANGED = "changed"


class Refused(Exception):
    """One pair is left as it is."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


def link_all(practice_id: int, picks: Mapping[int, int], act: Act, mark: str) -> Event:
    """Link each organisation to its client, as far as nothing happened to either; the event tells of all.

    `mark` is kept with it, by which the same confirmation is known when it is sent twice.
    """
    hold_matching(practice_id)
    act = replace(act, around=cache(fitting.candidates_of))
    linked: list[int] = []
    refused: list[dict[str, Any]] = []
    clients = found_by_id(Client, practice_id, picks.values())
    organisations = found_by_id(XeroOrganisation, practice_id, picks)
    # Always in one order: whoever links single clients meanwhile is waited for, and not for ever.
    for organisation_id, client_id in sorted(picks.items(), key=lambda pick: pick[1]):
        client, organisation = clients[client_id], organisations[organisation_id]
        try:
            linked.append(link_free(client, organisation, act).id)
        except Refused as refusal:
            refused.append(described(client, organisation, refusal.why))
    return tell(MATCHED, practice_id, act, {"links": linked, "refused": refused, "mark": mark})


def link_free(client: Client, organisation: XeroOrganisation, act: Act) -> Event:
    """Link two of which neither has a link yet, or Refused."""
    subject = Subject.of(client)
    require_free(organisation)
    if hold_client(client.practice_id, client.id).not_on_xero_because:
        raise Refused(Refusal.NOT_ON_XERO)
    try:
        event = point(subject, organisation.id, act, was=None)
    except LinkMoved:
        raise Refused(Refusal.LINKED) from None
    except NotOffered:
        raise Refused(Refusal.GONE) from None
    except Archived:
        raise Refused(Refusal.ARCHIVED) from None
    if event is None:
        raise Refused(Refusal.LINKED)
    return event


def require_free(organisation: XeroOrganisation) -> None:
    if organisation.set_aside_at:
        raise Refused(Refusal.SET_ASIDE)
    pointing = select(XeroLink.client_id).filter_by(organisation_id=organisation.id)
    others = db.session.scalars(pointing).all()
    if others:
        raise Refused(Refusal.OWN if None in others else Refusal.TAKEN)


def undo_all(match: Event, act: Act) -> Event | None:
    """Take back every link of a match that nobody has changed since; None where none of them is left."""
    practice_id = int(match.practice_id or 0)
    hold_matching(practice_id)
    undone: list[int] = []
    changed: list[dict[str, Any]] = []
    for event in linked_by(match):
        try:
            taken_back = undo(event, act)
        except LinkMoved:
            if find_link(Subject(practice_id, event.client_id)):
                changed.append({"link": event.id, "why": Refusal.CHANGED.value})
        else:
            undone += [taken_back.id] if taken_back else []
    if not undone and not changed:
        return None
    return tell(UNDONE, practice_id, act, {"match": match.id, "links": undone, "refused": changed})


def linked_by(match: Event) -> list[Event]:
    """The links that a match made, in the order in which clients are locked."""
    ids = (match.after or {}).get("links", [])
    return list(db.session.scalars(select(Event).where(Event.id.in_(ids)).order_by(Event.client_id)))


def hold_matching(practice_id: int) -> None:
    """One match or undo at a time in a practice; single links go on meanwhile, as they hold their client."""
    held = select(Practice.id).filter_by(id=practice_id).with_for_update(key_share=True)
    db.session.execute(held).one()


def found_by_id(model: type[Any], practice_id: int, ids: Iterable[int]) -> dict[int, Any]:
    """The practice’s rows as they are now."""
    found = db.session.scalars(
        select(model)
        .where(model.practice_id == practice_id, model.id.in_(list(ids)))
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in found}


def described(client: Client, organisation: XeroOrganisation, why: Refusal) -> dict[str, Any]:
    return {"client": client.name, "organisation": organisation.name, "why": why.value}


def tell(what: str, practice_id: int, act: Act, after: dict[str, Any]) -> Event:
    event = record(what, practice_id=practice_id, user_id=act.by_id, after=after, address=act.address)
    db.session.flush()
    return event
