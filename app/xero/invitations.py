"""Asking a client to connect: an invitation is sent, sent again, taken back, and begun with a trip."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.clock import utcnow
from app.extensions import db
from app.models import Client, Purpose, User, XeroConsent, XeroInvitation, record
from app.models.invitation import OPEN, InvitationState, settle_answers
from app.xero import consents
from app.xero.links import Archived, hold_client

SECRET_BYTES = 32


class InvitedMeanwhile(Exception):
    """Somebody sent or took back an invitation after the page was made: nothing was done."""


class NotOpen(Exception):
    """The invitation cannot be answered any more; `state` says why."""

    def __init__(self, state: InvitationState) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True)
class Invited:
    """A new invitation, with the one copy of its secret that there is."""

    invitation: XeroInvitation
    secret: str = field(repr=False)


def find_waiting(client: Client) -> XeroInvitation | None:
    """The invitation that waits, perhaps past its time: for the client, or for somebody to confirm."""
    return db.session.scalars(
        select(XeroInvitation)
        .where(
            XeroInvitation.client_id == client.id,
            XeroInvitation.revoked_at.is_(None),
            XeroInvitation.used_at.is_(None) | XeroInvitation.awaits_confirmation,
        )
        .order_by(XeroInvitation.id.desc())
        .limit(1)
    ).one_or_none()


def invite(client: Client, by: User, email: str | None, address: str | None, *, was: int | None) -> Invited:
    """Ask a client to connect, by a new link; the one before it ends.

    `was` is the invitation that the user saw waiting: InvitedMeanwhile where that is another,
    Archived where the client is.
    """
    if hold_client(client.practice_id, client.id).archived_at:
        raise Archived
    former = find_waiting(client)
    if (former.id if former else None) != was:
        raise InvitedMeanwhile
    before = described(former)
    if former and former.used_at is None:
        former.revoked_at = utcnow()
    settle_answers(client.id)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation = XeroInvitation(
        practice_id=client.practice_id,
        client_id=client.id,
        invited_by_id=by.id,
        email=email,
        secret_hash=consents.hashed(secret),
        invited_at=utcnow(),
    )
    db.session.add(invitation)
    db.session.flush()
    tell("invitation.sent_again" if former else "invitation.sent", invitation, before, by, address)
    return Invited(invitation, secret)


def revoke(invitation: XeroInvitation, by: User, address: str | None) -> bool:
    """Take an invitation back, or set aside what the client connected; whether there was anything to do."""
    hold_client(invitation.practice_id, invitation.client_id)
    db.session.refresh(invitation)
    before = described(invitation)
    if invitation.awaits_confirmation:
        invitation.awaits_confirmation = False
        tell("invitation.set_aside", invitation, before, by, address)
        return True
    if invitation.used_at or invitation.revoked_at:
        return False
    invitation.revoked_at = utcnow()
    tell("invitation.revoked", invitation, before, by, address)
    return True


def find_by_secret(secret: str) -> XeroInvitation | None:
    return db.session.scalars(
        select(XeroInvitation).filter_by(secret_hash=consents.hashed(secret))
    ).one_or_none()


def state_of(invitation: XeroInvitation) -> InvitationState:
    """How far it has come; nobody is asked for an archived client."""
    state = invitation.state(utcnow())
    if state != InvitationState.ANSWERED and invitation.client.archived_at:
        return InvitationState.REVOKED
    return state


def require_open(invitation: XeroInvitation) -> None:
    """The invitation as it is now, locked with its client; NotOpen where it cannot be answered any more."""
    hold_client(invitation.practice_id, invitation.client_id)
    db.session.refresh(invitation)
    state = state_of(invitation)
    if state not in OPEN:
        raise NotOpen(state)


def begin(invitation: XeroInvitation, browser: str, address: str | None) -> str:
    """Set out for Xero, which opens the invitation; returns the address at Xero, or raises NotOpen."""
    require_open(invitation)
    if invitation.opened_at is None:
        before = described(invitation)
        invitation.opened_at = utcnow()
        tell("invitation.opened", invitation, before, None, address)
    consent = XeroConsent(
        practice_id=invitation.practice_id,
        client_id=invitation.client_id,
        invitation_id=invitation.id,
        purpose=Purpose.INVITATION,
    )
    return consents.set_out(consent, browser, address)


def described(invitation: XeroInvitation | None) -> dict[str, Any] | None:
    """An invitation as the history keeps it, without its secret."""
    if invitation is None:
        return None
    return {
        "invitation_id": invitation.id,
        "state": state_of(invitation),
        "email": invitation.email,
        "organisation_id": invitation.organisation_id,
        "awaits_confirmation": invitation.awaits_confirmation,
    }


def tell(
    what: str,
    invitation: XeroInvitation,
    before: dict[str, Any] | None,
    by: User | None,
    address: str | None,
) -> None:
    """One line of history; nobody where the client did it."""
    record(
        what,
        practice_id=invitation.practice_id,
        client_id=invitation.client_id,
        organisation_id=invitation.organisation_id,
        user_id=by.id if by else None,
        before=before,
        after=described(invitation),
        address=address,
    )
