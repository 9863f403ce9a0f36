"""Counting for operators: in memory first, written by a thread that nobody waits for."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from flask import Flask, current_app
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.logs import log
from app.models import Meter
from app.xero import store
from app.xero.errors import StoreUnavailable

LEASE_WAITS = "lease_waits"


class Meters:
    """What one process counted and has not written yet; its thread is made when it is first needed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._executor: ThreadPoolExecutor | None = None
        self._counted: Counter[str] = Counter()
        self._is_writing = False

    def count(self, name: str) -> None:
        """Count one more, and return at once."""
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        with self._lock:
            self._counted[name] += 1
            if self._is_writing:
                return
            self._is_writing = True
            if self._executor is None:
                self._executor = ThreadPoolExecutor(1, thread_name_prefix="meters")
            self._executor.submit(self._write, app)

    def _write(self, app: Flask) -> None:
        while counted := self._take():
            try:
                with app.app_context():
                    add(counted)
            except StoreUnavailable as fault:
                log.info("counts were not written", problem=str(fault))

    def _take(self) -> Counter[str]:
        """What is to be written now; nothing ends the writing."""
        with self._lock:
            counted, self._counted = self._counted, Counter()
            self._is_writing = bool(counted)
            return counted

    def close(self) -> None:
        """Wait for what is being written."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown()


def add(counted: Counter[str]) -> None:
    with store.change() as session:
        for name, number in counted.items():
            session.execute(adding(session, name, number))


def adding(session: Session, name: str, number: int) -> sqlite.Insert | postgresql.Insert:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    first = insert(Meter).values(name=name, value=number)
    more = {"value": Meter.value + first.excluded.value}
    return first.on_conflict_do_update(index_elements=[Meter.name], set_=more)


def meters() -> Meters:
    found: Meters = current_app.extensions["xero_meters"]
    return found
