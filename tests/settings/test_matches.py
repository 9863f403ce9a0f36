"""Proposals for many at once: what is ticked, what is shown, and what one confirmation does."""

from __future__ import annotations

import pytest
from flask import Flask

from app.clock import utcnow
from app.models import Client, Event, Practice, XeroConnection, XeroConsent, XeroLink, XeroOrganisation
from tests.page import Visitor
from tests.people import Firm
from tests.records import add, change, history, rows
from tests.settings.matching import MATCHES, Shelf, fill_shelf, press, ticked

ALDER, BIRCH, CEDAR, ZEPHYR = "Alder Bakery Ltd", "Birch Dental Ltd", "Cedar Motor Ltd", "Zephyr Quarterly"


@pytest.fixture
def shelf(app: Flask, harbour: Firm) -> Shelf:
    return fill_shelf(app, harbour)


@pytest.fixture
def tomas(visitor: Visitor, harbour: Firm) -> Visitor:
    return visitor.sign_in(harbour.staff)


def test_what_is_certain_is_ticked_and_the_rest_only_proposed(shelf, tomas):
    page = tomas.get(MATCHES)

    names = shelf.organisations
    assert ticked(page) == {names[ALDER], names[BIRCH]}
    assert "The names are equal: “Alder Bakery Ltd”" in page.find(f"#match-{names[ALDER]}").text
    assert "Cedar Motors Ltd" in page.find(f"#match-{names[CEDAR]}").text
    assert "of 100 The names are alike" in page.find(f"#match-{names[CEDAR]}").text
    assert "no client fits" in page.find(f"#match-{names[ZEPHYR]}").text
    assert "2 of 4 ticked" in page.find("#match-count").text
    assert history(shelf.app, shelf.firm) == []


def test_one_confirmation_links_all_that_is_ticked_and_nothing_else(shelf, tomas):
    page = press(tomas, tomas.get(MATCHES), "link")

    assert shelf.links() == {"Alder Bakery Limited": ALDER, "Birch Dental Ltd": BIRCH}
    assert "2 clients were linked" in page
    events = rows(shelf.app, Event)
    assert [event.what for event in events] == ["link.created", "link.created", "match.made"]
    assert events[-1].after["links"] == [events[0].id, events[1].id]
    assert {event.user_id for event in events} == {shelf.firm.staff.id}


def test_what_is_unticked_stays_unlinked_and_what_is_ticked_by_hand_is_linked(shelf, tomas):
    names = shelf.organisations

    press(tomas, tomas.get(MATCHES), "link", ticked=[names[BIRCH], names[CEDAR]])

    assert shelf.links() == {"Birch Dental Ltd": BIRCH, "Cedar Motors Ltd": CEDAR}
    assert ticked(tomas.get(MATCHES)) == set()


def test_a_double_click_links_once_and_shows_the_same_result(shelf, tomas):
    page = tomas.get(MATCHES)

    first, second = press(tomas, page, "link"), press(tomas, page, "link")

    assert first.path == second.path
    assert len(rows(shelf.app, XeroLink)) == 2
    assert history(shelf.app, shelf.firm).count("match.made") == 1


def test_without_a_tick_one_is_told_to_tick(shelf, tomas):
    page = press(tomas, tomas.get(MATCHES), "link", ticked=[])

    assert page.status == 422
    assert "Tick the matches that are right first." in page
    assert shelf.links() == {}


@pytest.mark.parametrize("what", ["archived", "not on Xero", "linked", "gone", "taken", "aside", "own"])
def test_what_happened_meanwhile_is_said_by_name_and_the_rest_is_done(what, shelf, tomas):
    page = tomas.get(MATCHES)
    client, organisation = shelf.clients["Alder Bakery Limited"], shelf.organisations[ALDER]
    happen(shelf, what, client, organisation)

    result = press(tomas, page, "link")

    assert shelf.links()["Birch Dental Ltd"] == BIRCH
    assert shelf.links().get("Alder Bakery Limited") != ALDER
    about = "Alder Bakery Limited" if what in ("archived", "not on Xero", "linked") else ALDER
    assert about in result.find("section.card").text
    assert "1 was not" in result


def happen(shelf: Shelf, what: str, client: int, organisation: int) -> None:
    app, practice_id = shelf.app, shelf.firm.practice.id
    client_row = rows(app, Client, id=client)[0]
    if what == "archived":
        change(app, client_row, lambda row: row.archive())
    elif what == "not on Xero":
        change(app, client_row, lambda row: setattr(row, "not_on_xero_because", "Uses Sage"))
    elif what == "gone":
        ended = rows(app, XeroConnection, organisation_id=organisation)[0]
        change(app, ended, lambda row: setattr(row, "ended_at", utcnow()))
    elif what == "aside":
        found = rows(app, XeroOrganisation, id=organisation)[0]
        change(app, found, lambda row: setattr(row, "set_aside_at", utcnow()))
    else:
        other = shelf.organisations[ZEPHYR] if what == "linked" else organisation
        pointing = {"linked": client, "own": None}.get(what, shelf.clients["Cedar Motors Ltd"])
        add(
            app,
            XeroLink(practice_id=practice_id, client_id=pointing, organisation_id=other, came_about="picked"),
        )


def test_a_client_imported_while_the_page_is_open_is_proposed_when_it_is_looked_at_again(shelf, tomas):
    page = tomas.get(MATCHES)
    shelf.add_client("Zephyr Quarterly")

    press(tomas, page, "link")

    assert "Zephyr Quarterly" not in shelf.links()
    assert ticked(tomas.get(MATCHES)) == {shelf.organisations[ZEPHYR]}


def test_proposals_that_changed_under_an_open_page_are_looked_at_before_anything_is_linked(shelf, tomas):
    page = tomas.get(MATCHES)
    shelf.add_client("Zephyr Quarterly")
    tomas.get(MATCHES)

    again = press(tomas, page, "link", ticked=[shelf.organisations[BIRCH]])

    assert shelf.links() == {}
    assert "The proposals have changed since you looked" in again.messages
    assert ticked(again) == {shelf.organisations[BIRCH], shelf.organisations[ZEPHYR]}


def test_switched_off_clients_are_matched_to_nothing(shelf, tomas):
    page = tomas.get(MATCHES)
    practice = rows(shelf.app, Practice, id=shelf.firm.practice.id)[0]
    change(shelf.app, practice, lambda row: setattr(row, "links_clients", False))

    again = press(tomas, page, "link")

    assert "The client level is switched off" in again
    assert shelf.links() == {}


def test_a_trip_leads_to_exactly_its_new_organisations(shelf, tomas, saltmarsh):
    trip = XeroConsent(
        practice_id=shelf.firm.practice.id,
        user_id=shelf.firm.staff.id,
        purpose="link_practice",
        state_hash="one",
        browser_hash="",
        result={"new": [shelf.organisations[BIRCH]], "chosen": [shelf.organisations[BIRCH]]},
    )
    ours = add(shelf.app, trip)[0]
    theirs = add(
        shelf.app,
        XeroConsent(
            practice_id=saltmarsh.practice.id, purpose="link_practice", state_hash="two", browser_hash=""
        ),
    )[0]

    page = tomas.get(f"{MATCHES}?trip={ours}")
    assert ticked(page) == {shelf.organisations[BIRCH]}
    assert tomas.get(f"{MATCHES}?trip={theirs}").status == 404
    assert tomas.get(f"{MATCHES}?trip=nonsense").status == 404
    result = press(tomas, page, "link")

    assert "1 client was linked" in result
    assert shelf.links() == {"Birch Dental Ltd": BIRCH}


def test_ticks_are_kept_from_page_to_page_and_one_confirmation_links_them_all(app, harbour, tomas):
    names = tuple(f"Firm {number:03} Joinery Ltd" for number in range(120))
    shelf = fill_shelf(app, harbour, names)
    add(app, *(Client(practice_id=harbour.practice.id, name=name, code=name[:8]) for name in names))
    first = tomas.get(MATCHES)
    left_out = sorted(ticked(first))[0]

    second = press(tomas, first, "page-2", ticked=sorted(ticked(first) - {left_out}))
    assert "page 2 of 3" in second
    assert "119 of 120 ticked" in second
    result = press(tomas, second, "link")

    assert "119 clients were linked" in result
    assert len(rows(app, XeroLink)) == 119
    assert left_out not in {link.organisation_id for link in rows(app, XeroLink)}
    assert shelf.firm is harbour
