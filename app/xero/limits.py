"""Xero’s limits: which one was met, and how long nobody is to call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from app.clock import utcnow
from app.xero.errors import Throttled

DAY, APP, CONCURRENT = "day", "appminute", "concurrent"
KNOWN = ("minute", DAY, APP, CONCURRENT)
UNKNOWN = "unknown"
SHORTEST, LONGEST = timedelta(seconds=1), timedelta(days=1)
# Where Xero does not say for how long; the day’s limit is counted over the last 24 hours.
USUAL = {CONCURRENT: timedelta(seconds=5), DAY: timedelta(hours=1)}
DEFAULT_PAUSE = timedelta(seconds=60)
SECONDS = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?")


def throttled(headers: Mapping[str, str]) -> Throttled:
    """What a 429 means, going by its headers, which may be missing or make no sense."""
    problem = headers.get("X-Rate-Limit-Problem", "").strip().lower()
    problem = problem if problem in KNOWN else UNKNOWN
    asked = wait_in(headers.get("Retry-After", "").strip())
    pause = asked if asked is not None else USUAL.get(problem, DEFAULT_PAUSE)
    return Throttled(problem, min(max(pause, SHORTEST), LONGEST))


def wait_in(retry_after: str) -> timedelta | None:
    """How long a `Retry-After` asks for, in seconds or until a date; None where it cannot be read."""
    if SECONDS.fullmatch(retry_after):
        return timedelta(seconds=float(retry_after))
    moment = date_in(retry_after)
    return None if moment is None else moment - utcnow()


def date_in(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
