"""Writing down what Xero lists for a login: whole statements, since a login may reach ten thousand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, insert, select, update

from app.extensions import Base, db
from app.models import Event, XeroConnection, XeroLogin, XeroOrganisation
from app.models.event import Author
from app.models.status import NOT_LISTED
from app.models.xero import key_of
from app.xero import fitting
from app.xero.facts import NAMELESS, RemoteConnection

NOBODY = Author()
BATCH = 1_000  # well below the parameters that either database takes in one statement
Item = TypeVar("Item")
Found = Row[*tuple[Any, ...]]


def keep(
    login: XeroLogin, listed: Iterable[RemoteConnection], now: datetime, author: Author = NOBODY
) -> dict[str, int]:
    """Record that the login reaches these organisations; returns their ids by tenant id."""
    db.session.flush()
    wanted = {entry.tenant_id: entry for entry in listed}
    known = {row.tenant_id: row for row in known_organisations(login.practice_id, wanted)}
    ids = {tenant_id: row.id for tenant_id, row in known.items()}
    ids |= add_organisations(login.practice_id, [one for one in wanted.values() if one.tenant_id not in ids])
    name_as_listed(known, wanted)
    leave_previous_method(row.id for row in known.values() if row.is_legacy)
    keep_connections(login, {ids[tenant_id]: entry for tenant_id, entry in wanted.items()}, now, author)
    return ids


def known_organisations(practice_id: int, tenant_ids: Iterable[str]) -> Iterator[Found]:
    found = XeroOrganisation
    names = (found.name, found.legal_name, found.short_code, found.search_key)
    for some in batches(tenant_ids):
        yield from db.session.execute(
            select(found.id, found.tenant_id, *names, found.is_legacy).where(
                found.practice_id == practice_id, found.tenant_id.in_(some)
            )
        )


def ids_of(practice_id: int, tenant_ids: Iterable[str]) -> dict[str, int]:
    """Tenant id → our id, for those of them that we know, by name."""
    # Code points order as the column does on both databases.
    rows = sorted(known_organisations(practice_id, tenant_ids), key=lambda row: (row.search_key, row.id))
    return {row.tenant_id: row.id for row in rows}


def add_organisations(practice_id: int, entries: Sequence[RemoteConnection]) -> dict[str, int]:
    if not entries:
        return {}
    rows = [
        {"practice_id": practice_id, "tenant_id": one.tenant_id, "name": one.name}
        | {"search_key": key_of(one.name)}
        for one in entries
    ]
    adding = insert(XeroOrganisation).returning(XeroOrganisation.tenant_id, XeroOrganisation.id)
    return {row.tenant_id: row.id for row in db.session.execute(adding, rows)}


def name_as_listed(known: Mapping[str, Found], wanted: Mapping[str, RemoteConnection]) -> None:
    """Take over the names in Xero's list; of an organisation that is renamed all other facts are stale."""
    renamed = [
        {
            "id": row.id,
            "name": wanted[tenant_id].name,
            "search_key": key_of(wanted[tenant_id].name, row.legal_name, row.short_code),
            "facts_read_at": None,
        }
        for tenant_id, row in known.items()
        if wanted[tenant_id].name not in (row.name, NAMELESS)
    ]
    if renamed:
        db.session.execute(update(XeroOrganisation), renamed)
        forget_loaded(XeroOrganisation)
        fitting.refit_organisations([row["id"] for row in renamed])


def leave_previous_method(ids: Iterable[int]) -> None:
    """A login reaches these organisations now: Xero's previous method is done with."""
    for some in batches(ids):
        db.session.execute(change(XeroOrganisation, some).values(is_legacy=False))
        forget_loaded(XeroOrganisation)


def keep_connections(
    login: XeroLogin, wanted: Mapping[int, RemoteConnection], now: datetime, author: Author
) -> None:
    """Write the connections that changed, note that the others were seen, and tell of what is new."""
    before = connections_of(login.id, wanted)
    new = [organisation_id for organisation_id in wanted if organisation_id not in before]
    changed = [one for one, row in before.items() if facts_of(wanted[one]) != row_facts(row)]
    back = [one for one in changed if before[one].ended_at is not None]
    if new:
        base = {"practice_id": login.practice_id, "login_id": login.id, "last_seen_at": now}
        rows = [base | {"organisation_id": one} | facts_of(wanted[one]) for one in new]
        db.session.execute(insert(XeroConnection), rows)
    if changed:
        seen = {"last_seen_at": now, "ended_because": None}
        rows = [{"id": before[one].id} | facts_of(wanted[one]) | seen for one in changed]
        db.session.execute(update(XeroConnection), rows)
    # Whoever wanted a connection removed meant the one before it.
    for some in batches(before[one].id for one in back):
        unasked = {"removal_asked_at": None, "removal_asked_by_id": None, "removal_fault": None}
        db.session.execute(change(XeroConnection, some).values(unasked))
    is_changed = set(changed)
    touch([row.id for one, row in before.items() if one not in is_changed], now)
    forget_loaded(XeroConnection)
    tell(login, [*new, *back], "connection.added", author)


def connections_of(login_id: int, organisation_ids: Iterable[int]) -> dict[int, Found]:
    found = XeroConnection
    columns = (found.id, found.organisation_id, found.xero_id, found.auth_event_id, found.connected_at)
    rows: dict[int, Found] = {}
    for some in batches(organisation_ids):
        statement = select(*columns, found.ended_at).where(
            found.login_id == login_id, found.organisation_id.in_(some)
        )
        rows |= {row.organisation_id: row for row in db.session.execute(statement)}
    return rows


def facts_of(entry: RemoteConnection) -> dict[str, Any]:
    return {
        "xero_id": entry.xero_id,
        "auth_event_id": entry.auth_event_id,
        "connected_at": entry.connected_at,
        "ended_at": None,
    }


def row_facts(row: Found) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("xero_id", "auth_event_id", "connected_at", "ended_at")}


def touch(ids: Sequence[int], now: datetime) -> None:
    for some in batches(ids):
        db.session.execute(change(XeroConnection, some).values(last_seen_at=now))


def end_missing(login: XeroLogin, missing: Iterable[str], now: datetime, author: Author = NOBODY) -> None:
    """Mark connections that Xero no longer lists; links that point at their organisations stay."""
    db.session.flush()
    ids = [row.id for row in known_organisations(login.practice_id, missing)]
    ended = [row for row in connections_of(login.id, ids).values() if row.ended_at is None]
    for some in batches(row.id for row in ended):
        ending = change(XeroConnection, some).values(ended_at=now, ended_because=NOT_LISTED)
        db.session.execute(ending)
    forget_loaded(XeroConnection)
    tell(login, [row.organisation_id for row in ended], "connection.ended", author)


def tell(login: XeroLogin, organisation_ids: Sequence[int], what: str, author: Author = NOBODY) -> None:
    """Add a line to the history for each of the organisations."""
    base = {
        "what": what,
        "practice_id": login.practice_id,
        "login_id": login.id,
        "user_id": author.user_id,
        "address": author.address,
    }
    names = names_of(organisation_ids)
    lines = [
        base | {"organisation_id": one, "after": {"login": login.name, "organisation": names[one]}}
        for one in organisation_ids
    ]
    if lines:
        db.session.execute(insert(Event), lines)


def names_of(organisation_ids: Iterable[int]) -> dict[int, str]:
    names: dict[int, str] = {}
    for some in batches(organisation_ids):
        found = select(XeroOrganisation.id, XeroOrganisation.name).where(XeroOrganisation.id.in_(some))
        names |= {row.id: row.name for row in db.session.execute(found)}
    return names


def change(model: Any, ids: Sequence[int]) -> Any:
    """An update of rows by id, of which loaded copies are not told: see forget_loaded."""
    return update(model).where(model.id.in_(ids)).execution_options(synchronize_session=False)


def forget_loaded(model: type[Base]) -> None:
    """Have rows that somebody holds loaded read anew: the statements above went past them."""
    for row in list(db.session.identity_map.values()):
        if isinstance(row, model):
            db.session.expire(row)


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    everything = list(items)
    for start in range(0, len(everything), BATCH):
        yield everything[start : start + BATCH]
