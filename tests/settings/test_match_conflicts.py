"""Matches in conflict, matches that are in doubt, and names of every kind."""

from __future__ import annotations

import pytest
from flask import Flask

from app.models import XeroLink
from tests.page import Visitor
from tests.people import Firm
from tests.records import add
from tests.settings.matching import MATCHES, NUMBER, Shelf, fill_shelf, press, ticked

ALDER, CEDAR = "Alder Bakery Ltd", "Cedar Motor Ltd"


@pytest.fixture
def shelf(app: Flask, harbour: Firm) -> Shelf:
    return fill_shelf(app, harbour)


@pytest.fixture
def tomas(visitor: Visitor, harbour: Firm) -> Visitor:
    return visitor.sign_in(harbour.staff)


def test_two_organisations_that_want_one_client_are_shown_and_not_ticked(shelf, tomas):
    shelf.add_client("Oak Holdings", company_number=NUMBER)
    for name in ("Oak Holdings Ltd", "Oak Holdings (2019) Ltd"):
        shelf.add_organisation(name, registration_number=NUMBER)

    page = tomas.get(MATCHES)

    for name in ("Oak Holdings Ltd", "Oak Holdings (2019) Ltd"):
        line = page.find(f"#match-{shelf.organisations[name]}")
        assert "One company with two sets of books" in line.text
        assert shelf.organisations[name] not in ticked(page)


def test_two_clients_that_one_organisation_fits_are_shown_and_not_ticked(shelf, tomas):
    shelf.add_client("Elm Joinery Ltd", company_number=NUMBER)
    shelf.add_client("Elm Joinery Limited", company_number=NUMBER)
    elm = shelf.add_organisation("Elm Joinery", registration_number=NUMBER)

    page = tomas.get(MATCHES)

    assert "Fits as well Elm Joinery Ltd" in page.find(f"#match-{elm}").text
    assert elm not in ticked(page)


def test_one_client_ticked_for_two_organisations_links_nothing_and_says_so(shelf, tomas):
    cedar2 = shelf.add_organisation("Cedar Motorz Ltd")
    page = tomas.get(MATCHES)

    page = press(tomas, page, "link", ticked=[shelf.organisations[CEDAR], cedar2])

    assert page.status == 422
    assert "Choose another client where one is ticked for two organisations." in page
    assert shelf.links() == {}
    assert ticked(page) == {shelf.organisations[CEDAR], cedar2}


def test_the_practices_own_organisation_is_not_proposed(shelf, tomas):
    own = shelf.organisations[ALDER]
    add(
        shelf.app,
        XeroLink(
            practice_id=shelf.firm.practice.id, client_id=None, organisation_id=own, came_about="picked"
        ),
    )

    assert not tomas.get(MATCHES).select(f"#match-{own}")


def test_an_organisation_of_which_xero_told_only_the_name_is_not_ticked(shelf, tomas):
    shelf.tell(ALDER, facts_read_at=None)

    page = tomas.get(MATCHES)

    assert shelf.organisations[ALDER] not in ticked(page)
    assert "Xero has told no more than the name yet" in page.find(f"#match-{shelf.organisations[ALDER]}").text


def test_same_named_organisations_are_told_apart(shelf, tomas):
    one = shelf.add_organisation("Twin Ltd", short_code="!AAAA", country_code="GB")
    other = shelf.add_organisation("Twin Ltd", short_code="!BBBB", country_code="IE")

    page = tomas.get(MATCHES)

    assert "!AAAA · GB · authorised by Priya Nair" in page.find(f"#match-{one}").text
    assert "!BBBB · IE · authorised by Priya Nair" in page.find(f"#match-{other}").text


@pytest.mark.parametrize("name", ["Ω" * 200, "مخبز النور", "株式会社" * 40, "<b>Bold & Co</b>"])
def test_names_of_any_length_and_script_are_matched(name, shelf, tomas):
    shelf.add_client(name[:200])
    shelf.add_organisation(name[:200])

    page = press(tomas, tomas.get(MATCHES), "link")

    assert name[:200] in page
    assert shelf.links()[name[:200]] == name[:200]
