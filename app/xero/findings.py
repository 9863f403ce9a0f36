"""What a trip changed: Xero's list held against our own rows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.xero.facts import RemoteConnection

CLOCK_DIFFERENCE = timedelta(minutes=2)


@dataclass(frozen=True)
class Known:
    """A connection as our own rows had it before the trip."""

    tenant_id: str
    xero_id: str
    was_good: bool
    is_wanted: bool = True  # it had not ended, or something is linked to it


@dataclass(frozen=True)
class Findings:
    """What a trip changed, by comparing Xero's list with our own rows; every list holds tenant ids."""

    chosen: tuple[str, ...]
    new: tuple[str, ...]
    repaired: tuple[str, ...]
    unchanged: tuple[str, ...]
    missing: tuple[str, ...]
    also_reached: tuple[str, ...]


def compare(
    known: Iterable[Known],
    listed: Sequence[RemoteConnection],
    *,
    auth_event_id: str | None,
    started_at: datetime,
    chosen_elsewhere: Iterable[str] = (),
) -> Findings:
    """Tell new, repaired, unchanged and missing apart; what another consent chose is only `also_reached`.

    `chosen_elsewhere` are Xero's ids of connections that other consents are known to have brought.
    """
    before = {entry.tenant_id: entry for entry in known}
    now = {entry.tenant_id: entry for entry in listed}
    older = {entry.xero_id for entry in before.values()} | set(chosen_elsewhere)
    chosen = tuple(
        entry.tenant_id
        for entry in now.values()
        if is_chosen(entry, entry.xero_id in older, auth_event_id, started_at)
    )
    stayed = [tenant for tenant in now if tenant in before]
    repaired = tuple(
        tenant
        for tenant in stayed
        if not before[tenant].was_good or before[tenant].xero_id != now[tenant].xero_id
    )
    # Sets: each of ten thousand is looked for among as many.
    are_repaired, are_known = set(repaired), before.keys() | set(chosen)
    return Findings(
        chosen=chosen,
        new=tuple(tenant for tenant in chosen if tenant not in before),
        repaired=repaired,
        unchanged=tuple(tenant for tenant in stayed if tenant not in are_repaired),
        missing=tuple(tenant for tenant, entry in before.items() if tenant not in now and entry.is_wanted),
        also_reached=tuple(tenant for tenant in now if tenant not in are_known),
    )


def is_chosen(
    entry: RemoteConnection, is_older: bool, auth_event_id: str | None, started_at: datetime
) -> bool:
    """Whether this consent chose the connection: by Xero's own event, or where it names none by its age."""
    if auth_event_id and entry.auth_event_id:
        return entry.auth_event_id == auth_event_id
    return (
        not is_older
        and entry.connected_at is not None
        and entry.connected_at >= started_at - CLOCK_DIFFERENCE
    )
