"""How long a query that has nothing to do with Xero waits while 20 logins are renewed at once.

All go through one pool of 5 connections, and Xero takes 0.3 s for each. Ours holds no connection while
it waits for Xero: the query’s worst wait may be 50 ms. Beside it stands what is often done instead, on
PostgreSQL: the login’s row is locked, and the lock held during the call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from threading import Barrier, Event
from time import perf_counter, sleep

from flask import Flask
from sqlalchemy import Engine, create_engine, select, text, update

from app.database import engine_options, reading, writing
from app.models import XeroLogin
from app.xero import lifecycle, service
from app.xero.strongbox import open_tokens
from bench.databases import Place
from bench.logins import add_login, add_practice, let_last
from bench.report import Section, table
from bench.stand_in import ANSWER_SECONDS, StandIn, stand_in

LOGINS, POOL = 20, 5
MOST_MILLISECONDS = 50
MOST_ROUNDS = 7
BETWEEN = 0.002
HEADS = (
    "while 20 logins are renewed by",
    "median worst wait, ms",
    "worst of all, ms",
    "refresh calls each",
    "goal",
)


@dataclass(frozen=True)
class Scene:
    """An app with its logins, and the pool that all its requests share."""

    app: Flask
    xero: StandIn
    logins: Sequence[int]
    pool: Engine

    def renew(self, login_id: int) -> None:
        """As a page does: something is read and the connection given back; then Xero is called."""
        with self.app.app_context():
            with reading(self.pool).connect() as connection:
                connection.execute(select(XeroLogin.name).filter_by(id=login_id)).one()
            lifecycle.fresh_access_token(login_id)

    def renew_under_lock(self, login_id: int) -> None:
        """The bare way: whoever has the row’s lock calls Xero, and writes what it answered."""
        row = XeroLogin.__table__
        with self.app.app_context(), writing(self.pool).begin() as connection:
            login = connection.execute(select(row).where(row.c.id == login_id).with_for_update()).one()
            tokens = service().api.refresh(open_tokens(login)[1])
            sealed = service().ring.seal(
                tokens.dumped(), "tokens", login.practice_id, login.app_client_id, login.xero_userid
            )
            changed = update(row).where(row.c.id == login_id)
            connection.execute(changed.values(sealed_tokens=sealed, access_expires_at=tokens.expires_at))


def measure(place: Place, runs: int) -> Section:
    """A line for ours, and on PostgreSQL one for the row lock."""
    rounds = min(runs, MOST_ROUNDS)
    with stand_in() as xero, place.app(SANDBOX_PORT=xero.port) as app:
        practice_id = add_practice(app)
        logins = [add_login(app, xero, practice_id, number) for number in range(LOGINS)]
        url = app.config["DATABASE_URL"]
        pool = create_engine(url, **engine_options(url), pool_size=POOL, max_overflow=0)
        scene = Scene(app, xero, logins, pool)
        xero.control.slow(ANSWER_SECONDS, "token.refresh")
        ways: dict[str, Callable[[int], None]] = {"Ledgerline": scene.renew}
        if pool.dialect.name == "postgresql":
            ways["a row lock held over HTTP"] = scene.renew_under_lock
        found = {name: [worst_wait(scene, way) for _ in range(rounds)] for name, way in ways.items()}
        pool.dispose()
    ours = median(wait for wait, _ in found["Ledgerline"])
    faults = [f"an unrelated query waited for {ours:.0f} ms"] if ours >= MOST_MILLISECONDS else []
    rows = [row_of(name, waits) for name, waits in found.items()]
    return Section(f"Unrelated query, {place.name}", table(HEADS, rows), faults)


def row_of(name: str, found: list[tuple[float, int]]) -> tuple[str, ...]:
    waits, calls = [wait for wait, _ in found], {calls for _, calls in found}
    goal = f"< {MOST_MILLISECONDS} ms" if name == "Ledgerline" else ""
    return (
        name,
        f"{median(waits):.1f}",
        f"{max(waits):.1f}",
        " or ".join(map(str, sorted(calls))),
        goal,
    )


def worst_wait(scene: Scene, renew: Callable[[int], None]) -> tuple[float, int]:
    """Milliseconds that the unrelated query took at worst, and how often Xero was called."""
    let_last(scene.app, timedelta(), *scene.logins)
    scene.xero.control.reset_calls()
    together, over = Barrier(len(scene.logins) + 1), Event()

    def renew_with_others(login_id: int) -> None:
        together.wait()
        renew(login_id)

    with ThreadPoolExecutor(len(scene.logins) + 1) as threads:
        waits = threads.submit(ask_again_and_again, scene.pool, together, over)
        renewing = [threads.submit(renew_with_others, login_id) for login_id in scene.logins]
        try:
            for one in renewing:
                one.result()
        finally:
            over.set()
        return max(waits.result()), scene.xero.control.calls().get("token.refresh", 0)


def ask_again_and_again(pool: Engine, together: Barrier, over: Event) -> list[float]:
    """Milliseconds that each unrelated query took, its connection included."""
    waits = []
    together.wait()
    while not over.is_set():
        began = perf_counter()
        with reading(pool).connect() as connection:
            connection.execute(text("SELECT count(*) FROM practice")).one()
        waits.append((perf_counter() - began) * 1000)
        sleep(BETWEEN)
    return waits
