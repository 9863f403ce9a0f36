"""Removing access at Xero for a client that leaves: each step commits before the next call."""

from __future__ import annotations

from app.clock import utcnow
from app.extensions import db
from app.logs import log
from app.models.event import Author
from app.xero import access
from app.xero.access import Access
from app.xero.errors import ReconnectNeeded, XeroError, XeroMisconfigured, XeroUnavailable


def remove_all_access(practice_id: int, organisation_id: int, author: Author) -> list[str]:
    """End every login’s connection to the organisation; returns a sentence for each that could not be."""
    living = access.accesses(practice_id, organisation_id)
    # No transaction is open during a call to Xero.
    db.session.rollback()
    return [fault for one in living if (fault := remove(one, author))]


def remove(one: Access, author: Author) -> str | None:
    try:
        access.end_at_xero(one)
    except XeroError as error:
        log.warning("access was not removed", login_id=one.login_id, problem=str(error))
        return sentence(one.login, error)
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
    return f"Xero refused it for {login}’s login. Remove the access in Xero, under Connected apps."
