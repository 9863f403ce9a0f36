"""The clients that an import may be about, read by the thousand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from app.clients.facts import FIELDS, Value
from app.extensions import db
from app.models import Client
from app.models.columns import folded

AT_ONCE = 1_000
COLUMNS = [getattr(Client, name) for name in FIELDS if name != "year_end"]


@dataclass(frozen=True)
class Existing:
    """One of the practice's clients."""

    id: int
    version: int
    is_archived: bool
    facts: Mapping[str, Value]


def find_by_code(practice_id: int, codes: Iterable[str], *, hold: bool) -> dict[str, Existing]:
    found = load(practice_id, Client.code, codes, hold)
    return {str(client.facts["code"]): client for client in found}


def find_by_name(practice_id: int, names: Iterable[str], *, hold: bool) -> dict[str, list[Existing]]:
    """Folded name → the clients that have it."""
    wanted = set(names)
    if not wanted:
        return {}
    keys = db.session.execute(
        select(Client.id, Client.search_key).where(Client.practice_id == practice_id)
    ).all()
    ids = [client_id for client_id, key in keys if key.partition("\n")[0] in wanted]
    by_name: dict[str, list[Existing]] = {}
    for client in load(practice_id, Client.id, ids, hold):
        by_name.setdefault(folded(str(client.facts["name"])), []).append(client)
    return by_name


def load(
    practice_id: int, column: InstrumentedAttribute[Any], values: Iterable[object], hold: bool
) -> list[Existing]:
    """The practice’s clients with these values; `hold` keeps others from changing them meanwhile."""
    wanted = sorted(values, key=str)
    found = []
    for start in range(0, len(wanted), AT_ONCE):
        statement = select(
            Client.id,
            Client.version,
            Client.archived_at,
            Client.year_end_month,
            Client.year_end_day,
            *COLUMNS,
        ).where(Client.practice_id == practice_id, column.in_(wanted[start : start + AT_ONCE]))
        rows = db.session.execute(statement.with_for_update() if hold else statement.order_by(Client.id))
        found += [existing(*row) for row in rows]
    return found


def existing(
    client_id: int, version: int, archived_at: object, month: int | None, day: int | None, *values: Value
) -> Existing:
    names = (name for name in FIELDS if name != "year_end")
    facts = dict(zip(names, values, strict=True))
    facts["year_end"] = f"{month:02}-{day:02}" if month and day else None
    return Existing(client_id, version, archived_at is not None, facts)
