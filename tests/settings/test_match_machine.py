"""Whatever happens meanwhile: nothing is linked that was not ticked, and Undo brings all of it back."""

from __future__ import annotations

from itertools import count

from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.clock import utcnow
from app.models import Client, XeroLink, XeroOrganisation
from tests.page import Page, Visitor
from tests.people import found
from tests.records import change, rows
from tests.settings.matching import MATCHES, NAMES, Shelf, fill_shelf, press

numbers = count(1)
PLACES = range(len(NAMES))
HAPPENINGS = st.sampled_from(["nothing", "archive", "mark", "link", "aside"])


def pairs(page: Page) -> dict[int, int]:
    """Organisation → the client beside it."""
    found = {}
    for field in page.select("input"):
        if field.get("name").startswith("client-") and field.get("value"):
            found[int(field.get("name").removeprefix("client-"))] = int(field.get("value"))
    return found


def state(shelf: Shelf) -> object:
    """All links of the practice, and what else a match may touch."""
    practice_id = shelf.firm.practice.id
    links = [
        (link.client_id, link.organisation_id, link.fit, link.came_about)
        for link in rows(shelf.app, XeroLink, practice_id=practice_id)
    ]
    clients = [(one.id, one.archived_at, one.not_on_xero_because) for one in rows(shelf.app, Client)]
    return sorted(links), clients, [one.set_aside_at for one in rows(shelf.app, XeroOrganisation)]


def happen(shelf: Shelf, who: Visitor, what: str, client: int, organisation: int) -> None:
    if what == "archive":
        change(shelf.app, rows(shelf.app, Client, id=client)[0], lambda row: row.archive())
    elif what == "mark":
        who.post(f"/clients/{client}/not-on-xero", reason="Uses Sage")
    elif what == "link":
        who.post(f"/clients/{client}/xero-link", organisation=organisation, was="")
    elif what == "aside":
        found = rows(shelf.app, XeroOrganisation, id=organisation)[0]
        change(shelf.app, found, lambda row: setattr(row, "set_aside_at", utcnow()))


def try_it(app: Flask, chosen: set[int], what: str, which: int, where: int) -> None:
    number = next(numbers)
    firm = found(app, f"Firm{number} & Co", admin="Maren Holt", staff="Tomas Reed")
    shelf = fill_shelf(app, firm)
    who = Visitor(app).sign_in(firm.admin)
    page = who.get(MATCHES)
    organisations = list(shelf.organisations.values())
    ticks = {organisations[place] for place in chosen}
    allowed = {(client, one) for one, client in pairs(page).items() if one in ticks}
    client = list(shelf.clients.values())[which % len(shelf.clients)]
    happen(shelf, who, what, client, organisations[where])
    before = state(shelf)
    links_before = {link[:2] for link in before[0]}

    result = press(who, page, "link", ticked=sorted(ticks))

    made = {link[:2] for link in state(shelf)[0]} - links_before
    assert made <= allowed
    spoiled = {pair for pair in allowed if pair[0] == client or pair[1] == organisations[where]}
    assert what == "nothing" or made >= allowed - spoiled
    assert what != "nothing" or made == allowed
    if made:
        who.submit(result, "Undo all of them")
    assert state(shelf) == before


def test_nothing_is_linked_that_was_not_ticked_and_undo_brings_back_what_was(app: Flask) -> None:
    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sets(st.sampled_from(PLACES)), HAPPENINGS, st.integers(0, 2), st.sampled_from(PLACES))
    def any_match(chosen: set[int], what: str, which: int, where: int) -> None:
        try_it(app, chosen, what, which, where)

    any_match()
