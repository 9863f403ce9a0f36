"""One process of several that need the same login: `python -m bench.caller PEER THREADS`.

Its Setup comes as JSON on the first line of its input; then it says that it is ready. Every line that
follows names a deed, and perhaps what it is done with: all of its threads do that at once. What came of
each, and how long it took, is printed as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from time import perf_counter

from bench.peers import PEERS, Setup

SERVED = "served"


def main(peer: str, threads: int) -> None:
    found = PEERS[peer](Setup(**json.loads(sys.stdin.readline())))
    together = Barrier(threads)
    print("ready", flush=True)
    with ThreadPoolExecutor(threads) as callers:
        for line in sys.stdin:
            deed, *given = json.loads(line)
            work = partial(getattr(found, deed), *given)
            outcomes = callers.map(lambda _, work=work: attempt(together, work), range(threads))
            print(json.dumps([found.name, list(outcomes)]), flush=True)


def attempt(together: Barrier, work: Callable[[], object]) -> tuple[str, float]:
    together.wait()
    began = perf_counter()
    try:
        work()
        outcome = SERVED
    # Whatever a library raises: its caller was not served.
    except Exception as fault:
        outcome = type(fault).__name__
    return outcome, perf_counter() - began


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
