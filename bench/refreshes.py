"""What one expiry costs when 32 callers in 4 processes notice it at once: ours against the usual libraries.

Ours may call Xero’s token endpoint once, must serve everybody, and the login must work afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from bench.caller import SERVED
from bench.calling import OWN_PYTHON, calling, setup_of
from bench.databases import Place
from bench.logins import add_practice, consented
from bench.peers import PEERS, Setup
from bench.report import Section, table
from bench.stand_in import ANSWER_SECONDS, StandIn, stand_in

PROCESSES, THREADS = 4, 8
MODES = ("grace", "strict")
HEADS = ("library", "a token sent twice", "refresh calls", "callers served", "the stored login afterwards")
IN_WORDS = {"grace": "works for 30 minutes", "strict": "is refused"}


@dataclass(frozen=True)
class Figures:
    """What came of one expiry."""

    name: str
    mode: str
    refreshes: int
    served: int
    callers: int
    works: bool

    @property
    def is_perfect(self) -> bool:
        return self.refreshes == 1 and self.served == self.callers and self.works

    @property
    def row(self) -> tuple[str, ...]:
        served = f"{self.served} of {self.callers}"
        return self.name, IN_WORDS[self.mode], str(self.refreshes), served, "works" if self.works else "lost"


def measure(place: Place, runs: int) -> Section:  # noqa: ARG001
    """A row for each library and each way in which Xero takes a token that was sent before."""
    with stand_in() as xero, place.app(SANDBOX_PORT=xero.port) as app:
        setup = setup_of(app, xero, add_practice(app))
        figures = [expire(app, xero, setup, peer, mode, OWN_PYTHON) for mode in MODES for peer in PEERS]
    faults = [f"{one.name}, {one.mode}: {one.row}" for one in figures if not kept(one)]
    return Section(f"Refreshes, {place.name}", table(HEADS, [one.row for one in figures]), faults)


def kept(figures: Figures) -> bool:
    """Whether the bounds hold, which are about ours."""
    return figures.is_perfect or not figures.name.startswith("Ledgerline")


def expire(
    app: Flask, xero: StandIn, setup: Setup, peer: str, mode: str, python: Path | None = None
) -> Figures:
    """Store a login, let its access token run out, have everybody call; then once more, alone."""
    xero.control.reset()
    answer = consented(app, xero)
    with (
        calling(setup, peer, python=python) as keeper,
        calling(setup, peer, processes=PROCESSES, threads=THREADS, python=python) as callers,
    ):
        expect_served(keeper.all("store", answer) + keeper.all("spend"))
        xero.control.set_modes(replay=mode)
        xero.control.slow(ANSWER_SECONDS, "token.refresh")
        xero.control.reset_calls()
        outcomes = callers.all("call")
        refreshes = xero.control.calls().get("token.refresh", 0)
        # A store that the race has left in disorder may not even let go of its token.
        afterwards = keeper.all("spend") + keeper.all("call")
    works = all(outcome == SERVED for outcome, _ in afterwards)
    served = sum(outcome == SERVED for outcome, _ in outcomes)
    return Figures(callers.name, mode, refreshes, served, len(outcomes), works)


def expect_served(outcomes: list[tuple[str, float]]) -> None:
    if any(outcome != SERVED for outcome, _ in outcomes):
        raise RuntimeError(f"the bench itself fails: {outcomes}")
