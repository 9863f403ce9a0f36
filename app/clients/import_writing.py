"""Carrying out an import: few statements, however many clients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from app.clients.facts import Value, columns_of, without_ids
from app.clients.import_plan import Outcome, Plan, Step
from app.extensions import db
from app.models import Client, Event, XeroLink
from app.models.columns import search_key_of
from app.models.event import Author

IMPORTED = "client.imported"
# What an organisation is held against.
TELLING = {"name", "type", "company_number", "vat_number", "country_code"}


@dataclass(frozen=True)
class Writing:
    """One import being written: whose, by whom, from which file, when."""

    practice_id: int
    author: Author
    names: Mapping[int, str]
    reason: str
    now: datetime

    def carry_out(self, plan: Plan) -> None:
        """Write every new and changed client, and a line of history for each."""
        new = [step for step in plan.steps if step.outcome == Outcome.NEW]
        changed = [step for step in plan.steps if step.outcome == Outcome.CHANGED]
        events = [*self.add(new), *self.change(changed)]
        if events:
            db.session.execute(insert(Event), events)

    def add(self, steps: Sequence[Step]) -> Iterator[dict[str, Any]]:
        if not steps:
            return
        rows = [self.row(step.after) | {"created_at": self.now} for step in steps]
        # In whatever order they come back: asked for theirs, SQLite would insert them one by one.
        written = db.session.execute(insert(Client).returning(Client.code, Client.id), rows)
        ids = {row.code: row.id for row in written}
        for step in steps:
            client_id = ids[step.code]
            yield self.event(client_id, None, without_ids(step.after, self.names) | {"version": 1})

    def change(self, steps: Sequence[Step]) -> Iterator[dict[str, Any]]:
        if not steps:
            return
        db.session.execute(update(Client), [self.changed_row(step) for step in steps])
        for step in steps:
            if step.client:
                before = without_ids(step.before, self.names)
                after = without_ids(step.after, self.names) | {"version": step.client.version + 1}
                yield self.event(step.client.id, before, after)

    def row(self, facts: Mapping[str, Value]) -> dict[str, Any]:
        """All columns of a client, so that every row goes into one statement."""
        texts = (facts[name] for name in ("name", "code", "email", "company_number"))
        key = search_key_of(*(str(text) if text else None for text in texts))
        return {**columns_of(facts), "practice_id": self.practice_id, "search_key": key}

    def changed_row(self, step: Step) -> dict[str, Any]:
        if step.client is None:
            raise ValueError("nothing to change")
        row = self.row({**step.client.facts, **step.after})
        return row | {"id": step.client.id, "version": step.client.version + 1}

    def event(
        self, client_id: int, before: dict[str, Value] | None, after: dict[str, Value]
    ) -> dict[str, Any]:
        return {
            "what": IMPORTED,
            "practice_id": self.practice_id,
            "client_id": client_id,
            "user_id": self.author.user_id,
            "before": before,
            "after": after,
            "reason": self.reason,
            "address": self.author.address,
            "at": self.now,
        }


def organisations_to_judge(plan: Plan) -> list[int]:
    """Organisations whose linked clients change in what an organisation is held against."""
    ids = [
        step.client.id
        for step in plan.steps
        if step.client and step.outcome == Outcome.CHANGED and TELLING.intersection(step.after)
    ]
    return list(
        db.session.scalars(select(XeroLink.organisation_id).where(XeroLink.client_id.in_(ids)).distinct())
    )
