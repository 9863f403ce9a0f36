"""What an import will do, line by line. Made for the preview, and made again before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.clients.codes import suggested, taken_codes
from app.clients.countries import HOME
from app.clients.facts import FIELDS, Unreadable, Value, read
from app.clients.import_matching import Existing, find_by_code, find_by_name
from app.clients.people import People
from app.models.columns import folded


class Outcome(StrEnum):
    """What becomes of one line."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Step:
    """One line of the file and what will happen: `after` is written, `before` is what it replaces."""

    line: int
    outcome: Outcome
    name: str
    code: str
    client: Existing | None = None
    before: Mapping[str, Value] = field(default_factory=dict)
    after: Mapping[str, Value] = field(default_factory=dict)
    faults: Sequence[str] = ()


@dataclass(frozen=True)
class Plan:
    """Every step, in the order of the file."""

    steps: Sequence[Step]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(step.outcome for step in self.steps)
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def writes(self) -> bool:
        return any(step.outcome in (Outcome.NEW, Outcome.CHANGED) for step in self.steps)

    @property
    def fingerprint(self) -> str:
        """Tells whether the plan that is carried out is the one that was shown."""
        told = [
            [
                s.line,
                s.outcome,
                s.client.id if s.client else 0,
                s.code,
                [*s.before.items()],
                [*s.after.items()],
            ]
            for s in self.steps
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


@dataclass
class Planner:
    """Reads line after line, and remembers what the lines before it were about."""

    people: People
    by_code: Mapping[str, Existing]
    by_name: Mapping[str, Sequence[Existing]]
    taken: set[str]
    lines_of_names: Mapping[str, Sequence[int]]
    seen: dict[str, int] = field(default_factory=dict)

    def step(self, line: int, texts: Mapping[str, str], fault: str) -> Step:
        values, faults = self.read(texts)
        faults = [fault, *faults] if fault else faults
        name, code = str(values.get("name") or texts.get("name", "")), str(values.get("code") or "")
        client, problem = self.match(line, name, code)
        if not client and not problem and "name" not in texts:
            problem = "A new client needs a name"
        if problem or faults:
            return Step(line, Outcome.REFUSED, name, code, client, faults=[*filter(None, [problem]), *faults])
        self.seen[f"client {client.id}" if client else f"code {code}"] = line
        return self.change(line, client, values) if client else self.addition(line, name, code, values)

    def read(self, texts: Mapping[str, str]) -> tuple[dict[str, Value], list[str]]:
        values: dict[str, Value] = {}
        faults = []
        for name, text in texts.items():
            try:
                values[name] = read(name, text, self.people)
            except Unreadable as fault:
                faults.append(f"{FIELDS[name].label}: {fault}")
        return values, faults

    def match(self, line: int, name: str, code: str) -> tuple[Existing | None, str | None]:
        """The client that a line is about, by its code, else by its name; or why that is unclear."""
        if code:
            client = self.by_code.get(code)
        else:
            others = [number for number in self.lines_of_names.get(folded(name), ()) if number != line]
            if name and others:
                return None, f"Line {others[0]} has the same name: give both lines a code"
            namesakes = self.by_name.get(folded(name), ()) if name else ()
            if len(namesakes) > 1:
                return None, "Several clients have this name: give the line a code"
            client = namesakes[0] if namesakes else None
        earlier = (
            self.seen.get(f"client {client.id}" if client else f"code {code}") if client or code else None
        )
        return client, f"Line {earlier} is about the same client" if earlier else None

    def change(self, line: int, client: Existing, values: Mapping[str, Value]) -> Step:
        after = {name: value for name, value in values.items() if value != client.facts[name]}
        before = {name: client.facts[name] for name in after}
        outcome = Outcome.CHANGED if after else Outcome.UNCHANGED
        return Step(
            line, outcome, str(client.facts["name"]), str(client.facts["code"]), client, before, after
        )

    def addition(self, line: int, name: str, code: str, values: Mapping[str, Value]) -> Step:
        code = code or suggested(name, self.taken)
        self.taken.add(code)
        self.seen[f"code {code}"] = line
        after = {**dict.fromkeys(FIELDS), "country_code": HOME, **values, "code": code}
        return Step(line, Outcome.NEW, name, code, after=after)


def make_plan(practice_id: int, people: People, lines: Sequence[Any], *, hold: bool = False) -> Plan:
    """What these lines would do now; `hold` keeps the clients that they are about from changing."""
    codes = {code for _, texts, _ in lines if (code := written_code(texts, people))}
    nameless = {folded(texts.get("name", "")) for _, texts, _ in lines if not texts.get("code")}
    places: dict[str, list[int]] = {}
    for line, texts, _ in lines:
        places.setdefault(folded(texts.get("name", "")), []).append(line)
    planner = Planner(
        people=people,
        by_code=find_by_code(practice_id, codes, hold=hold),
        by_name=find_by_name(practice_id, nameless - {""}, hold=hold),
        taken=codes | (taken_codes(practice_id) if nameless else set()),
        lines_of_names=places,
    )
    return Plan([planner.step(line, texts, fault) for line, texts, fault in lines])


def written_code(texts: Mapping[str, str], people: People) -> str | None:
    try:
        code = read("code", texts.get("code", ""), people)
    except Unreadable:
        return None
    return str(code) if code else None
