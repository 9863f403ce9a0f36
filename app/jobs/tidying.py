"""Tidy: what nobody can use any more is removed; never the history, and nothing that a page still tells."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, delete, exists, or_, update
from sqlalchemy.orm import aliased

from app.clock import utcnow
from app.extensions import Base, db
from app.jobs import hosts
from app.jobs.kinds import Kind, Scope, Turn
from app.logs import log
from app.models import ClientImport, JobKind, PasswordLink, Throttle, XeroConsent, XeroInvitation, XeroLink
from app.models.client_import import IMPORT_LIFETIME
from app.models.consent import CONSENT_LIFETIME
from app.models.invitation import INVITATION_LIFETIME

EVERY = timedelta(hours=6)
UNFINISHED_TRIPS = timedelta(days=30)
OLD_LINKS = timedelta(days=30)
OLD_COUNTS = timedelta(days=7)
OLD_INVITATIONS = INVITATION_LIFETIME + timedelta(days=90)


def run(_turn: Turn) -> None:
    """Remove one sort after the other, each in a transaction of its own."""
    forget_secrets_of_trips()
    for model, is_old in rubbish():
        found = db.session.execute(delete(model).where(is_old).execution_options(synchronize_session=False))
        db.session.commit()
        if removed := cast(CursorResult[Any], found).rowcount:
            log.info("tidied", table=model.__tablename__, rows=removed)
    hosts.forget_silent()


def forget_secrets_of_trips() -> None:
    """A trip that nobody came back from within its hour needs its secrets no more."""
    is_over = XeroConsent.started_at <= utcnow() - CONSENT_LIFETIME
    has_secrets = XeroConsent.sealed_secrets.is_not(None)
    forgetting = update(XeroConsent).where(is_over & has_secrets).values(sealed_secrets=None)
    db.session.execute(forgetting.execution_options(synchronize_session=False))
    db.session.commit()


def rubbish() -> list[tuple[type[Base], ColumnElement[bool]]]:
    """What is removed, and from when on, in an order in which nothing points at what is gone."""
    now = utcnow()
    never_finished = XeroConsent.outcome.is_(None) & XeroConsent.fault.is_(None)
    return [
        (XeroConsent, never_finished & (XeroConsent.started_at <= now - UNFINISHED_TRIPS)),
        (XeroInvitation, came_to_nothing() & (XeroInvitation.invited_at <= now - OLD_INVITATIONS)),
        (ClientImport, ClientImport.uploaded_at <= now - IMPORT_LIFETIME),
        (PasswordLink, PasswordLink.expires_at <= now - OLD_LINKS),
        (Throttle, Throttle.since <= now - OLD_COUNTS),
    ]


def came_to_nothing() -> ColumnElement[bool]:
    """An invitation without an answer or a trip, for whose client something else counts by now."""
    later = aliased(XeroInvitation)
    is_empty = XeroInvitation.organisation_id.is_(None) & XeroInvitation.used_at.is_(None)
    has_trip = exists().where(XeroConsent.invitation_id == XeroInvitation.id)
    is_told_no_more = or_(
        XeroInvitation.revoked_at.is_not(None),
        exists().where(later.client_id == XeroInvitation.client_id, later.id > XeroInvitation.id),
        exists().where(XeroLink.client_id == XeroInvitation.client_id),
    )
    return is_empty & ~has_trip & is_told_no_more


KIND = Kind(JobKind.TIDY, "Clear away what ran out", Scope.ALL, EVERY, run, timedelta(hours=1))
