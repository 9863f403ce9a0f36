"""The form of a client: what was typed, what it means, and what is wrong with it, together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.clients.countries import HOME
from app.clients.facts import FIELDS, Facts, Unreadable, Value, read
from app.clients.people import People

DAY, MONTH = "year_end_day", "year_end_month"


@dataclass(frozen=True)
class ClientForm:
    """One filled form. `typed` goes back into it as it is, so that a refusal loses nothing."""

    typed: Mapping[str, str]
    values: Mapping[str, Value] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls, manager_id: int) -> ClientForm:
        """A new client’s form: here, and one’s own."""
        return cls.holding(dict.fromkeys(FIELDS) | {"country_code": HOME, "manager_id": manager_id})

    @classmethod
    def holding(cls, facts: Facts) -> ClientForm:
        return cls(typed_for(facts), dict(facts))

    @classmethod
    def of(cls, sent: Mapping[str, str], people: People) -> ClientForm:
        typed = {name: sent.get(name, "") for name in (*FIELDS, DAY, MONTH) if name != "year_end"}
        values: dict[str, Value] = {}
        faults: dict[str, str] = {}
        for name in FIELDS:
            raw = f"{typed[DAY]}/{typed[MONTH]}" if name == "year_end" else typed[name]
            try:
                values[name] = read(name, raw, people)
            except Unreadable as fault:
                faults[name] = str(fault)
        return cls(typed, values, faults)

    def with_fault(self, name: str, fault: str) -> ClientForm:
        return ClientForm(self.typed, self.values, {**self.faults, name: fault})

    def taking(self, facts: Facts) -> ClientForm:
        """The same form with these facts in place of what was typed."""
        left = {name: fault for name, fault in self.faults.items() if name not in facts}
        return ClientForm({**self.typed, **typed_for(facts)}, {**self.values, **facts}, left)


def typed_for(facts: Facts) -> dict[str, str]:
    """These facts as a form shows them."""
    typed = {name: str(value or "") for name, value in facts.items() if name != "year_end"}
    if "year_end" in facts:
        month, _, day = str(facts["year_end"] or "").partition("-")
        typed |= {DAY: day.lstrip("0"), MONTH: month.lstrip("0")}
    return typed
