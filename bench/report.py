"""The figures as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


HEADING = "\n\n## "


@dataclass(frozen=True)
class Section:
    """One table, and a sentence for every bound that does not hold."""

    title: str
    text: str
    faults: Sequence[str] = ()


def table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rows = [heads, [":---", *["---:"] * (len(heads) - 1)], *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def page(about: Sequence[str], sections: Sequence[Section], when: str) -> str:
    """The whole page: what it ran on, then a table after the other, each with when it was measured."""
    return (
        HEADING.join(["\n\n".join(["# Results", *about]), *(written(one, when) for one in sections)]) + "\n"
    )


def written(section: Section, when: str) -> str:
    verdict = [f"- Not held: {fault}" for fault in section.faults] or ["All bounds hold."]
    return "\n\n".join([section.title, section.text, "\n".join(verdict), when])


def renewed(text: str, sections: Sequence[Section], when: str) -> str:
    """The page with these sections in place of those with the same titles; new ones come last."""
    about, *parts = text.rstrip("\n").split(HEADING)
    kept = {part.partition("\n")[0]: part for part in parts}
    kept |= {section.title: written(section, when) for section in sections}
    return HEADING.join([about, *kept.values()]) + "\n"
