"""The figures as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


@dataclass(frozen=True)
class Section:
    """One table, and a sentence for every bound that does not hold."""

    title: str
    text: str
    faults: Sequence[str] = ()


def table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rows = [heads, [":---", *["---:"] * (len(heads) - 1)], *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def page(about: Sequence[str], sections: Sequence[Section]) -> str:
    """The whole page: what it ran on, then a table after the other."""
    parts = ["# Results", *about]
    for section in sections:
        verdict = [f"- Not held: {fault}" for fault in section.faults] or ["All bounds hold."]
        parts += [f"## {section.title}", section.text, "\n".join(verdict)]
    return "\n\n".join(parts) + "\n"
