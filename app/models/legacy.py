"""Xero’s previous authentication method, and when it ends: at a midnight, in each practice’s time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from flask import current_app
from sqlalchemy import ColumnElement, exists, false
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.clock import utcnow
from app.models.practice import Practice
from app.models.xero import XeroOrganisation

Column = InstrumentedAttribute[int] | ColumnElement[int]
# No time zone has its midnight sooner or later than these after the one of UTC.
FIRST, LAST = timedelta(hours=-14), timedelta(hours=12)


def cutoff() -> date:
    """The day at whose beginning the previous method ends."""
    day: date = current_app.config["XERO_LEGACY_CUTOFF"]
    return day


def legacy_note() -> str:
    """What is said beside the status of an organisation that the previous method opens still."""
    day = cutoff()
    return f"Uses Xero’s previous authentication method, which ends on {day.day} {day:%B %Y}"


def ends_at(day: date, zone: str) -> datetime:
    """The midnight with which a day begins in a time zone."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def has_ended(zone: str) -> bool:
    """Whether the previous method has ended for a practice of that time zone."""
    return utcnow() >= ends_at(cutoff(), zone)


def opens_still(practice_id: Column, organisation_id: Column) -> ColumnElement[bool]:
    """Whether the previous method still opens the practice’s organisation."""
    now, middle = utcnow(), datetime.combine(cutoff(), time(), UTC)
    if now >= middle + LAST:
        return false()
    legacy = aliased(XeroOrganisation)
    is_legacy = exists().where(
        legacy.practice_id == practice_id, legacy.id == organisation_id, legacy.is_legacy
    )
    if now < middle + FIRST:
        return is_legacy
    return is_legacy & exists().where(
        Practice.id == practice_id, Practice.time_zone.in_(zones_before(cutoff(), now))
    )


def zones_before(day: date, now: datetime) -> list[str]:
    """The time zones in which a day has not begun yet."""
    return [zone for zone, midnight in midnights(day) if now < midnight]


@lru_cache(maxsize=4)
def midnights(day: date) -> list[tuple[str, datetime]]:
    return [(zone, ends_at(day, zone)) for zone in sorted(available_timezones())]
