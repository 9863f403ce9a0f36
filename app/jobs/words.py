"""What went wrong with a job: in words for people, and how long to leave it alone."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import OperationalError

from app.jobs.kinds import Kind, NotDone
from app.xero.errors import (
    AccessRefused,
    OrganisationGone,
    PermissionNeeded,
    ReconnectNeeded,
    SealBroken,
    StoreUnavailable,
    Throttled,
    XeroMisconfigured,
    XeroUnavailable,
)

SHORTEST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_THROTTLE = timedelta(days=1)
# The first that fits is told: the more special ones stand before the others.
WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (ReconnectNeeded, "The login must be reconnected first."),
    (AccessRefused, "Xero refused an access that it had given a moment before."),
    (PermissionNeeded, "The login lacks a permission: reconnect it."),
    (OrganisationGone, "Xero no longer lets this login into the organisation."),
    (Throttled, "The number of calls that Xero allows is used up."),
    (StoreUnavailable, "Our own database did not answer."),
    (OperationalError, "Our own database did not answer."),
    (XeroUnavailable, "Xero did not answer."),
    (XeroMisconfigured, "Xero refuses Ledgerline itself. Tell whoever runs it: the log says why."),
    (SealBroken, "What is stored cannot be opened. Tell whoever runs Ledgerline: the log says why."),
)
UNEXPECTED = "Something broke that nobody expected. Tell whoever runs Ledgerline: the log says what."


def is_expected(fault: BaseException) -> bool:
    return isinstance(fault, (NotDone, *(kind for kind, _ in WORDS)))


def in_words(fault: BaseException) -> str:
    """One sentence for Settings → Jobs, without anything that Xero or a library said."""
    if isinstance(fault, NotDone):
        return str(fault)
    return next((words for kind, words in WORDS if isinstance(fault, kind)), UNEXPECTED)


def pause_after(fault: BaseException, failures: int, kind: Kind) -> timedelta:
    """How long until a job that failed so many times in a row is tried again."""
    if isinstance(fault, ReconnectNeeded):
        return SHORTEST_PAUSE  # it rests until somebody reconnects, and is due by then
    if isinstance(fault, Throttled):
        return max(SHORTEST_PAUSE, min(fault.retry_after, LONGEST_THROTTLE))
    growing: timedelta = SHORTEST_PAUSE * (1 << min(max(failures - 1, 0), 10))
    return min(growing, LONGEST_PAUSE, max(kind.every, SHORTEST_PAUSE))
