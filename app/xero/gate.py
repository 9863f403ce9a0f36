"""The gate before Xero’s token endpoint: when many logins begin to fail at once, one tries for all."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.logs import log
from app.models import XeroGate
from app.xero import service, store
from app.xero.backoff import NotYet, Trouble

MANY = 5
WINDOW = timedelta(minutes=1)
FIRST_REST = timedelta(seconds=15)
LONGEST_REST = timedelta(minutes=4)


def pass_through(session: Session, now: datetime, probe: timedelta) -> bool:
    """Go on where the gate is open; raises NotYet where it is shut. Returns whether one tries for all.

    After a rest the first to come goes through, and holds it shut for the others while it calls.
    """
    gate = session.get(XeroGate, service().client_id)
    if gate is None or gate.shut_until is None:
        return False
    take = (
        update(XeroGate)
        .where(
            XeroGate.app_client_id == gate.app_client_id,
            # Shut for longer than we ever shut it: the clock was set back.
            or_(XeroGate.shut_until <= now, XeroGate.shut_until > now + longest(probe)),
        )
        .values(shut_until=now + probe)
        .execution_options(synchronize_session=False)
    )
    if session.connection().execute(take).rowcount != 1:
        raise NotYet(gate.shut_until - now, Trouble.UNKNOWN)
    return True


def longest(probe: timedelta) -> timedelta:
    return max(probe, LONGEST_REST) + WINDOW


def count_failure(session: Session, now: datetime, *, is_first: bool, is_probe: bool) -> None:
    """Count a login that begins to fail; shut the gate after many, and again after one tried in vain."""
    gate = locked(session, now)
    if gate.shut_times == 0 and now - gate.counted_since > WINDOW:
        gate.counted_since, gate.failing = now, 0
    gate.failing += is_first
    if is_probe or (gate.failing >= MANY and gate.shut_until is None):
        gate.shut_until = now + min(FIRST_REST * (1 << min(gate.shut_times, 10)), LONGEST_REST)
        gate.shut_times += 1
        log.error("many xero logins fail at once: one tries for all", failing=gate.failing)


def open_wide(session: Session, now: datetime) -> None:
    """Xero answered: everybody may try again."""
    reopen = (
        update(XeroGate)
        .where(
            XeroGate.app_client_id == service().client_id,
            or_(XeroGate.failing > 0, XeroGate.shut_times > 0),
        )
        .values(counted_since=now, failing=0, shut_until=None, shut_times=0)
        .execution_options(synchronize_session=False)
    )
    session.execute(reopen)


def park(session: Session, now: datetime, pause: timedelta) -> None:
    """Let nobody call for so long: the whole app's limit at Xero is used up."""
    gate = locked(session, now)
    gate.parked_until = max(gate.parked_until or now, now + pause)


def parked_until() -> tuple[datetime | None, datetime]:
    """Until when nobody is to call, and now."""
    parked = select(XeroGate.parked_until).where(XeroGate.app_client_id == service().client_id)
    with store.look() as connection:
        until, now = connection.execute(
            select(parked.scalar_subquery(), store.present_moment(connection.dialect.name))
        ).one()
    return until, now


def locked(session: Session, now: datetime) -> XeroGate:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"app_client_id": service().client_id, "counted_since": now, "failing": 0, "shut_times": 0}
    session.execute(insert(XeroGate).values(values).on_conflict_do_nothing())
    return session.scalars(
        select(XeroGate).filter_by(app_client_id=service().client_id).with_for_update()
    ).one()
