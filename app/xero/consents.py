"""A trip to Xero and back: begun, claimed once by its own browser, settled against what Xero lists."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from hmac import compare_digest
from typing import Any

from sqlalchemy import select, update

from app.clock import utcnow
from app.extensions import db
from app.models import (
    Outcome,
    Practice,
    Purpose,
    User,
    XeroConsent,
    XeroLogin,
    XeroOrganisation,
    record,
)
from app.models.event import Author
from app.xero import service
from app.xero.api import TripSecrets
from app.xero.errors import TripRefused
from app.xero.facts import RemoteConnection
from app.xero.links import Act, LinkMoved, Subject, find_link, point
from app.xero.organisations import (
    Findings,
    compare,
    connections_of_others,
    end_missing,
    keep,
    known_connections,
)


def begin(
    user: User,
    purpose: Purpose,
    browser: str,
    expected_login: XeroLogin | None = None,
    address: str | None = None,
) -> str:
    """Write down a trip that starts now; returns the address at Xero where it goes on."""
    link = find_link(Subject(user.practice_id))
    consent = XeroConsent(
        practice_id=user.practice_id,
        user_id=user.id,
        user_epoch=user.session_epoch,
        purpose=purpose,
        expected_login_id=expected_login.id if expected_login else None,
        result={"linked_at_start": link.organisation_id if link else None},
    )
    return set_out(consent, browser, address)


def set_out(consent: XeroConsent, browser: str, address: str | None) -> str:
    """Give a trip its secrets, bind it to its browser and write it down; returns the address at Xero."""
    secrets = TripSecrets.fresh()
    consent.state_hash, consent.browser_hash = hashed(secrets.state), hashed(browser)
    consent.sealed_secrets = service().ring.seal(
        json.dumps([secrets.nonce, secrets.verifier]), "trip", consent.practice_id, consent.state_hash
    )
    db.session.add(consent)
    record(
        "consent.started",
        practice_id=consent.practice_id,
        user_id=consent.user_id,
        client_id=consent.client_id,
        after={"purpose": consent.purpose},
        address=address,
    )
    return service().api.authorize_url(secrets)


def find_returning(state: str, browser: str) -> XeroConsent:
    """The trip that a browser comes back from; TripRefused where it is none of this browser’s."""
    consent = db.session.scalars(
        select(XeroConsent).filter_by(state_hash=hashed(state)).with_for_update()
    ).one_or_none()
    if consent is None:
        raise TripRefused("unknown")
    if not browser or not compare_digest(consent.browser_hash, hashed(browser)):
        raise TripRefused("other_browser")
    if not consent.is_good_for_its_user:
        raise TripRefused("signed_out")
    return consent


def claim(consent: XeroConsent) -> tuple[str, str] | None:
    """Use the trip up and return its nonce and verifier; None where it was used already."""
    now = utcnow()
    use = (
        update(XeroConsent)
        .where(XeroConsent.id == consent.id, XeroConsent.used_at.is_(None))
        .values(used_at=now, sealed_secrets=None)
    )
    sealed = consent.sealed_secrets
    if db.session.connection().execute(use).rowcount != 1 or sealed is None:
        return None
    db.session.refresh(consent)
    if consent.has_run_out(now):
        refuse(consent, "expired")
        return None
    nonce, verifier = json.loads(service().ring.open(sealed, "trip", consent.practice_id, consent.state_hash))
    return nonce, verifier


def refuse(consent: XeroConsent, fault: str, address: str | None = None) -> None:
    """End a trip that came to nothing; `fault` has its words on the result page."""
    consent.outcome = Outcome.CANCELLED if fault == "cancelled" else Outcome.REFUSED
    consent.fault, consent.finished_at = fault, utcnow()
    record(
        f"consent.{consent.outcome}",
        practice_id=consent.practice_id,
        user_id=consent.user_id,
        client_id=consent.client_id,
        reason=fault,
        address=address,
    )


def await_list(consent: XeroConsent, login_id: int, auth_event_id: str | None, was_active: bool) -> None:
    """Note whose login came back, before its list is read: from here on the trip can be settled later."""
    consent.login_id, consent.auth_event_id = login_id, auth_event_id
    consent.outcome = Outcome.LIST_FOLLOWS
    consent.result = {**(consent.result or {}), "was_active": was_active}


def settle(consent: XeroConsent, listed: Sequence[RemoteConnection], address: str | None) -> None:
    """Keep what this trip chose and what we knew, say what changed, and link where the choice is plain."""
    now = utcnow()
    # Two trips of one practice may bring the same organisation: one after the other.
    db.session.execute(select(Practice.id).filter_by(id=consent.practice_id).with_for_update())
    db.session.refresh(consent)
    login = db.session.get_one(XeroLogin, consent.login_id)
    if consent.outcome != Outcome.LIST_FOLLOWS:
        return
    known = known_connections(login.id, bool((consent.result or {}).get("was_active")))
    findings = compare(
        known,
        listed,
        auth_event_id=consent.auth_event_id,
        started_at=consent.started_at,
        chosen_elsewhere=connections_of_others(login),
    )
    ours = {entry.tenant_id for entry in known} | set(findings.chosen)
    author = Author(consent.user_id, address)
    organisations = keep(login, [entry for entry in listed if entry.tenant_id in ours], now, author)
    end_missing(login, findings.missing, now, author)
    login.connections_read_at = now
    db.session.flush()
    consent.result = (consent.result or {}) | described(consent, findings, listed)
    consent.outcome = outcome_of(consent, findings, organisations, address)
    consent.finished_at = now
    record(
        "consent.finished",
        practice_id=consent.practice_id,
        user_id=consent.user_id,
        login_id=login.id,
        after={"outcome": consent.outcome, "new": len(findings.new), "repaired": len(findings.repaired)},
        address=address,
    )


def outcome_of(
    consent: XeroConsent, findings: Findings, organisations: dict[str, XeroOrganisation], address: str | None
) -> Outcome:
    """What came of the trip; exactly one organisation chosen now is linked, anything else is asked."""
    if consent.purpose == Purpose.RECONNECT:
        answered_by_other = consent.login_id != consent.expected_login_id
        return Outcome.OTHER_LOGIN if answered_by_other else Outcome.RECONNECTED
    if not findings.chosen:
        return Outcome.NOTHING_NEW
    if len(findings.chosen) > 1 or not may_link(consent):
        return Outcome.ASK
    return link_chosen(consent, organisations[findings.chosen[0]], address)


def may_link(consent: XeroConsent) -> bool:
    """Whether the person may still link the practice, and the practice still wants that."""
    user = consent.user
    return bool(user and user.is_enabled and user.is_admin and user.practice.links_practice)


def link_chosen(consent: XeroConsent, organisation: XeroOrganisation, address: str | None) -> Outcome:
    result = consent.result or {}
    act = Act(consent.user, "consent", address)
    try:
        event = point(Subject(consent.practice_id), organisation.id, act, was=result.get("linked_at_start"))
    except LinkMoved:
        consent.result = result | {"moved": True}
        return Outcome.ASK
    consent.result = result | {"link_event": event.id if event else None}
    return Outcome.LINKED


def described(consent: XeroConsent, findings: Findings, listed: Sequence[RemoteConnection]) -> dict[str, Any]:
    """Findings as the consent's row keeps them: our organisations by id, others as Xero listed them."""
    tenants = {*findings.chosen, *findings.repaired, *findings.unchanged, *findings.missing}
    rows = db.session.execute(
        select(XeroOrganisation.tenant_id, XeroOrganisation.id).where(
            XeroOrganisation.practice_id == consent.practice_id, XeroOrganisation.tenant_id.in_(tenants)
        )
    )
    ids = {row.tenant_id: row.id for row in rows}
    names = ("chosen", "new", "repaired", "unchanged", "missing")
    kept: dict[str, Any] = {name: [ids[tenant] for tenant in getattr(findings, name)] for name in names}
    offered = [as_json(entry) for entry in listed if entry.tenant_id in findings.also_reached]
    return kept | {"also_reached": offered}


def keep_also(consent: XeroConsent, tenant_ids: Sequence[str], address: str | None) -> list[XeroOrganisation]:
    """Keep organisations that the person who made the trip ticked; once any is, the rest is forgotten."""
    db.session.execute(select(Practice.id).filter_by(id=consent.practice_id).with_for_update())
    db.session.refresh(consent)
    result = consent.result or {}
    offered = [from_json(entry) for entry in result.get("also_reached", [])]
    ticked = [entry for entry in offered if entry.tenant_id in tenant_ids]
    if not ticked:
        return []
    login = db.session.get_one(XeroLogin, consent.login_id)
    organisations = list(keep(login, ticked, utcnow(), Author(consent.user_id, address)).values())
    consent.result = result | {
        "also_reached": [],
        "new": [*result.get("new", []), *(organisation.id for organisation in organisations)],
    }
    return organisations


def as_json(entry: RemoteConnection) -> dict[str, Any]:
    connected_at = entry.connected_at.isoformat() if entry.connected_at else None
    return asdict(entry) | {"connected_at": connected_at}


def from_json(entry: dict[str, Any]) -> RemoteConnection:
    raw = entry["connected_at"]
    return RemoteConnection(**entry | {"connected_at": datetime.fromisoformat(raw) if raw else None})


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
