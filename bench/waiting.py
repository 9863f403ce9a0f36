"""Waiting for what another process or thread does."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

LONGEST = 60.0


def until(happened: Callable[[], bool]) -> None:
    deadline = monotonic() + LONGEST
    while not happened():
        if monotonic() > deadline:
            raise TimeoutError("what was waited for did not happen")
        sleep(0.02)
