"""Measure everything, on every kind of database there is, and write RESULTS.md: `python -m bench`."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import redirect_stderr
from pathlib import Path

from bench import (
    clients,
    clients_import,
    killed,
    machine,
    matching,
    overview,
    pages,
    picker,
    reconnect,
    refreshes,
    soft_window,
    unrelated,
    warm,
)
from bench.databases import places
from bench.report import RESULTS, page, renewed

# Each has `measure(place, runs)`, which gives a Section; what it measures stands in its docstring.
MEASUREMENTS = {
    "pages": pages,
    "picker": picker,
    "overview": overview,
    "clients": clients,
    "clients_import": clients_import,
    "refreshes": refreshes,
    "soft_window": soft_window,
    "unrelated": unrelated,
    "warm": warm,
    "killed": killed,
    "reconnect": reconnect,
    "matching": matching,
}
REPEAT = (
    "Repeat with `make bench` (here: `python -m bench --runs {runs}`). "
    "What is compared with what stands in the [README](README.md)."
)


def main() -> int:
    """Run what was asked for; 1 where a bound does not hold."""
    asked = arguments()
    sections, names = [], []
    with Path(os.devnull).open("w") as nowhere, places() as found:
        for place in found:
            names.append(place.name)
            for name in asked.only or MEASUREMENTS:
                print(f"{name}, {place.name} …", file=sys.stderr, flush=True)
                # The app writes its log all the same.
                with redirect_stderr(nowhere):
                    sections.append(MEASUREMENTS[name].measure(place, asked.runs))
    about = ["\n".join(machine.described(names)), REPEAT.format(runs=asked.runs)]
    text = page(about, sections, machine.moment())
    print(text)
    if not asked.only:
        RESULTS.write_text(text)
    elif asked.renew:
        RESULTS.write_text(renewed(RESULTS.read_text(), sections, machine.moment()))
    return 1 if any(section.faults for section in sections) else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=200, help="how often each thing is timed (200)")
    parser.add_argument("--only", action="append", choices=MEASUREMENTS, help="leaves RESULTS.md alone")
    parser.add_argument("--renew", action="store_true", help="puts what --only names into RESULTS.md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
