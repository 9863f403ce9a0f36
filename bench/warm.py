"""`fresh_access_token` of a login whose token lasts, against a bare SELECT of the same row.

Both go through the engine that tokens have for themselves. Ours, which also opens the seal and looks at
the clock, may take half as long again.
"""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.models import XeroLogin
from app.xero import lifecycle, store
from bench.databases import Place
from bench.logins import add_login, add_practice
from bench.report import Section, table
from bench.stand_in import stand_in
from bench.timing import alternating

MOST_TIMES_BARE = 1.5
TIMES_RUNS = 5  # it takes a fraction of a millisecond
COLUMNS = [name for name in lifecycle.Seen.__dataclass_fields__ if name != "now"]
HEADS = ("", "ours, ms", "bare SELECT, ms", "ours / bare", "goal")


def measure(place: Place, runs: int) -> Section:
    """One line for one kind of database."""
    with stand_in() as xero, place.app(SANDBOX_PORT=xero.port) as app:
        login_id = add_login(app, xero, add_practice(app))
        ours, bare = times(app, login_id, runs * TIMES_RUNS)
    ratio = ours / bare
    row = ("Warm fresh_access_token", f"{ours:.3f}", f"{bare:.3f}", f"{ratio:.2f}", f"≤ {MOST_TIMES_BARE}")
    faults = [f"{ratio:.2f} times as long as a bare SELECT"] if ratio > MOST_TIMES_BARE else []
    return Section(f"Warm token, {place.name}", table(HEADS, [row]), faults)


def times(app: Flask, login_id: int, runs: int) -> tuple[float, float]:
    """Median milliseconds of ours and of the bare read."""
    login = XeroLogin.__table__.c
    read = select(*(login[name] for name in COLUMNS)).where(login.id == login_id)

    def bare() -> object:
        with store.store().reader.connect() as connection:
            return connection.execute(read).one()

    with app.app_context():
        ours, least = alternating(runs, lambda: lifecycle.fresh_access_token(login_id), bare)
    return ours, least
