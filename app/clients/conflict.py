"""Two people edit one client: what changed since the second one looked, and what is to be decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.clients.facts import FIELDS, Facts, Value, facts_of, said
from app.clients.forms import ClientForm
from app.clients.people import People
from app.extensions import db
from app.models import Client, Event

COUNTED = ("client.changed", "client.imported", "client.archived", "client.restored")
DEEDS = {"client.archived": "archived this client", "client.restored": "restored this client"}
THEIRS = "theirs"
MOST_EVENTS = 100


@dataclass(frozen=True)
class Change:
    """What somebody saved meanwhile: field, before and after in words; or a deed without fields."""

    who: str
    at: datetime
    deed: str
    fields: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Difference:
    """A field that both changed: choose."""

    name: str
    label: str
    theirs: str
    mine: str
    takes_theirs: bool


@dataclass(frozen=True)
class Conflict:
    """The changes since a version, the fields to decide about, and those that only the others changed."""

    changes: Sequence[Change]
    differences: Sequence[Difference]
    taken_over: Facts

    @property
    def fields_taken_over(self) -> list[str]:
        return [FIELDS[name].label for name in self.taken_over]


def events_since(client: Client, version: int) -> list[Event]:
    """What happened to a client after that version, the last first."""
    found = db.session.scalars(
        select(Event)
        .options(joinedload(Event.user))
        .where(Event.practice_id == client.practice_id, Event.client_id == client.id, Event.what.in_(COUNTED))
        .order_by(Event.id.desc())
        .limit(MOST_EVENTS)
    )
    return [event for event in found if int((event.after or {}).get("version", 0)) > version]


def facts_before(client: Client, events: Sequence[Event]) -> dict[str, Value]:
    """The client as it was before these events, the last of which comes first."""
    facts = facts_of(client)
    for event in events:
        facts |= {name: value for name, value in (event.before or {}).items() if name in FIELDS}
    return facts


def find_conflict(
    client: Client, events: Sequence[Event], form: ClientForm, people: People, sent: Mapping[str, str]
) -> Conflict:
    """Hold what was typed against the client as it is now and as it was when the form was opened."""
    seen, present = facts_before(client, events), facts_of(client)
    differing = [n for n in FIELDS if n in form.values and form.values[n] != present[n] != seen[n]]
    untouched = [n for n in differing if form.values[n] == seen[n]]
    return Conflict(
        changes=[described(event, people) for event in events],
        differences=[
            Difference(
                name=name,
                label=FIELDS[name].label,
                theirs=said(name, present[name], people.names),
                mine=said(name, form.values[name], people.names),
                takes_theirs=sent.get(f"take_{name}") == THEIRS,
            )
            for name in differing
            if name not in untouched
        ],
        taken_over={name: present[name] for name in untouched},
    )


def described(event: Event, people: People) -> Change:
    before, after = event.before or {}, event.after or {}
    return Change(
        who=event.user.name if event.user else "Somebody",
        at=event.at,
        deed=DEEDS.get(event.what, "changed this client"),
        fields=[
            (FIELDS[name].label, said(name, before.get(name), people.names), said(name, value, people.names))
            for name, value in after.items()
            if name in FIELDS
        ],
    )


def decided(client: Client, form: ClientForm, sent: Mapping[str, str]) -> ClientForm:
    """The form with the saved values wherever somebody chose them over their own."""
    present = facts_of(client)
    return form.taking({name: present[name] for name in FIELDS if sent.get(f"take_{name}") == THEIRS})
