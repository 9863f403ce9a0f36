"""A process of the application’s that does as it is told: `python -m tests.faults.actor`.

A line of JSON on its input sets it up: the app’s environment, where to `halt`, the size of its pool.
Every further line is a command of DEEDS, answered by a line of JSON. Where it is to halt, it says so
and stops for good.
"""

from __future__ import annotations

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta

from sqlalchemy import text

from app import clock, create_app, database
from app.database import reading
from app.extensions import db
from app.models.throttle import count_attempt
from app.xero import lifecycle, refreshing, service, store
from app.xero.background import background
from app.xero.errors import XeroError
from tests.faults import sabotage

CROWD = 64


class Actor:
    """One app, with callers in threads of its own."""

    def __init__(self, environ, halt=None, pool=None, busy=None, cut=None):
        if pool:
            keep_small(pool)
        database.BUSY_SECONDS = busy or database.BUSY_SECONDS
        self.app = create_app(environ)
        self.storm = threading.Event()
        if cut:
            sabotage.cut_off(cut)
        self.threads = ThreadPoolExecutor(CROWD)
        self.asked = []
        if halt:
            halt_at(self.app, halt)

    def ask(self, logins, manner="plainly"):
        """Let one caller for each of these logins begin to ask for a token; answers at once."""
        self.asked += [self.threads.submit(self.one, login, manner) for login in logins]

    def answers(self):
        """What each caller was given: the fingerprint of a token, or the error’s name."""
        asked, self.asked = self.asked, []
        return [each.result() for each in asked]

    def one(self, login_id, manner):
        with self.app.app_context(), MANNERS[manner]():
            return self.outcome(lifecycle.fresh_access_token, login_id)

    def outcome(self, work, *arguments):
        try:
            found = work(*arguments)
        except XeroError as fault:
            return type(fault).__name__
        return service().fingerprint(found) if isinstance(found, str) else len(found)

    def call(self, login_id):
        """Read a login’s list at Xero; how many organisations, or the error’s name."""
        with self.app.app_context():
            return self.outcome(lifecycle.call_with_token, login_id, service().api.connections)

    def query(self, times):
        """Unrelated queries at once, through the pool of the requests; how many were answered."""
        return sum(self.threads.map(lambda _: self.one_query(), range(times)))

    def one_query(self):
        with self.app.app_context(), reading(db.engine).connect() as connection:
            return connection.scalar(text("SELECT 1"))

    def held(self):
        """How many connections are in somebody’s hands: of the requests, of the token lifecycle."""
        with self.app.app_context():
            return [db.engine.pool.checkedout(), store.store().engine.pool.checkedout()]

    def write(self, threads):
        """Let so many threads write to the database, one transaction after the other, until `calm`."""
        self.asked += [self.threads.submit(self.write_on, number) for number in range(threads)]

    def write_on(self, number):
        written = 0
        with self.app.app_context():
            while not self.storm.is_set():
                count_attempt(f"storm {number}", timedelta(minutes=5))
                db.session.commit()
                written += 1
        return written

    def calm(self):
        self.storm.set()

    def finish(self):
        """Wait for what the background has under way."""
        with self.app.app_context():
            background().close()

    def set_clock(self, seconds):
        clock.set_off(seconds)


def keep_small(size):
    options = database.engine_options
    small = {"pool_size": size, "max_overflow": 0, "pool_timeout": 30}
    database.engine_options = lambda url: options(url) | small


def tell(what):
    """A line that no other thread’s can get into."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def halt(where):
    tell(f"halted at {where}")
    threading.Event().wait()


def halt_at(flask, where):
    """Stop for good at one point of a refresh."""
    api = flask.extensions["xero"].api
    owner, name, is_before = {
        "claim": (api, "refresh", True),
        "reply": (api, "refresh", False),
        "before commit": (refreshing, "write_answer", False),
        "after commit": (refreshing, "keep", False),
    }[where]
    work = getattr(owner, name)

    def halting(*arguments):
        if is_before:
            halt(where)
        found = work(*arguments)
        halt(where)
        return found

    setattr(owner, name, halting)


def starved():
    """All connections of the requests’ pool are in somebody’s hands."""
    with ExitStack() as taken:
        pool = db.engine.pool
        for _ in range(pool.size() + pool._max_overflow):
            taken.enter_context(reading(db.engine).connect()).execute(text("SELECT 1"))
        return taken.pop_all()


def in_transaction():
    """The caller is in a transaction that has read."""
    with ExitStack() as open_now:
        connection = open_now.enter_context(reading(db.engine).connect())
        connection.execute(text("SELECT * FROM xero_login")).all()
        return open_now.pop_all()


MANNERS = {"plainly": ExitStack, "starved": starved, "in a transaction": in_transaction}
DEEDS = ("write", "calm", "ask", "answers", "call", "query", "held", "finish", "set_clock")


def main():
    actor = Actor(**json.loads(sys.stdin.readline()))
    tell("ready")
    for line in sys.stdin:
        deed, *arguments = json.loads(line)
        assert deed in DEEDS
        tell(getattr(actor, deed)(*arguments))


if __name__ == "__main__":
    main()
