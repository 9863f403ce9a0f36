"""Reconcile: what Xero lists for a login against our rows, so that what ended is known within the hour."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.clock import utcnow
from app.consents.arrival import read_again
from app.extensions import db
from app.jobs.kinds import Kind, Scope, Turn
from app.models import JobKind, Outcome, XeroConsent, XeroLogin
from app.xero import lifecycle, organisations, service

EVERY = timedelta(minutes=50)
JITTER = timedelta(minutes=6)


def run(turn: Turn) -> timedelta | None:
    """Settle trips of the login that wait for their list, then read that list; raises XeroError."""
    settle_waiting(turn.login)
    if not came_with_its_list(turn):
        reconcile(turn.login)
    return None


def settle_waiting(login_id: int) -> None:
    """Finish every trip of a login whose list did not arrive; raises XeroError."""
    waiting = select(XeroConsent).filter_by(login_id=login_id, outcome=Outcome.LIST_FOLLOWS)
    consents = db.session.scalars(waiting.order_by(XeroConsent.id)).all()
    db.session.commit()
    for consent in consents:
        read_again(consent, None)


def reconcile(login_id: int) -> None:
    """Bring one login’s connections in line with Xero; raises XeroError."""
    listed = lifecycle.call_with_token(login_id, service().api.connections)
    organisations.reconcile(db.session.get_one(XeroLogin, login_id), listed, utcnow())
    db.session.commit()


def came_with_its_list(turn: Turn) -> bool:
    """Whether somebody authorised the login since this was due, and the list was read on the way home."""
    login = db.session.get_one(XeroLogin, turn.login)
    read_at, authorised_at = login.connections_read_at, login.authorised_at
    db.session.commit()
    return read_at is not None and turn.due_at <= authorised_at <= read_at


KIND = Kind(JobKind.RECONCILE, "Compare with what Xero lists", Scope.LOGIN, EVERY, run, JITTER)
