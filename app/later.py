"""Work that an answer does not wait for: done by a thread of this process, and lost with it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from flask import Flask, current_app

from app.logs import log

WORKERS, MOST_WAITING = 2, 200


class Later:
    """A few threads, made when they are first needed; what they cannot keep up with is dropped and logged."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._executor: ThreadPoolExecutor | None = None
        self._waiting = 0

    def do(self, work: Callable[[], None]) -> None:
        """Have it done in this app’s context, and return at once."""
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        with self._lock:
            if self._waiting >= MOST_WAITING:
                log.warning("too much is left for later", waiting=self._waiting)
                return
            self._waiting += 1
            if self._executor is None:
                self._executor = ThreadPoolExecutor(WORKERS, thread_name_prefix="later")
            task = self._executor.submit(in_app, app, work)
        task.add_done_callback(self._finish)

    def _finish(self, done: Future[None]) -> None:
        with self._lock:
            self._waiting -= 1
        if fault := done.exception():
            log.error("what was left for later broke", exc_info=fault)

    def close(self) -> None:
        """Wait for what is under way."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown()


def in_app(app: Flask, work: Callable[[], None]) -> None:
    with app.app_context():
        work()


def init_later(app: Flask) -> None:
    """Give the app its threads."""
    app.extensions["later"] = Later()


def later() -> Later:
    found: Later = current_app.extensions["later"]
    return found
