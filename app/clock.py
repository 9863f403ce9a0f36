"""The only now: every timestamp in Ledgerline comes from here, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_off = timedelta()


def utcnow() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _off


def set_off(seconds: float) -> None:
    """Let this process’s clock go wrong by so much: for tests of what a wrong clock does."""
    global _off
    _off = timedelta(seconds=seconds)
