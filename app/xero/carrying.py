"""Another Xero user answered, or takes over: what that one reaches, and is to carry from now on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, or_, select

from app.clock import utcnow
from app.extensions import db
from app.models import Purpose, XeroConnection, XeroConsent, XeroLink, XeroLogin, XeroOrganisation, record
from app.models.event import Author
from app.models.practice import hold_practice
from app.models.status import REMOVED
from app.xero.facts import RemoteConnection, as_json, from_json
from app.xero.keeping import batches, change, connections_of, forget_loaded, keep


@dataclass(frozen=True)
class Carried:
    """What came of letting another login carry organisations: how many now, and how many it had already."""

    now: int = 0
    before: int = 0


def is_answered_by_other(consent: XeroConsent) -> bool:
    """Whether a Xero login was to be reconnected or handed over, and somebody else signed in at Xero."""
    return (
        consent.purpose in (Purpose.RECONNECT, Purpose.HANDOVER)
        and consent.expected_login_id is not None
        and consent.login_id != consent.expected_login_id
    )


def set_apart(
    result: dict[str, Any], consent: XeroConsent, listed: Sequence[RemoteConnection]
) -> dict[str, Any]:
    """What a trip found, with those that another login was to bring back told apart from anything else.

    `carry` are the entries of the list that the expected login’s organisations have in it, by our ids,
    `unreached` those of its organisations that the list does not hold.
    """
    if not is_answered_by_other(consent):
        return result
    expected = organisations_of(int(consent.expected_login_id or 0))
    entries = {entry.tenant_id: entry for entry in listed}
    carry = [
        {"organisation_id": one, "entry": as_json(entries[tenant])}
        for tenant, one in expected.items()
        if tenant in entries
    ]
    also = [entry for entry in result["also_reached"] if entry["tenant_id"] not in expected]
    unreached = [one for tenant, one in expected.items() if tenant not in entries]
    return result | {"also_reached": also, "carry": carry, "unreached": unreached}


def organisations_of(login_id: int) -> dict[str, int]:
    """Tenant id → our id of what a login reaches, or reached while something is linked to it, by name."""
    is_linked = exists().where(XeroLink.organisation_id == XeroOrganisation.id)
    rows = db.session.execute(
        select(XeroOrganisation.tenant_id, XeroOrganisation.id)
        .join(XeroConnection, XeroConnection.organisation_id == XeroOrganisation.id)
        .where(
            XeroConnection.login_id == login_id,
            or_(XeroConnection.ended_because.is_(None), XeroConnection.ended_because != REMOVED),
            or_(XeroConnection.ended_at.is_(None), is_linked),
        )
        .order_by(XeroOrganisation.search_key, XeroOrganisation.id)
    )
    return {row.tenant_id: row.id for row in rows}


def carry(consent: XeroConsent, wanted: Collection[int], address: str | None) -> Carried:
    """Have the login that came back carry these organisations from now on; the other login stays as it is."""
    hold_practice(consent.practice_id)
    db.session.refresh(consent)
    login = db.session.get_one(XeroLogin, consent.login_id)
    offered = {
        one["organisation_id"]: from_json(one["entry"]) for one in (consent.result or {}).get("carry", [])
    }
    ticked = {one: entry for one, entry in offered.items() if one in wanted}
    ended = ended_since(consent, list(ticked))
    before = carried_by(login.id, list(ticked))
    new = {one: entry for one, entry in ticked.items() if one not in before and one not in ended}
    if new and login.is_active:
        keep(login, new.values(), utcnow(), Author(consent.user_id, address))
        prefer(login, list(new))
        tell(consent, login, len(new), address)
    return Carried(len(new) if login.is_active else 0, len(before))


def ended_since(consent: XeroConsent, organisation_ids: Sequence[int]) -> set[int]:
    """Those to which the login’s connection ended after this trip: its list is out of date about them."""
    since = consent.finished_at or consent.started_at
    rows = connections_of(int(consent.login_id or 0), organisation_ids)
    return {one for one, row in rows.items() if row.ended_at is not None and row.ended_at > since}


def carried_by(login_id: int, organisation_ids: Sequence[int]) -> set[int]:
    """Those that are opened with this login first, and that it still reaches."""
    found: set[int] = set()
    for some in batches(organisation_ids):
        rows = db.session.scalars(
            select(XeroOrganisation.id)
            .join(XeroConnection, XeroConnection.organisation_id == XeroOrganisation.id)
            .where(
                XeroOrganisation.id.in_(some),
                XeroOrganisation.preferred_login_id == login_id,
                XeroConnection.login_id == login_id,
                XeroConnection.ended_at.is_(None),
            )
        )
        found |= set(rows)
    return found


def prefer(login: XeroLogin, organisation_ids: Sequence[int]) -> None:
    for some in batches(organisation_ids):
        db.session.execute(change(XeroOrganisation, some).values(preferred_login_id=login.id))
    forget_loaded(XeroOrganisation)


def tell(consent: XeroConsent, login: XeroLogin, how_many: int, address: str | None) -> None:
    expected = db.session.get_one(XeroLogin, consent.expected_login_id)
    record(
        "login.took_over",
        practice_id=consent.practice_id,
        user_id=consent.user_id,
        login_id=login.id,
        before={"login": expected.name},
        after={"login": login.name, "organisations": how_many},
        address=address,
    )
