"""Huey: its only task says that it is time to look at the rows, so that losing one loses nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import Any

import psycopg
from flask import Flask
from huey.api import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer
from redis.exceptions import RedisError
from sqlalchemy.engine import make_url

from app.logs import log

NAME = "ledgerline"
BUSY_SECONDS = 15
ANSWER_SECONDS = 5
# A wake that waited longer than this has been followed by another one.
STALE_AFTER = timedelta(minutes=5)
FAULTS = (sqlite3.Error, psycopg.Error, RedisError, OSError)


class Queue:
    """One app’s Huey, opened when it is first needed: after a server has forked its workers."""

    def __init__(self, app: Flask, url: str) -> None:
        self.app, self.url = app, url
        self.work: Callable[[], None] = lambda: None
        self._lock = Lock()
        self._opened: tuple[Huey, Any] | None = None

    def open(self) -> Huey:
        """Connect, and make what is missing there; raises one of FAULTS."""
        return self._open()[0]

    def wake(self, after: timedelta = timedelta()) -> None:
        """Have somebody look at what is due; a queue that is away costs no more than a minute’s delay."""
        try:
            task = self._open()[1]
            if after:
                task.schedule(delay=after.total_seconds())
            else:
                task()
        except FAULTS as fault:
            log.warning("nobody could be woken", problem=type(fault).__name__)

    def _open(self) -> tuple[Huey, Any]:
        with self._lock:
            if self._opened is None:
                huey = make_huey(self.url, self.app.config["SECRET_KEY"])
                self._opened = huey, self.define_tasks(huey)
            return self._opened

    def define_tasks(self, huey: Huey) -> Any:
        """The one task there is, and its copy that comes every minute."""
        huey.periodic_task(crontab(minute="*"), name="every_minute", expires=STALE_AFTER)(self.do_work)
        return huey.task(name="wake", expires=STALE_AFTER)(self.do_work)

    def do_work(self) -> None:
        self.work()

    def close(self) -> None:
        with self._lock:
            if self._opened is not None:
                self._opened[0].storage.close()
                self._opened = None


def make_huey(url: str, secret: str) -> Huey:
    """The kind of Huey that an address asks for; what lies in the queue is signed, as it is unpickled."""
    shared = {"results": False, "serializer": SignedSerializer(secret=secret, salt=NAME)}
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
        return SqliteHuey(NAME, filename=str(parsed.database), timeout=BUSY_SECONDS, **shared)
    if parsed.get_backend_name() == "postgresql":
        return open_postgresql(parsed.set(drivername="postgresql").render_as_string(False), shared)
    huey = RedisHuey(NAME, url=url, **shared)
    huey.storage.conn.ping()
    return huey


def open_postgresql(address: str, shared: dict[str, Any]) -> Huey:
    connecting = {"dsn": address, "connect_timeout": ANSWER_SECONDS, **shared}
    try:
        return PostgresHuey(NAME, **connecting)
    except psycopg.errors.UniqueViolation:
        # Another process made the same tables at the same moment.
        return PostgresHuey(NAME, **connecting)
