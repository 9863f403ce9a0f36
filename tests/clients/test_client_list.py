"""The list: search, filters, sort and pages, all of it in the address."""

from __future__ import annotations

import pytest
from flask import Flask

from app.clients.filters import Filters
from app.extensions import db
from app.models import Client
from tests.page import Page, Visitor
from tests.people import Firm
from tests.records import add, add_login, add_organisations, rows


@pytest.fixture
def maren(visitor: Visitor, harbour: Firm) -> Visitor:
    return visitor.sign_in(harbour.admin)


def client(firm: Firm, name: str, code: str, **facts: object) -> Client:
    return Client(practice_id=firm.practice.id, name=name, code=code, **facts)


@pytest.fixture
def clients(app: Flask, harbour: Firm, saltmarsh: Firm) -> dict[str, int]:
    """Harbour & Pine's six clients, and one of another practice."""
    new = [
        client(harbour, "Juniper Café", "JUN1", email="hello@juniper.example", manager_id=harbour.admin.id),
        client(harbour, "Alder", "ZZZ1", company_number="99120563"),
        client(harbour, "Alder Bakery", "AAA1", manager_id=harbour.staff.id),
        client(harbour, "Straße 100% Ltd", "STR1"),
        client(harbour, "Ωμέγα", "OME1", not_on_xero_because="Keeps a cash book"),
        client(harbour, "Zetland", "ZET1"),
        client(saltmarsh, "Juniper Café Norwich", "JUN9"),
    ]
    ids = add(app, *new)
    names = [one.name for one in rows(app, Client)]
    with app.app_context():
        db.session.get_one(Client, ids[5]).archive()
        db.session.commit()
    return dict(zip(names, ids, strict=True))


def names(page: Page) -> list[str]:
    return [head.text.removesuffix(" archived") for head in page.select("tbody th")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cafe", ["Juniper Café"]),
        ("CAFÉ  juniper", ["Juniper Café"]),
        ("zzz1", ["Alder"]),
        ("hello@JUNIPER", ["Juniper Café"]),
        ("991205", ["Alder"]),
        ("strasse", ["Straße 100% Ltd"]),
        ("100%", ["Straße 100% Ltd"]),
        ("ΩΜΕΓΑ", ["Ωμέγα"]),
        ("alder", ["Alder", "Alder Bakery"]),
        ("_", []),
        ("\x00", ["Alder", "Alder Bakery", "Juniper Café", "Straße 100% Ltd", "Ωμέγα"]),
    ],
)
def test_a_search_finds_names_codes_addresses_and_numbers(
    maren: Visitor, clients: dict[str, int], query: str, found: list[str]
) -> None:
    page = maren.open("GET", "/clients", query_string={"q": query})

    assert names(page) == found


@pytest.mark.parametrize("query", ["orsted", "ØRSTED", "lodz", "igne", "İĞNE"])
def test_letters_with_a_stroke_are_found_without(
    app: Flask, maren: Visitor, harbour: Firm, query: str
) -> None:
    add(app, client(harbour, "Ørsted Łódź ıstanbul İĞNE", "ORS1"))

    assert names(maren.open("GET", "/clients", query_string={"q": query})) == ["Ørsted Łódź ıstanbul İĞNE"]


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("name", "Alder", "Ωμέγα"),
        ("-name", "Ωμέγα", "Alder"),
        ("code", "Alder Bakery", "Alder"),
        ("-code", "Alder", "Alder Bakery"),
        ("manager", "Juniper Café", "Ωμέγα"),
        ("-manager", "Alder Bakery", "Ωμέγα"),
        ("status", "Ωμέγα", "Straße 100% Ltd"),
        ("nonsense", "Alder", "Ωμέγα"),
    ],
)
def test_every_column_sorts_alike_on_both_databases(
    maren: Visitor, clients: dict[str, int], sort: str, first: str, last: str
) -> None:
    found = names(maren.get(f"/clients?sort={sort}"))

    assert (found[0], found[-1], len(found)) == (first, last, 5)


def test_sorting_by_organisation_puts_unlinked_clients_last_either_way(
    app: Flask, maren: Visitor, harbour: Firm, clients: dict[str, int]
) -> None:
    from app.models import XeroLink

    books = add_organisations(app, harbour, add_login(app, harbour), "Bakery Books", "Acme Books")
    for name, book in zip(("Alder", "Ωμέγα"), books, strict=True):
        facts = {"practice_id": harbour.practice.id, "came_about": "picked"}
        add(app, XeroLink(client_id=clients[name], organisation_id=book, **facts))

    assert names(maren.get("/clients?sort=organisation"))[:2] == ["Ωμέγα", "Alder"]
    assert names(maren.get("/clients?sort=-organisation"))[:2] == ["Alder", "Ωμέγα"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("manager=mine", ["Juniper Café"]),
        ("manager=nobody", ["Alder", "Straße 100% Ltd", "Ωμέγα"]),
        ("manager=99999999999999", []),
        ("status=not_on_xero", ["Ωμέγα"]),
        ("status=connected", []),
        ("status=nonsense", ["Alder", "Alder Bakery", "Juniper Café", "Straße 100% Ltd", "Ωμέγα"]),
        ("archived=only", ["Zetland"]),
        ("archived=all&q=z", ["Alder", "Zetland"]),
        ("manager=mine&status=not_connected&q=jun", ["Juniper Café"]),
    ],
)
def test_filters_narrow_the_list(
    maren: Visitor, clients: dict[str, int], asked: str, found: list[str]
) -> None:
    assert names(maren.get(f"/clients?{asked}")) == found


def test_the_form_shows_what_the_address_asks_for(maren: Visitor, harbour: Firm) -> None:
    page = maren.get(f"/clients?q=x&status=connected&manager={harbour.staff.id}&archived=all&sort=-code")

    chosen = [option.get("value") for option in page.select("option") if "selected" in option.attrs]
    assert chosen == ["connected", str(harbour.staff.id), "all"]
    assert page.find("#client-search").get("value") == "x"
    assert page.find("input[name=sort]").get("value") == "-code"


def test_pages_follow_each_other_and_keep_what_was_asked(app: Flask, maren: Visitor, harbour: Firm) -> None:
    add(app, *(client(harbour, f"Client {number:03}", f"C{number:03}") for number in range(120)))

    first = maren.get("/clients?q=client&sort=-name")
    second = maren.get(first.link("Next page"))
    last = maren.get("/clients?q=client&sort=-name&page=77")

    assert names(first)[0] == "Client 119"
    assert names(second)[0] == "Client 069"
    assert "q=client" in second.link("Previous page")
    assert names(last) == [f"Client {number:03}" for number in range(19, -1, -1)]
    assert "120 clients match, page 3" in last


def test_beyond_a_thousand_nobody_counts(app: Flask, maren: Visitor, harbour: Firm) -> None:
    add(app, *(client(harbour, f"Client {number:04}", f"C{number:04}") for number in range(1_060)))

    assert "More than 1,000 clients, page 1" in maren.get("/clients")
    assert names(maren.get("/clients?page=22"))[-1] == "Client 1059"


def test_typing_replaces_the_address_and_choosing_is_a_step_to_go_back_to(
    maren: Visitor, clients: dict[str, int]
) -> None:
    headers = {"HX-Request": "true", "HX-Target": "client-list"}
    asked = "/clients?q=alder&status=&manager=&archived=&sort=name"

    typed = maren.open("GET", asked, headers=headers | {"HX-Trigger-Name": "q"}, is_fragment=True)
    chosen = maren.open("GET", asked, headers=headers | {"HX-Trigger-Name": "status"}, is_fragment=True)

    assert typed.response.headers["HX-Replace-Url"] == "/clients?q=alder"
    assert "HX-Push-Url" not in typed.response.headers
    assert chosen.response.headers["HX-Push-Url"] == "/clients?q=alder"
    assert names(typed) == names(chosen) == ["Alder", "Alder Bakery"]


def test_an_address_is_as_short_as_it_can_be(app: Flask) -> None:
    with app.test_request_context():
        filters = Filters.of({"q": " alder ", "sort": "code", "page": "3", "status": "bogus"})

        assert filters.url() == "/clients?q=alder&sort=code"
        assert filters.url_sorted_by("code") == "/clients?q=alder&sort=-code"
        assert filters.url_sorted_by("name") == "/clients?q=alder"
