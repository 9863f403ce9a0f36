"""How long to wait after a call whose outcome is unknown, or that somebody else must act on first."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from secrets import SystemRandom

from app.xero.errors import Throttled, XeroError, XeroMisconfigured, XeroUnavailable

# Well below the half hour in which Xero still takes the former refresh token.
LONGEST = timedelta(minutes=5)
FIRST = timedelta(milliseconds=500)
OPERATORS = timedelta(seconds=30)
LONGEST_THROTTLE = timedelta(days=1)
JITTER = 0.2


class Trouble(StrEnum):
    """Why a login waits, as its row has it."""

    UNKNOWN = "unknown"
    THROTTLED = "throttled"
    MISCONFIGURED = "misconfigured"
    REFUSED_ONCE = "refused_once"


class NotYet(XeroUnavailable):
    """Nobody is to call Xero for this login before `after`."""

    def __init__(self, after: timedelta, trouble: str | None) -> None:
        super().__init__(f"not before {after.total_seconds():.1f} s from now: {trouble}")
        self.after, self.trouble = max(after, timedelta()), trouble

    def as_error(self) -> XeroError:
        """What somebody who cannot wait so long is told."""
        if self.trouble == Trouble.THROTTLED:
            return Throttled("token", self.after)
        if self.trouble == Trouble.MISCONFIGURED:
            return XeroMisconfigured("the token endpoint refused our credentials a moment ago")
        return self


def trouble_of(fault: XeroError) -> Trouble:
    if isinstance(fault, Throttled):
        return Trouble.THROTTLED
    return Trouble.MISCONFIGURED if isinstance(fault, XeroMisconfigured) else Trouble.UNKNOWN


def pause_after(fault: XeroError, failures: int) -> timedelta:
    """How long all processes leave Xero alone, after so many failures in a row."""
    if isinstance(fault, Throttled):
        return min(fault.retry_after, LONGEST_THROTTLE)
    if isinstance(fault, XeroMisconfigured):
        return OPERATORS
    return growing(failures) * SystemRandom().uniform(1 - JITTER, 1)


def rest_of(retry_at: datetime | None, trouble: str | None, now: datetime) -> timedelta:
    """How long a login is still left alone; what we never ask for comes of a clock that was set back."""
    rest = max(retry_at - now, timedelta()) if retry_at else timedelta()
    longest = LONGEST_THROTTLE if trouble == Trouble.THROTTLED else LONGEST
    return rest if rest <= longest else timedelta()


def growing(failures: int) -> timedelta:
    """Twice as long after each failure, up to LONGEST."""
    return min(FIRST * (1 << min(max(failures - 1, 0), 20)), LONGEST)
