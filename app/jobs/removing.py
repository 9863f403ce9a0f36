"""Removals: access that somebody asked to have removed at Xero, and that no request had the time for."""

from __future__ import annotations

from datetime import timedelta

from app.extensions import db
from app.jobs.kinds import Kind, Scope, Turn
from app.models import JobKind
from app.removing import carry_out_for
from app.xero import access
from app.xero.errors import ReconnectNeeded

EVERY = timedelta(hours=6)
BUDGET = 25.0  # seconds
SOON = timedelta(seconds=10)


def run(turn: Turn) -> timedelta | None:
    """Remove as much as fits into the budget, and come back soon for the rest; raises XeroError."""
    fault = carry_out_for(turn.login, BUDGET)
    if isinstance(fault, ReconnectNeeded):
        # It waits for somebody to sign in at Xero, and is made due by that.
        return None
    if fault:
        raise fault
    is_left = bool(access.accesses_asked(turn.login))
    db.session.rollback()
    return SOON if is_left else None


KIND = Kind(JobKind.REMOVE, "Remove access at Xero", Scope.LOGIN, EVERY, run)
