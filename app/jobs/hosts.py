"""Which processes run jobs: each says so every minute, and takes its leave when it is stopped."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import db
from app.jobs.leases import look, transaction
from app.models import JobHost
from app.xero.store import now_of

SILENCE = timedelta(minutes=3)
FORGOTTEN_AFTER = timedelta(days=1)


def new_name() -> str:
    """A name for this process that no other has, nor had."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"


def beat(name: str) -> None:
    """Say that this process is alive."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    with transaction() as session:
        now = now_of(session)
        alive = insert(JobHost).values(name=name, started_at=now, seen_at=now)
        session.execute(alive.on_conflict_do_update(index_elements=[JobHost.name], set_={"seen_at": now}))


def leave(name: str) -> None:
    with transaction() as session:
        session.execute(delete(JobHost).where(JobHost.name == name))


def forget_silent() -> None:
    """Remove those that were not heard of for a day: they were killed."""
    with transaction() as session:
        session.execute(delete(JobHost).where(JobHost.seen_at <= now_of(session) - FORGOTTEN_AFTER))


def last_heard() -> tuple[datetime | None, bool]:
    """When a process that runs jobs was last heard of, and whether that means that one is running."""
    with look() as session:
        seen = session.scalar(select(func.max(JobHost.seen_at)))
        return seen, seen is not None and now_of(session) - seen < SILENCE
