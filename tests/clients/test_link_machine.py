"""Whatever people do, in whatever order: a link points where somebody said, and one deed touches one link."""

from __future__ import annotations

from itertools import count

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.clock import utcnow
from app.models import Client, Event, Practice, XeroConnection, XeroLink, XeroOrganisation
from tests.clients.books import keep_books
from tests.page import Visitor
from tests.people import found
from tests.records import Row, add_client, change, rows

CLIENTS, ORGANISATIONS = 3, 4
one_client = st.integers(0, CLIENTS - 1)
one_organisation = st.integers(0, ORGANISATIONS)  # the last belongs to another practice
mostly = st.sampled_from([True, True, True, False])
numbers = count(1)


class LinkMachine(RuleBasedStateMachine):
    """One practice with three clients and four organisations, and somebody who tries everything."""

    app: Flask
    names = ("Blue", "Coral")

    @initialize()
    def begin(self) -> None:
        number = next(numbers)
        self.firm = found(self.app, f"Firm{number} & Co", admin="Maren Holt", staff="Tomas Reed")
        self.stranger = found(self.app, f"Stranger{number} & Co", admin="Ines Duarte", staff="Olu Adeyemi")
        books = keep_books(self.app, self.firm, "Fourth Ltd")
        self.foreign = keep_books(self.app, self.stranger).organisations["Bright Bakery Ltd"]
        self.organisations = [*books.organisations.values(), self.foreign]
        self.clients = [books.client, *(add_client(self.app, self.firm, name) for name in self.names)]
        self.own = self.organisations[0]
        books.link("Harbour & Pine Ltd", None)
        self.http = Visitor(self.app).sign_in(self.firm.staff)
        self.links: dict[int, int] = {}
        self.undoable: dict[int, tuple[int, int | None, bool]] = {}
        self.latest: dict[int, int] = {}
        self.chosen: set[tuple[int, int]] = set()
        self.marked: set[int] = set()
        self.archived: set[int] = set()
        self.gone: set[int] = set()
        self.is_on = True
        for which in range(2):
            self.link(which, 1)

    def ask(self, path: str, **fields: object) -> int:
        sent = {name: value for name, value in fields.items() if value is not None}
        sent["csrf_token"] = self.http.csrf_token()
        return self.http.client.post(path, data=sent).status_code

    def set_link(self, client: int, organisation: int | None) -> None:
        """Expect this of a client’s link from now on, and remember the event that Undo may name."""
        told = rows(self.app, Event, client_id=client)
        event = [event.id for event in told if event.what.startswith("link.")][-1]
        self.undoable[event] = (client, self.links.pop(client, None), client in self.marked)
        self.latest[client] = event
        if organisation is not None:
            self.links[client] = organisation
            self.marked.discard(client)

    @rule(which=one_client, what=one_organisation)
    def link(self, which: int, what: int) -> None:
        """With everything in order."""
        self.link_or_change(which, what, None, True, True)

    @rule(which=one_client)
    def disconnect(self, which: int) -> None:
        self.unlink(which, 0, True)

    @rule(
        which=one_client,
        what=one_organisation,
        seen=st.none() | one_organisation,
        is_fresh=mostly,
        own=mostly,
    )
    def link_or_change(self, which: int, what: int, seen: int | None, is_fresh: bool, own: bool) -> None:
        client, organisation = self.clients[which], self.organisations[what]
        present = self.links.get(client)
        was = present if is_fresh else None if seen is None else self.organisations[seen]
        status = self.ask(
            f"/clients/{client}/xero-link",
            organisation=organisation,
            was=was,
            own="yes" if own else None,
        )
        assert status in (200, 303, 422)
        self.chosen.add((client, organisation))
        may = self.is_on and client not in self.archived and (own or organisation != self.own)
        is_offered = organisation not in self.gone and organisation != self.foreign
        if may and is_offered and was == present != organisation:
            self.set_link(client, organisation)

    @rule(which=one_client, seen=one_organisation, is_fresh=mostly)
    def unlink(self, which: int, seen: int, is_fresh: bool) -> None:
        client = self.clients[which]
        present = self.links.get(client)
        was = present if is_fresh else self.organisations[seen]
        assert self.ask(f"/clients/{client}/xero-link/delete", was=was) == 303
        if self.is_on and present is not None and was == present:
            self.set_link(client, None)

    @precondition(lambda self: self.undoable)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from(sorted(self.undoable)))
        client, former, was_marked = self.undoable[event]
        assert self.ask(f"/clients/{client}/xero-link/undo", event=event) == 303
        is_last = self.latest.get(client) == event
        if self.is_on and is_last and not (former is not None and client in self.archived):
            self.set_link(client, former)
            self.marked |= {client} if was_marked else set()

    @precondition(lambda self: self.undoable)
    @rule(data=st.data(), which=one_client)
    def undo_at_another_client(self, data: st.DataObject, which: int) -> None:
        event = data.draw(st.sampled_from(sorted(self.undoable)))
        if self.undoable[event][0] != self.clients[which]:
            status = self.ask(f"/clients/{self.clients[which]}/xero-link/undo", event=event)
            assert status == (404 if self.is_on else 303)

    @rule(which=one_client)
    def mark_not_on_xero(self, which: int) -> None:
        client = self.clients[which]
        assert self.ask(f"/clients/{client}/not-on-xero", reason="Uses Sage") == 303
        may = self.is_on and client not in self.archived
        if may and client not in self.links and client not in self.marked:
            self.marked.add(client)
            self.latest.pop(client, None)

    @rule(data=st.data(), what=st.sampled_from(["archive", "access", "level"]))
    def something_else_changes(self, data: st.DataObject, what: str) -> None:
        if what == "archive":
            self.archive_or_restore(self.clients[data.draw(one_client)])
        elif what == "access":
            self.lose_or_regain_access(self.organisations[data.draw(st.integers(0, ORGANISATIONS - 1))])
        else:
            self.switch_the_client_level()

    def archive_or_restore(self, client: int) -> None:
        at = None if client in self.archived else utcnow()
        change(self.app, self.row(Client, id=client), lambda row: setattr(row, "archived_at", at))
        self.archived ^= {client}

    def lose_or_regain_access(self, organisation: int) -> None:
        at = None if organisation in self.gone else utcnow()
        connection = self.row(XeroConnection, organisation_id=organisation)
        change(self.app, connection, lambda row: setattr(row, "ended_at", at))
        self.gone ^= {organisation}

    def switch_the_client_level(self) -> None:
        self.is_on = not self.is_on
        practice = self.row(Practice, id=self.firm.practice.id)
        change(self.app, practice, lambda row: setattr(row, "links_clients", self.is_on))

    def row(self, model: type[Row], **by: object) -> Row:
        return rows(self.app, model, **by)[0]

    @invariant()
    def every_link_is_as_the_deeds_have_left_it(self) -> None:
        """So one deed touches one link, the practice's own stays, and nobody else's comes to be."""
        stored = rows(self.app, XeroLink)
        here = {row.client_id: row.organisation_id for row in stored if self.is_ours(row)}
        assert here == self.links | {None: self.own}
        assert self.stranger.practice.id not in {row.practice_id for row in stored}

    def is_ours(self, row: XeroLink | XeroOrganisation) -> bool:
        return row.practice_id == self.firm.practice.id

    @invariant()
    def a_link_was_chosen_and_stays_within_the_practice(self) -> None:
        assert self.links.items() <= self.chosen
        assert self.foreign not in self.links.values()

    @invariant()
    def a_client_is_linked_or_marked_and_never_both(self) -> None:
        here = rows(self.app, Client, practice_id=self.firm.practice.id)
        assert {row.id for row in here if row.not_on_xero_because} == self.marked
        assert not self.marked & self.links.keys()

    def teardown(self) -> None:
        """The history is unbroken: each change found what the one before it had left."""
        for client in getattr(self, "clients", []):
            left = None
            for event in rows(self.app, Event, client_id=client):
                if event.what.startswith("link."):
                    assert (event.before or {}).get("organisation_id") == left
                    left = (event.after or {}).get("organisation_id")
            assert left == self.links.get(client)


def run(machine: type[LinkMachine], app: Flask, examples: int, steps: int) -> None:
    """Try this many sequences of this many deeds, the same ones each time."""
    run_state_machine_as_test(
        type("Machine", (machine,), {"app": app}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_any_sequence_of_deeds_keeps_links_true(app: Flask) -> None:
    run(LinkMachine, app, examples=20, steps=25)
