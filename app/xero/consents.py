"""A trip to Xero and back: begun, claimed once by its own browser, settled against what Xero lists."""

from __future__ import annotations

import hashlib
import json
from hmac import compare_digest

from sqlalchemy import select, update

from app.clock import utcnow
from app.extensions import db
from app.models import (
    Client,
    Outcome,
    Purpose,
    User,
    XeroConsent,
    XeroLogin,
    record,
)
from app.xero import service
from app.xero.api import TripSecrets
from app.xero.errors import TripRefused
from app.xero.links import Subject, find_link


def begin(
    user: User,
    purpose: Purpose,
    browser: str,
    *,
    client: Client | None = None,
    expected_login: XeroLogin | None = None,
    address: str | None = None,
) -> str:
    """Write down a trip that starts now; returns the address at Xero where it goes on."""
    link = find_link(Subject(user.practice_id, client.id if client else None))
    consent = XeroConsent(
        practice_id=user.practice_id,
        user_id=user.id,
        user_epoch=user.session_epoch,
        purpose=purpose,
        client_id=client.id if client else None,
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


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
