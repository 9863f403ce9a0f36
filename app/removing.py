"""Removing access at Xero, for one organisation or many: each step commits before the next call."""

from __future__ import annotations

from collections.abc import Sequence

from app.clock import utcnow
from app.durations import Countdown
from app.extensions import db
from app.logs import log
from app.models.event import Author
from app.xero import access
from app.xero.access import Access
from app.xero.errors import ReconnectNeeded, SealBroken, XeroError, XeroMisconfigured, XeroUnavailable

# A login that meets one of these is left for later, with all that is still to be removed of its access.
PASSING = (ReconnectNeeded, XeroUnavailable, XeroMisconfigured, SealBroken)


def remove_all_access(practice_id: int, organisation_id: int, author: Author) -> list[str]:
    """End every login’s connection to the organisation; returns a sentence for each that could not be."""
    living = access.accesses(practice_id, [organisation_id])
    # No transaction is open during a call to Xero.
    db.session.rollback()
    faults = [(one, remove(one, author)) for one in living]
    return [sentence(one.login, fault) for one, fault in faults if fault]


def carry_out(asked: Sequence[tuple[Access, Author]], seconds: float) -> XeroError | None:
    """Remove what was asked for, as much as fits into so many seconds; the rest is a job’s.

    Returns what kept Xero from answering, if anything did. What it refused is noted at the connection.
    """
    patience, stopped = Countdown(seconds), {}
    for one, author in asked:
        if patience.is_over:
            break
        if one.login_id in stopped:
            continue
        fault = remove(one, author)
        if isinstance(fault, PASSING):
            stopped[one.login_id] = fault
        elif fault:
            access.refuse(one, sentence(one.login, fault))
            db.session.commit()
    return next(iter(stopped.values()), None)


def carry_out_for(login_id: int, seconds: float) -> XeroError | None:
    """Remove what waits to be removed of one login’s access."""
    asked = [(one, Author(user_id)) for one, user_id in access.accesses_asked(login_id)]
    db.session.rollback()
    return carry_out(asked, seconds)


def remove(one: Access, author: Author) -> XeroError | None:
    """End one connection at Xero, then here; what was in the way, or nothing."""
    try:
        access.end_at_xero(one)
    except XeroError as error:
        log.warning("access was not removed", login_id=one.login_id, problem=str(error))
        return error
    access.remove_access(one, utcnow(), author)
    db.session.commit()
    return None


def sentence(login: str, error: XeroError) -> str:
    """Why a login’s access is still there, and what to do."""
    if isinstance(error, ReconnectNeeded):
        return f"{login}’s Xero login must be reconnected before its access can be removed."
    if isinstance(error, XeroUnavailable):
        return f"Xero did not answer for {login}’s login. Try again in a few minutes."
    if isinstance(error, XeroMisconfigured):
        return "Xero refuses Ledgerline itself. Tell whoever runs Ledgerline for you."
    if isinstance(error, SealBroken):
        return f"Ledgerline cannot open {login}’s authorisation. Tell whoever runs Ledgerline for you."
    return f"Xero refused it for {login}’s login. Remove the access in Xero, under Connected apps."
