"""Counting attempts exactly, whichever process they reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import utcnow
from app.extensions import Base, db
from app.models.columns import UtcDateTime


class Throttle(Base):
    """How many attempts one key (an account, an address) has made since its window began."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int]


@dataclass(frozen=True)
class Tally:
    """How many attempts there were since a window began."""

    attempts: int
    since: datetime


def count_attempt(key: str, window: timedelta) -> Tally:
    """Count one attempt, in one statement; returns the tally of its window, this one included."""
    now = utcnow()
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    begins_anew = Throttle.since <= now - window
    statement = (
        insert(Throttle)
        .values(key=key, since=now, attempts=1)
        .on_conflict_do_update(
            index_elements=[Throttle.key],
            set_={
                "since": case((begins_anew, now), else_=Throttle.since),
                "attempts": case((begins_anew, 1), else_=Throttle.attempts + 1),
            },
        )
        .returning(Throttle.attempts, Throttle.since)
    )
    return Tally(*db.session.execute(statement).one())


def find_tally(key: str, window: timedelta) -> Tally | None:
    """The tally of a window that is not over, or None."""
    found = db.session.get(Throttle, key)
    if found is None or found.since <= utcnow() - window:
        return None
    return Tally(found.attempts, found.since)


def forget_attempts(key: str) -> None:
    db.session.execute(delete(Throttle).where(Throttle.key == key))
