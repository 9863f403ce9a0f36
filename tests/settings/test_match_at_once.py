"""Two people who confirm at the same moment, each in a thread and a database connection of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from app.models import Event, XeroLink
from tests.page import Page, Visitor
from tests.people import Firm
from tests.records import rows
from tests.settings.matching import MATCHES, Shelf, fill_shelf, press

NAMES = tuple(f"{tree} {trade} Ltd" for tree in ("Alder", "Birch", "Cedar") for trade in ("Foods", "Homes"))


@pytest.fixture
def shelf(app: Flask, harbour: Firm) -> Shelf:
    shelf = fill_shelf(app, harbour, NAMES)
    for name in NAMES:
        shelf.add_client(name)
    return shelf


def at_once(*deeds: Callable[[], Page]) -> list[Page]:
    start = Barrier(len(deeds))

    def act(deed: Callable[[], Page]) -> Page:
        start.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as people:
        return list(people.map(act, deeds))


def test_two_who_confirm_the_same_matches_link_each_once_and_are_told(shelf: Shelf) -> None:
    people = [Visitor(shelf.app).sign_in(user) for user in (shelf.firm.admin, shelf.firm.staff)]
    pages = [who.get(MATCHES) for who in people]

    results = at_once(
        *(
            lambda who=who, page=page: press(who, page, "link")
            for who, page in zip(people, pages, strict=True)
        )
    )

    assert shelf.links() == {name: name for name in NAMES}
    links = rows(shelf.app, Event, what="link.created")
    assert len(links) == len(NAMES)
    matches = rows(shelf.app, Event, what="match.made")
    assert sorted(len(match.after["links"]) for match in matches) == [0, len(NAMES)]
    assert sorted(len(match.after["refused"]) for match in matches) == [0, len(NAMES)]
    assert sum("6 were not" in page for page in results) == 1


def test_one_person_in_two_windows_confirms_once(shelf: Shelf) -> None:
    windows = [Visitor(shelf.app).sign_in(shelf.firm.staff) for _ in range(2)]
    pages = [who.get(MATCHES) for who in windows]

    results = at_once(
        *(
            lambda who=who, page=page: press(who, page, "link")
            for who, page in zip(windows, pages, strict=True)
        )
    )

    assert len({page.path for page in results}) == 1
    assert len(rows(shelf.app, Event, what="match.made")) == 1
    assert len(rows(shelf.app, XeroLink)) == len(NAMES)


def test_undoing_and_linking_on_at_once_leave_a_history_without_gaps(shelf: Shelf) -> None:
    maren, tomas = (Visitor(shelf.app).sign_in(user) for user in (shelf.firm.admin, shelf.firm.staff))
    result = press(maren, maren.get(MATCHES), "link")
    client = shelf.clients[NAMES[0]]
    seen, other = shelf.organisations[NAMES[0]], shelf.organisations[NAMES[1]]

    at_once(
        lambda: maren.submit(result, "Undo all of them"),
        lambda: tomas.post(f"/clients/{client}/xero-link", organisation=other, was=seen),
    )

    events = [one for one in rows(shelf.app, Event, client_id=client) if one.what.startswith("link.")]
    assert [one.what for one in events] in (
        ["link.created", "link.changed"],
        ["link.created", "link.removed"],
    )
    assert shelf.links() == ({NAMES[0]: NAMES[1]} if events[-1].what == "link.changed" else {})
