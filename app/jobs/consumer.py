"""A process that runs jobs: Huey’s consumer under our own signals and settings."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from datetime import timedelta
from threading import Lock
from types import FrameType

from flask import Flask
from huey.consumer import Consumer

from app.clock import utcnow
from app.durations import Countdown, pause
from app.jobs import hosts, leases
from app.jobs.kinds import Kinds
from app.jobs.queue import Queue
from app.jobs.working import work_off
from app.logs import log
from app.xero.errors import StoreUnavailable

Handler = Callable[[int, FrameType | None], object] | signal.Handlers
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOK_SECONDS = 0.2
HEALTH_SECONDS = 10
LONGEST_NAP = 1.0  # seconds until a worker looks at the queue again
AHEAD = timedelta(minutes=1)


class Worker:
    """What every wake does in this process."""

    def __init__(self, app: Flask, queue: Queue, kinds: Kinds) -> None:
        self.app, self.queue, self.kinds = app, queue, kinds
        self.name = hosts.new_name()
        self.is_stopping = False
        self._lock = Lock()
        self._called_at: float = 0.0

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        """Begin nothing new."""
        self.is_stopping = True

    def work(self) -> None:
        """Say that we are alive, do what is due, and ask to be woken when something comes due before long."""
        with self.app.app_context():
            try:
                hosts.beat(self.name)
                for _ in work_off(self.kinds, lambda: self.is_stopping):
                    pass
                self.call_again()
            except StoreUnavailable as fault:
                log.error("jobs wait for the database", problem=str(fault))

    def call_again(self) -> None:
        """The next minute comes by itself; what comes due before it, or a lease that ends, is waited for."""
        left = leases.next_moment(self.kinds)
        if left is None or left > AHEAD:
            return
        at = (utcnow() + left).timestamp()
        with self._lock:
            # Several threads find the same moment; one call for it is enough.
            if utcnow().timestamp() < self._called_at <= at + 1:
                return
            self._called_at = at
        self.queue.wake(max(left, timedelta(seconds=1)))


def run(app: Flask, queue: Queue, kinds: Kinds, *, workers: int, grace: float) -> None:
    """Run jobs until a signal comes; then finish what is under way, for `grace` seconds at most.

    Raises one of `queue.FAULTS` where the queue does not answer.
    """
    logging.getLogger("huey").setLevel(logging.WARNING)
    worker = Worker(app, queue, kinds)
    queue.work = worker.work
    consumer = Consumer(
        queue.open(),
        workers=workers,
        max_delay=LONGEST_NAP,
        shutdown_timeout=grace,
        check_worker_health=False,
    )
    queue.wake()
    consumer.start()
    listen(worker.stop)
    log.info("jobs run", host=worker.name, workers=workers)
    watch(consumer, worker)
    # From here on a second signal ends the waiting.
    listen(signal.default_int_handler)
    consumer.stop(graceful=True)
    listen(signal.SIG_IGN)
    hosts.leave(worker.name)
    log.info("jobs stopped", host=worker.name)


def listen(to: Handler) -> None:
    for number in STOPPING:
        # `nohup` has us ignore hang-ups, and means it.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, to)


def watch(consumer: Consumer, worker: Worker) -> None:
    """Return when it is time to go; threads that died are replaced until then."""
    until_look = Countdown(HEALTH_SECONDS)
    while not worker.is_stopping:
        pause(LOOK_SECONDS)
        if until_look.is_over:
            consumer.check_worker_health()
            until_look = Countdown(HEALTH_SECONDS)
