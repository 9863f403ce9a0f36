"""What came of a trip: Xero's list against our own rows, then the facts, then the decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.clock import utcnow
from app.extensions import db
from app.models import (
    Client,
    Outcome,
    Purpose,
    XeroConsent,
    XeroLogin,
    XeroOrganisation,
    record,
)
from app.models.columns import folded
from app.models.event import Author
from app.models.practice import hold_practice
from app.xero import access, carrying, fitting
from app.xero.facts import RemoteConnection, as_json, from_json
from app.xero.findings import Findings, compare
from app.xero.keeping import end_missing, ids_of, keep
from app.xero.links import Act, Archived, LinkMoved, NotOffered, Subject, point
from app.xero.organisations import connections_of_others, known_connections


def settle(consent: XeroConsent, listed: Sequence[RemoteConnection], address: str | None) -> None:
    """Keep what this trip chose and what we knew, and note what changed; nothing is linked yet."""
    now = utcnow()
    # Two trips of one practice may bring the same organisation: one after the other.
    hold_practice(consent.practice_id)
    db.session.refresh(consent)
    login = db.session.get_one(XeroLogin, consent.login_id)
    if consent.outcome != Outcome.LIST_FOLLOWS or is_settled(consent):
        return
    known = known_connections(login, bool((consent.result or {}).get("was_active")))
    findings = compare(
        known,
        listed,
        auth_event_id=consent.auth_event_id,
        started_at=consent.started_at,
        chosen_elsewhere=connections_of_others(login),
    )
    ours = {entry.tenant_id for entry in known} | set(findings.chosen)
    author = Author(consent.user_id, address)
    keep(login, [entry for entry in listed if entry.tenant_id in ours], now, author)
    end_missing(login, findings.missing, now, author)
    login.connections_read_at = now
    db.session.flush()
    access.ask_again(login.id, login.practice_id)
    told = described(consent, findings, listed) | {"last_login": login_of_last_trip(consent)}
    consent.result = carrying.set_apart((consent.result or {}) | told, consent, listed)


def login_of_last_trip(consent: XeroConsent) -> str | None:
    """Whose Xero login this person came back with last time, where it is not the one of this trip."""
    last = db.session.execute(
        select(XeroLogin.id, XeroLogin.name)
        .join(XeroConsent, XeroConsent.login_id == XeroLogin.id)
        .where(XeroConsent.user_id == consent.user_id, XeroConsent.id != consent.id)
        .order_by(XeroConsent.id.desc())
        .limit(1)
    ).one_or_none()
    return last.name if last and last.id != consent.login_id else None


def waiting_before(consent: XeroConsent) -> list[XeroConsent]:
    """Earlier trips of the same login whose list has not arrived, the oldest first."""
    waiting = select(XeroConsent).filter_by(
        practice_id=consent.practice_id, login_id=consent.login_id, outcome=Outcome.LIST_FOLLOWS
    )
    return list(db.session.scalars(waiting.where(XeroConsent.id < consent.id).order_by(XeroConsent.id)))


def decide(consent: XeroConsent, address: str | None) -> None:
    """Say what came of a settled trip, and link where the choice is plain: after the facts were read."""
    hold_practice(consent.practice_id)
    db.session.refresh(consent)
    if consent.outcome != Outcome.LIST_FOLLOWS or not is_settled(consent):
        return
    consent.outcome = outcome_of(consent, address)
    consent.finished_at = utcnow()
    result = consent.result or {}
    record(
        "consent.finished",
        practice_id=consent.practice_id,
        user_id=consent.user_id,
        client_id=consent.client_id,
        login_id=consent.login_id,
        after={
            "outcome": consent.outcome,
            "new": len(result.get("new", [])),
            "repaired": len(result.get("repaired", [])),
        },
        address=address,
    )


def is_settled(consent: XeroConsent) -> bool:
    """Whether Xero's list was read and kept."""
    return "chosen" in (consent.result or {})


def outcome_of(consent: XeroConsent, address: str | None) -> Outcome:
    """What came of the trip; exactly one organisation chosen now may be linked, anything else is asked."""
    chosen = (consent.result or {}).get("chosen", [])
    if consent.purpose == Purpose.HANDOVER:
        return Outcome.HAND_OVER if carrying.is_answered_by_other(consent) else Outcome.SAME_LOGIN
    if consent.purpose == Purpose.RECONNECT:
        return Outcome.OTHER_LOGIN if carrying.is_answered_by_other(consent) else Outcome.RECONNECTED
    if not chosen:
        return Outcome.NOTHING_NEW
    if consent.purpose == Purpose.AUTHORISE:
        return Outcome.AUTHORISED
    if len(chosen) > 1 or not may_link(consent):
        return Outcome.ASK
    if consent.client_id is not None and not is_plain(consent, chosen[0]):
        return Outcome.CONFIRM
    return link_chosen(consent, chosen[0], address)


def may_link(consent: XeroConsent) -> bool:
    """Whether the person may still link, and the practice still wants that."""
    user = consent.user
    if user is None or not user.is_enabled:
        return False
    if consent.client_id is not None:
        client = db.session.get_one(Client, consent.client_id)
        return user.practice.links_clients and client.archived_at is None
    return user.is_admin and user.practice.links_practice


def is_plain(consent: XeroConsent, organisation_id: int) -> bool:
    """Whether an organisation belongs to the client beyond doubt, so that nobody needs to look."""
    organisation = db.session.get_one(XeroOrganisation, organisation_id)
    return fitting.plain_client(organisation) == consent.client_id


def link_chosen(consent: XeroConsent, organisation_id: int, address: str | None) -> Outcome:
    result = consent.result or {}
    act = Act(consent.user, "consent", address)
    subject = Subject(consent.practice_id, consent.client_id)
    try:
        event = point(subject, organisation_id, act, was=result.get("linked_at_start"))
    except LinkMoved:
        consent.result = result | {"moved": True}
        return Outcome.ASK
    except (Archived, NotOffered):
        return Outcome.ASK
    consent.result = result | {"link_event": event.id if event else None}
    return Outcome.LINKED


def described(consent: XeroConsent, findings: Findings, listed: Sequence[RemoteConnection]) -> dict[str, Any]:
    """Findings as the consent's row keeps them: our organisations by id, others as listed, all by name."""
    tenants = {*findings.chosen, *findings.repaired, *findings.unchanged, *findings.missing}
    ids = ids_of(consent.practice_id, tenants)
    kept: dict[str, Any] = {}
    for name in ("chosen", "new", "repaired", "unchanged", "missing"):
        found = set(getattr(findings, name))
        kept[name] = [one for tenant, one in ids.items() if tenant in found]
    also_reached = set(findings.also_reached)
    offered = [as_json(entry) for entry in listed if entry.tenant_id in also_reached]
    return kept | {"also_reached": sorted(offered, key=lambda entry: folded(entry["name"]))}


def keep_also(consent: XeroConsent, tenant_ids: Sequence[str], address: str | None) -> list[int]:
    """Keep organisations that the person who made the trip ticked; once any is, the rest is forgotten."""
    hold_practice(consent.practice_id)
    db.session.refresh(consent)
    result = consent.result or {}
    offered = [from_json(entry) for entry in result.get("also_reached", [])]
    ticked = [entry for entry in offered if entry.tenant_id in tenant_ids]
    if not ticked:
        return []
    login = db.session.get_one(XeroLogin, consent.login_id)
    kept = list(keep(login, ticked, utcnow(), Author(consent.user_id, address)).values())
    consent.result = result | {
        "also_reached": [],
        "new": [*result.get("new", []), *kept],
    }
    return kept
