"""Facts: legal names and numbers of organisations that were never read, or not for a month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import exists, func, or_, select

from app.clock import utcnow
from app.durations import Countdown
from app.extensions import db
from app.jobs.kinds import Kind, Scope, Turn
from app.logs import log
from app.models import JobKind, LoginState, XeroConnection, XeroLogin, XeroOrganisation
from app.xero import organisations, reach, service
from app.xero.errors import Throttled, XeroError
from app.xero.limits import APP

EVERY = timedelta(hours=1)
STALE_AFTER = timedelta(days=30)
BATCH = 40
BUDGET = 25.0  # seconds
LONGEST_CALL = (5.0, 10.0)
SOON = timedelta(minutes=1)


def run(turn: Turn) -> timedelta | None:
    """Read as many as fit into the budget, and come back soon for the rest; raises Throttled."""
    budget, were_read = Countdown(BUDGET), 0
    waiting = stale(turn.practice)
    db.session.commit()
    for organisation_id in waiting:
        if budget.is_over:
            break
        were_read += read(organisation_id)
    are_left = budget.is_over or len(waiting) == BATCH
    # Where none could be read, the next minute would bring none either.
    return SOON if are_left and were_read else None


def stale(practice_id: int) -> Sequence[int]:
    """Some organisations that are to be read and can be, in no order.

    One whose facts cannot be read would stand first for ever, in any other.
    """
    now, found = utcnow(), XeroOrganisation
    is_reached = exists().where(
        XeroConnection.organisation_id == found.id,
        XeroConnection.ended_at.is_(None),
        XeroConnection.login_id == XeroLogin.id,
        XeroLogin.state == LoginState.ACTIVE,
    )
    return db.session.scalars(
        select(found.id)
        .where(
            found.practice_id == practice_id,
            or_(found.facts_read_at.is_(None), found.facts_read_at <= now - STALE_AFTER),
            or_(found.parked_until.is_(None), found.parked_until <= now),
            is_reached,
        )
        .order_by(func.random())
        .limit(BATCH)
    ).all()


def read(organisation_id: int) -> bool:
    """Read one organisation’s facts; returns whether they could be read."""
    call = partial(service().api.organisation, timeout=LONGEST_CALL)
    try:
        facts = reach.call_organisation(organisation_id, call, patience=0)
    except XeroError as fault:
        if isinstance(fault, Throttled) and fault.problem == APP:
            raise
        log.info("facts not read", organisation_id=organisation_id, problem=str(fault))
        return False
    organisations.write_facts(organisation_id, facts, utcnow())
    db.session.commit()
    return True


KIND = Kind(JobKind.FACTS, "Read facts of organisations", Scope.PRACTICE, EVERY, run, timedelta(minutes=10))
