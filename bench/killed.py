"""A process is killed with -9 when it has Xero’s answer in its hands and has not stored it: who comes next?

While the access token still lasts, nobody waits. When it does not, the next caller waits for the rest of
the lease, then sends the same refresh token again, which Xero takes, and is served.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from app.xero import lifecycle
from bench.calling import calling, setup_of
from bench.databases import Place
from bench.logins import add_login, add_practice, let_last
from bench.peers import STOPPED, Setup
from bench.report import Section, table
from bench.stand_in import StandIn, stand_in
from bench.timing import milliseconds

MOST_SOFT_MILLISECONDS = 100
AFTER_THE_LEASE = 2.0  # seconds, for the call itself
WINDOWS = {"5 minutes left": timedelta(minutes=5), "none left": timedelta()}
HEADS = ("access token of the killed one", "the next caller waits", "refresh calls in all", "goal")


def measure(place: Place, runs: int, **settings: str) -> Section:  # noqa: ARG001
    """A line for each window."""
    with stand_in() as xero, place.app(SANDBOX_PORT=xero.port, **settings) as app:
        practice_id, lease = add_practice(app), app.config["TOKEN_LEASE_SECONDS"]
        setup = setup_of(app, xero, practice_id)
        rows, faults = [], []
        for number, (window, left) in enumerate(WINDOWS.items()):
            waited, calls = kill(app, xero, setup, add_login(app, xero, practice_id, number), left)
            most = MOST_SOFT_MILLISECONDS if left else (lease + AFTER_THE_LEASE) * 1000
            goal = f"< {most} ms" if left else f"the lease’s {lease} s and the call"
            rows.append((window, f"{waited:.0f} ms" if left else f"{waited / 1000:.1f} s", str(calls), goal))
            faults += [f"with {window} the next caller waited for {waited:.0f} ms"] * (waited >= most)
    return Section(f"Killed while it renews, {place.name}", table(HEADS, rows), faults)


def kill(app: Flask, xero: StandIn, setup: Setup, login_id: int, left: timedelta) -> tuple[float, int]:
    """Milliseconds until the next caller is served, and how often Xero was called from first to last."""
    let_last(app, left, login_id)
    xero.control.reset_calls()
    with app.app_context(), calling(setup, "ledgerline") as doomed:
        lifecycle.look_at(login_id)  # a process that serves people has its connection already
        doomed.all("stop_with_the_answer")
        doomed.tell("ask", login_id)
        [process] = doomed.processes
        for line in process.stdout:
            if line == f"{STOPPED}\n":
                break
        process.kill()
        waited = milliseconds(lambda: lifecycle.fresh_access_token(login_id))
    return waited, xero.control.calls().get("token.refresh", 0)
