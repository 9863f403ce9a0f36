"""A small executor per process, for refreshes that nobody waits for."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from flask import Flask, current_app

from app.logs import log
from app.xero import refreshing
from app.xero.errors import SealBroken, XeroError, XeroMisconfigured

WORKERS = 2


class Background:
    """Refreshes each login once at a time; its threads are made when they are first needed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._executor: ThreadPoolExecutor | None = None
        self._under_way: set[int] = set()

    def refresh(self, login_id: int, generation: int) -> None:
        """Have a login refreshed, and return at once."""
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        with self._lock:
            if login_id in self._under_way:
                return
            self._under_way.add(login_id)
            if self._executor is None:
                self._executor = ThreadPoolExecutor(WORKERS, thread_name_prefix="refresh")
            task = self._executor.submit(attempt, app, login_id, generation)
        task.add_done_callback(lambda done: self._finish(login_id, done))

    def _finish(self, login_id: int, done: Future[None]) -> None:
        with self._lock:
            self._under_way.discard(login_id)
        if fault := done.exception():
            log.error("a refresh in the background broke", login_id=login_id, exc_info=fault)

    def close(self) -> None:
        """Wait for what is under way."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown()


def attempt(app: Flask, login_id: int, generation: int) -> None:
    with app.app_context():
        try:
            refreshing.refresh(login_id, generation)
        except (SealBroken, XeroMisconfigured) as fault:
            refreshing.raise_alarm(login_id, fault)
        except XeroError as fault:
            log.info("refresh in the background", login_id=login_id, problem=str(fault))


def background() -> Background:
    found: Background = current_app.extensions["xero_background"]
    return found
