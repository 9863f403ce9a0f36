"""64 callers in 4 processes ask for a token that lasts for five minutes more, while Xero takes seconds.

One of them has it renewed and nobody waits for that: the slowest may take 100 ms.
"""

from __future__ import annotations

from datetime import timedelta
from statistics import median

from flask import Flask

from bench.caller import SERVED
from bench.calling import Callers, calling, setup_of
from bench.databases import Place
from bench.logins import add_login, add_practice, generation_of, let_last
from bench.report import Section, table
from bench.stand_in import StandIn, stand_in
from bench.waiting import until

PROCESSES, THREADS = 4, 16
MOST_MILLISECONDS = 100
MOST_ROUNDS = 11
LASTS, XERO_TAKES = timedelta(minutes=5), 3.0
HEADS = ("", "median round, ms", "worst round, ms", "refresh calls each", "served each", "goal")


def measure(place: Place, runs: int) -> Section:
    """One line for one kind of database: in each round, how long the slowest caller took."""
    with stand_in() as xero, place.app(SANDBOX_PORT=xero.port) as app:
        practice_id = add_practice(app)
        login_id, setup = add_login(app, xero, practice_id), setup_of(app, xero, practice_id)
        with calling(setup, "ledgerline", processes=PROCESSES, threads=THREADS) as callers:
            callers.all("ask")  # processes that serve people have their connections already
            rounds = [ask_all(app, xero, login_id, callers) for _ in range(min(runs, MOST_ROUNDS))]
    slowest = [max(seconds for _, seconds in outcomes) * 1000 for outcomes, _ in rounds]
    served = {sum(outcome == SERVED for outcome, _ in outcomes) for outcomes, _ in rounds}
    refreshes = {calls for _, calls in rounds}
    callers_of_a_round = PROCESSES * THREADS
    row = (
        f"Slowest of {callers_of_a_round} callers",
        f"{median(slowest):.0f}",
        f"{max(slowest):.0f}",
        " or ".join(map(str, sorted(refreshes))),
        " or ".join(map(str, sorted(served))),
        f"< {MOST_MILLISECONDS} ms",
    )
    faults = [f"the slowest caller took {median(slowest):.0f} ms"] * (median(slowest) >= MOST_MILLISECONDS)
    faults += [f"refresh calls: {row[3]}"] * (refreshes != {1})
    faults += [f"served: {row[4]} of {callers_of_a_round}"] * (served != {callers_of_a_round})
    return Section(f"Soft window, {place.name}", table(HEADS, [row]), faults)


def ask_all(
    app: Flask, xero: StandIn, login_id: int, callers: Callers
) -> tuple[list[tuple[str, float]], int]:
    """One round: what came of every caller, and how often Xero was called for all of them."""
    generation = generation_of(app, login_id)
    let_last(app, LASTS, login_id)
    xero.control.reset_calls()
    xero.control.slow(XERO_TAKES, "token.refresh")
    outcomes = callers.all("ask")
    xero.control.slow(0, "token.refresh")
    until(lambda: generation_of(app, login_id) > generation)
    return outcomes, xero.control.calls().get("token.refresh", 0)
