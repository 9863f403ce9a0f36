"""The history narrowed, newest first, a page at a time, as quickly from 100,000 lines as from 100."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, false, select, union_all

from app import happenings
from app.extensions import db
from app.models import Client, Event, User, XeroOrganisation

PAGE_SIZE = 50
BATCH = 500
LATEST = 10
BY_ITSELF = "Ledgerline"


@dataclass(frozen=True)
class Wanted:
    """Which lines of a practice’s history; nothing given means all of them. Days are the practice’s own."""

    practice_id: int
    zone: ZoneInfo
    kind: str = ""
    user_id: int | None = None
    client_id: int | None = None
    organisation_id: int | None = None
    login_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Line:
    """One line as people read it."""

    id: int
    at: datetime
    who: str
    said: str
    client_id: int | None
    client: str
    organisation_id: int | None
    organisation: str
    changes: list[tuple[str, str, str]]
    reason: str
    address: str


@dataclass(frozen=True)
class Page:
    """Some lines, newest first, and where the next and the former page begin."""

    lines: Sequence[Line]
    older: int | None
    newer: int | None


def load_page(wanted: Wanted, before: int | None = None, after: int | None = None) -> Page:
    """The newest lines, or those on one side of a line."""
    ids = newest_ids(wanted, PAGE_SIZE + 1, before=before, after=after)
    has_more = len(ids) > PAGE_SIZE
    if after is not None:
        shown = ids[-PAGE_SIZE:]
        return Page(lines_of(shown), shown[-1] if shown else None, shown[0] if has_more else None)
    shown = ids[:PAGE_SIZE]
    is_first = before is None or not shown
    return Page(lines_of(shown), shown[-1] if has_more else None, None if is_first else shown[0])


def all_lines(wanted: Wanted) -> Iterator[Line]:
    """Every line, newest first, read in batches."""
    before = None
    while ids := newest_ids(wanted, BATCH, before=before):
        yield from lines_of(ids)
        before = ids[-1]


def latest(
    practice_id: int,
    *,
    client_id: int | None = None,
    organisation_id: int | None = None,
    login_id: int | None = None,
) -> list[Line]:
    """The last few lines about one client, organisation or Xero login."""
    wanted = Wanted(practice_id, ZoneInfo("UTC"), "", None, client_id, organisation_id, login_id)
    return lines_of(newest_ids(wanted, LATEST))


def newest_ids(
    wanted: Wanted, most: int, *, before: int | None = None, after: int | None = None
) -> list[int]:
    """The ids of lines, newest first; with `after`, those that come next after it."""
    conditions = [*conditions_of(wanted)]
    if before is not None:
        conditions.append(Event.id < before)
    if after is not None:
        conditions.append(Event.id > after)
    order = Event.id.asc() if after is not None else Event.id.desc()
    whats = [what for what, kind in happenings.KIND_OF.items() if wanted.kind in ("", kind)]
    if not wanted.kind or is_narrow(wanted):
        found = select(Event.id).where(*conditions, Event.what.in_(whats)).order_by(order).limit(most)
        return sorted(db.session.scalars(found), reverse=True)
    # One look into the index for each event of the kind, instead of reading past all others.
    parts = [
        select(select(Event.id).where(*conditions, Event.what == what).order_by(order).limit(most).subquery())
        for what in whats
    ]
    found_ids = sorted(db.session.scalars(union_all(*parts)), reverse=True)
    return found_ids[-most:] if after is not None else found_ids[:most]


def is_narrow(wanted: Wanted) -> bool:
    return any(one is not None for one in (wanted.user_id, wanted.client_id, wanted.organisation_id))


def conditions_of(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield Event.practice_id == wanted.practice_id
    for column in ("user_id", "client_id", "organisation_id", "login_id"):
        if (one := getattr(wanted, column)) is not None:
            yield getattr(Event, column) == one
    if wanted.first_day:
        first = first_id(wanted, wanted.first_day)
        yield Event.id >= first if first is not None else false()
    if wanted.last_day:
        next_day = first_id(wanted, wanted.last_day + timedelta(days=1))
        if next_day is not None:
            yield Event.id < next_day


def first_id(wanted: Wanted, day: date) -> int | None:
    """The first line from the beginning of a day on; for one that is yet to come, the next there will be."""
    begins = datetime.combine(day, time(), wanted.zone)
    first: Select[int] = (
        select(Event.id)
        .where(Event.practice_id == wanted.practice_id, Event.at >= begins)
        .order_by(Event.at, Event.id)
        .limit(1)
    )
    return db.session.scalar(first)


def lines_of(ids: Sequence[int]) -> list[Line]:
    """These lines with the names in them, in four statements."""
    events = db.session.scalars(select(Event).where(Event.id.in_(ids)).order_by(Event.id.desc())).all()
    users = names_of(User, (event.user_id for event in events))
    clients = names_of(Client, (event.client_id for event in events))
    organisations = names_of(XeroOrganisation, (event.organisation_id for event in events))
    return [
        Line(
            id=event.id,
            at=event.at,
            who=users.get(event.user_id or 0, BY_ITSELF),
            said=happenings.said(event),
            client_id=event.client_id,
            client=clients.get(event.client_id or 0, ""),
            organisation_id=event.organisation_id,
            organisation=organisations.get(event.organisation_id or 0, ""),
            changes=happenings.changes(event),
            reason=event.reason or "",
            address=event.address or "",
        )
        for event in events
    ]


def names_of(
    model: type[User] | type[Client] | type[XeroOrganisation], ids: Iterable[int | None]
) -> dict[int, str]:
    wanted = {one for one in ids if one is not None}
    rows = db.session.execute(select(model.id, model.name).where(model.id.in_(wanted)))
    return {row.id: row.name for row in rows}
