"""How long things take, when the machine has other things to do as well."""

from __future__ import annotations

import gc
from collections.abc import Callable
from statistics import median
from time import perf_counter

WARM_UP = 10


def alternating(runs: int, *works: Callable[[], object]) -> list[float]:
    """Median milliseconds of each work; they take turns, so that a slow minute slows all alike."""
    for _ in range(min(WARM_UP, runs)):
        for work in works:
            work()
    gc.collect()
    times: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for taken, work in zip(times, works, strict=True):
            taken.append(milliseconds(work))
    return [median(taken) for taken in times]


def milliseconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1000
