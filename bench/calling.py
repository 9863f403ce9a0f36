"""Processes of callers, started and told when to begin."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from flask import Flask

from app.xero import service
from bench.peers import Setup
from bench.stand_in import ROOT, StandIn

OWN_PYTHON = ROOT / "var" / "bench-venv" / "bin" / "python"
Outcome = tuple[str, float]


class Callers:
    """Some processes that do a deed in so many threads each, whenever they are told to."""

    def __init__(self, processes: Sequence[subprocess.Popen[str]]) -> None:
        self.processes = processes
        self.name = ""

    def tell(self, deed: str, *given: object) -> None:
        """Have all begin, and do not wait for what comes of it."""
        for process in self.processes:
            process.stdin.write(json.dumps([deed, *given]) + "\n")
            process.stdin.flush()

    def all(self, deed: str, *given: object) -> list[Outcome]:
        """Have all begin at once; what came of every caller, and after how many seconds."""
        self.tell(deed, *given)
        found: list[Outcome] = []
        for process in self.processes:
            self.name, outcomes = json.loads(process.stdout.readline())
            found += [(outcome, seconds) for outcome, seconds in outcomes]
        return found


@contextmanager
def calling(
    setup: Setup, peer: str, *, processes: int = 1, threads: int = 1, python: Path | None = None
) -> Iterator[Callers]:
    """Callers that are ready to go."""
    command = [str(python or sys.executable), "-m", "bench.caller", peer, str(threads)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    started = [subprocess.Popen(command, cwd=ROOT, text=True, **pipes) for _ in range(processes)]
    try:
        for process in started:
            process.stdin.write(json.dumps(asdict(setup)) + "\n")
            process.stdin.flush()
        for process in started:
            if process.stdout.readline() != "ready\n":
                raise RuntimeError(f"{peer} does not start")
        yield Callers(started)
    finally:
        for process in started:
            process.kill()
            process.communicate()


def setup_of(app: Flask, xero: StandIn, practice_id: int) -> Setup:
    with app.app_context():
        addresses = service().api.addresses
    return Setup(
        environ=app.extensions["bench_environ"],
        practice_id=practice_id,
        token_url=addresses.token_url,
        api_url=xero.url,
        client_id=addresses.client_id,
        client_secret=addresses.client_secret,
    )
