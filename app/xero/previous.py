"""Taking over links that used Xero’s previous method: a known organisation, and no login behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from sqlalchemy import exists, insert, inspect, select, update

from app.clock import utcnow
from app.extensions import Base, db
from app.models import Client, XeroConnection, XeroLink, XeroOrganisation, record
from app.models.invitation import settle_answers
from app.models.practice import hold_practice
from app.models.xero import key_of
from app.xero import fitting
from app.xero.keeping import batches, forget_loaded, known_organisations
from app.xero.links import LINKED, Act, described, reason_of

Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True)
class FormerLink:
    """One line of the list: what is linked (a client, or the practice itself where there is none) to what."""

    line: int
    client_id: int | None
    tenant_id: str
    name: str


@dataclass(frozen=True)
class TakenOver:
    """What came of the list: new links, those that stood already, and those that point elsewhere, kept so."""

    linked: Sequence[FormerLink]
    known: Sequence[FormerLink]
    elsewhere: Sequence[tuple[FormerLink, str]]
    organisations: int


def take_over(practice_id: int, former: Sequence[FormerLink], act: Act) -> TakenOver:
    """Make the links that are missing, and mark organisations that no login was ever connected to."""
    hold_practice(practice_id)
    present = {link.client_id: link for link in load_links(practice_id)}
    elsewhere = [
        (one, present[one.client_id].organisation.name)
        for one in former
        if one.client_id in present and present[one.client_id].organisation.tenant_id != one.tenant_id
    ]
    left = {one.line for one, _ in elsewhere}
    wanted = [one for one in former if one.line not in left]
    ids, marked = mark(practice_id, wanted)
    new = [one for one in wanted if one.client_id not in present]
    link_all(practice_id, new, ids, act)
    return TakenOver(new, [one for one in wanted if one.client_id in present], elsewhere, marked)


def load_links(practice_id: int) -> Iterable[XeroLink]:
    return db.session.scalars(select(XeroLink).filter_by(practice_id=practice_id))


def mark(practice_id: int, former: Sequence[FormerLink]) -> tuple[dict[str, int], int]:
    """Tenant id → our id, with the organisations added that are new; and how many were marked now."""
    names = {one.tenant_id: one.name for one in former}
    known = {row.tenant_id: row.id for row in known_organisations(practice_id, names)}
    rows = [
        {"practice_id": practice_id, "tenant_id": tenant, "name": name, "search_key": key_of(name)}
        | {"is_legacy": True}
        for tenant, name in names.items()
        if tenant not in known
    ]
    if rows:
        db.session.execute(insert(XeroOrganisation), rows)
    marked = len(rows) + mark_known(list(known.values()))
    return {row.tenant_id: row.id for row in known_organisations(practice_id, names)}, marked


def mark_known(ids: Sequence[int]) -> int:
    """Mark organisations that we know; one that a login was ever connected to has left the method behind."""
    is_newer = exists().where(XeroConnection.organisation_id == XeroOrganisation.id)
    marked = 0
    for some in batches(ids):
        marking = (
            update(XeroOrganisation)
            .where(XeroOrganisation.id.in_(some), XeroOrganisation.is_legacy.is_(False), ~is_newer)
            .values(is_legacy=True)
            .execution_options(synchronize_session=False)
        )
        marked += db.session.connection().execute(marking).rowcount
    forget_loaded(XeroOrganisation)
    return marked


def link_all(practice_id: int, former: Sequence[FormerLink], ids: dict[str, int], act: Act) -> None:
    """Make the links, with a line in the history for each: in a few statements for all of them."""
    clients = load_by_id(Client, [one.client_id for one in former if one.client_id is not None])
    organisations = load_by_id(XeroOrganisation, [ids[one.tenant_id] for one in former])
    # Reading a whole practice to judge a link takes its time: once is enough for all of them.
    around = cache(fitting.candidates_of)
    with db.session.no_autoflush:
        for one in former:
            client = clients[one.client_id] if one.client_id is not None else None
            add_link(practice_id, client, organisations[ids[one.tenant_id]], act, around)
    for client in clients.values():
        client.not_on_xero_because = None
    db.session.flush()
    settle_answers(*clients)


def load_by_id(model: type[Row], ids: Sequence[int]) -> dict[int, Row]:
    key = inspect(model).primary_key[0]
    return {
        row.id: row  # type: ignore[attr-defined]
        for some in batches(ids)
        for row in db.session.scalars(select(model).where(key.in_(some)))
    }


def add_link(
    practice_id: int, client: Client | None, organisation: XeroOrganisation, act: Act, around: fitting.Around
) -> None:
    link = XeroLink(
        practice_id=practice_id,
        client_id=client.id if client else None,
        organisation_id=organisation.id,
        came_about=act.came_about,
        linked_at=utcnow(),
    )
    db.session.add(link)
    if client:
        fitting.judge_link(link, client, organisation, around)
    record(
        LINKED,
        practice_id=practice_id,
        client_id=link.client_id,
        organisation_id=organisation.id,
        before=reason_of(client),
        after=described(link, organisation),
        reason=act.reason,
    )
