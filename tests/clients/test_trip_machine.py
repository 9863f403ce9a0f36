"""Whatever trips to Xero bring: what is linked was chosen by somebody, or it was the one certain choice.

Between setting out and coming home, everything else may happen.
"""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from app.clock import utcnow
from app.extensions import db
from app.models import Outcome, Purpose, XeroConnection, XeroConsent, XeroLogin, XeroOrganisation
from app.xero import settling
from app.xero.facts import RemoteConnection
from tests.clients import test_link_machine as machine
from tests.clients.test_link_machine import CLIENTS, ORGANISATIONS, mostly, one_client, one_organisation
from tests.records import add, change, rows

one_chosen = st.integers(0, ORGANISATIONS - 1).map(lambda one: {one})
several_chosen = st.sets(st.integers(0, ORGANISATIONS - 1), min_size=2, max_size=3)
brought = st.one_of(one_chosen, several_chosen, st.just(set()))


class TripMachine(machine.LinkMachine):
    """Two clients of one name, whose books are certain only while the other is archived, and a third."""

    names = ("Bright Bakery Limited", "Fourth Ltd")

    @initialize()
    def begin(self) -> None:
        super().begin()
        self.away: list[tuple[int, int, int | None]] = []
        self.home: list[tuple[int, int, list[int]]] = []
        self.login = self.row(XeroLogin, practice_id=self.firm.practice.id).id
        for organisation in self.organisations:
            row = self.row(XeroOrganisation, id=organisation)
            change(self.app, row, lambda row: setattr(row, "facts_read_at", utcnow()))

    def certain_client(self, organisation: int) -> int | None:
        """The client that may be linked unasked, by what this small world was made of."""
        twins = [client for client in self.clients[:2] if client not in self.archived]
        if organisation == self.organisations[1]:
            return twins[0] if len(twins) == 1 else None
        return self.clients[2] if organisation == self.organisations[3] else None

    @rule(which=one_client)
    def set_out(self, which: int) -> None:
        client = self.clients[which]
        seen = self.links.get(client)
        consent = XeroConsent(
            practice_id=self.firm.practice.id,
            user_id=self.firm.staff.id,
            user_epoch=0,
            purpose=Purpose.LINK_CLIENT,
            client_id=client,
            state_hash=f"{next(machine.numbers)}",
            browser_hash="",
            login_id=self.login,
            outcome=Outcome.LIST_FOLLOWS,
            result={"linked_at_start": seen, "was_active": True},
        )
        self.away.append((add(self.app, consent)[0], client, seen))

    @precondition(lambda self: self.away)
    @rule(data=st.data(), chosen=brought)
    def come_home(self, data: st.DataObject, chosen: set[int]) -> None:
        self.arrive(data.draw(st.integers(0, len(self.away) - 1)), chosen)

    @rule(which=one_client, chosen=brought)
    def travel(self, which: int, chosen: set[int]) -> None:
        """There and back, while nothing else happens."""
        self.set_out(which)
        self.arrive(-1, chosen)

    def arrive(self, which: int, chosen: set[int]) -> None:
        trip, client, seen = self.away.pop(which)
        ids = [self.organisations[one] for one in chosen]
        self.bring(trip, ids)
        self.gone -= set(ids)
        self.home.append((trip, client, ids))
        assert rows(self.app, XeroConsent, id=trip)[0].outcome == self.expect(client, seen, ids)

    def expect(self, client: int, seen: int | None, ids: list[int]) -> Outcome:
        """What comes of a trip; where it links, that is expected from now on."""
        if not ids:
            return Outcome.NOTHING_NEW
        if len(ids) > 1 or not self.is_on or client in self.archived:
            return Outcome.ASK
        if self.certain_client(ids[0]) != client:
            return Outcome.CONFIRM
        present = self.links.get(client)
        if present not in (seen, ids[0]):
            return Outcome.ASK
        if present != ids[0]:
            self.chosen.add((client, ids[0]))
            self.set_link(client, ids[0])
        return Outcome.LINKED

    def bring(self, trip: int, ids: list[int]) -> None:
        """Settle and decide a trip for which Xero lists these as chosen, beside all that is connected."""
        with self.app.app_context():
            consent = db.session.get_one(XeroConsent, trip)
            consent.auth_event_id = f"trip {trip}"
            settling.settle(consent, self.listed(trip, ids), None)
            settling.decide(consent, None)
            db.session.commit()

    def listed(self, trip: int, ids: list[int]) -> list[RemoteConnection]:
        rows = db.session.query(XeroConnection).filter_by(login_id=self.login)
        return [
            RemoteConnection(
                xero_id=f"{trip}-{row.organisation_id}" if row.organisation_id in ids else row.xero_id,
                tenant_id=row.organisation.tenant_id,
                name=row.organisation.name,
                auth_event_id=f"trip {trip}" if row.organisation_id in ids else "an older one",
                connected_at=None,
            )
            for row in rows
            if row.organisation_id in ids or row.ended_at is None
        ]

    @precondition(lambda self: self.home)
    @rule(data=st.data(), what=one_organisation, is_among=mostly, is_fresh=mostly, own=mostly)
    def link_what_was_compared(
        self, data: st.DataObject, what: int, is_among: bool, is_fresh: bool, own: bool
    ) -> None:
        trip, client, ids = data.draw(st.sampled_from(self.home))
        organisation = ids[0] if ids and is_among else self.organisations[what]
        present = self.links.get(client)
        was = present if is_fresh else organisation
        fields = {"organisation": organisation, "was": was, "own": "yes" if own else None}
        status = self.ask(f"/xero/consents/{trip}/link", **fields)
        assert status in ((200, 303) if organisation in ids else (404,))
        if status == 404:
            return
        self.chosen.add((client, organisation))
        may = self.is_on and client not in self.archived and organisation not in self.gone
        if may and (own or organisation != self.own) and was == present != organisation:
            self.set_link(client, organisation)

    @precondition(lambda self: any(len(ids) > 1 for _, _, ids in self.home))
    @rule(data=st.data(), picks=st.lists(st.none() | one_client, min_size=3, max_size=3))
    def link_several(self, data: st.DataObject, picks: list[int | None]) -> None:
        trip, _, ids = data.draw(st.sampled_from([trip for trip in self.home if len(trip[2]) > 1]))
        picked = {one: self.clients[pick] for one, pick in zip(ids, picks, strict=False) if pick is not None}
        fields = {f"client-{organisation}": client for organisation, client in picked.items()}
        status = self.ask(f"/xero/consents/{trip}/links", **fields)
        is_twice = len(set(picked.values())) < len(picked)
        assert status == (422 if is_twice and self.is_on else 303)
        if is_twice or not self.is_on:
            return
        for organisation, client in picked.items():
            self.chosen.add((client, organisation))
            may = client not in self.archived and client not in self.links
            if may and organisation not in self.gone and organisation != self.own:
                self.set_link(client, organisation)


def test_no_trip_links_what_nobody_chose(app: Flask) -> None:
    assert len(TripMachine.names) + 1 == CLIENTS
    machine.run(TripMachine, app, examples=20, steps=25)


@pytest.mark.long
def test_no_trip_ever_links_what_nobody_chose(app: Flask) -> None:
    machine.run(TripMachine, app, examples=100, steps=40)
