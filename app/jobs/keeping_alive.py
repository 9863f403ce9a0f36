"""Keep-alive: a login that nobody used for a day is renewed, so that its 60 days never run out."""

from __future__ import annotations

from datetime import timedelta
from secrets import SystemRandom

from sqlalchemy import select

from app.jobs import leases
from app.jobs.kinds import Kind, Scope, Turn
from app.models import JobKind, XeroLogin
from app.xero import lifecycle
from app.xero.store import now_of

IDLE = timedelta(days=1)
JITTER = timedelta(hours=2)


def run(turn: Turn) -> timedelta | None:
    """Renew the login unless that happened within a day; raises XeroError."""
    idle = idle_for(turn.login)
    if idle is not None and idle < IDLE:
        return IDLE - idle + JITTER * SystemRandom().random()
    lifecycle.fresh_access_token(turn.login)
    return None


def idle_for(login_id: int) -> timedelta | None:
    """How long ago the login was renewed, by the clock that it was renewed by; None where it never was."""
    with leases.look() as session:
        renewed = session.scalar(select(XeroLogin.refreshed_at).filter_by(id=login_id))
        return now_of(session) - renewed if renewed else None


KIND = Kind(JobKind.KEEP_ALIVE, "Keep the authorisation alive", Scope.LOGIN, IDLE, run, JITTER)
