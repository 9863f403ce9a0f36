"""“Show Xero connections”: found, narrowed, sorted and as a file."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest
from flask import Flask

from app.models import Client, LoginState, Purpose, XeroConnection, XeroConsent, XeroLink, XeroOrganisation
from tests.page import Page, Visitor
from tests.people import Firm
from tests.records import add, add_client, add_login, add_organisations, change, rows

PATH = "/settings/xero/organisations"
GRANTED = "openid profile email offline_access accounting.settings.read"
USED = datetime(2026, 4, 3, 9, 30, tzinfo=UTC)


@pytest.fixture
def maren(visitor: Visitor, harbour: Firm) -> Visitor:
    return visitor.sign_in(harbour.admin)


@pytest.fixture
def books(app: Flask, harbour: Firm) -> dict[str, int]:
    """Alder by Priya and Sam, Birch by Jon who lapsed, Cedar by the client’s own Cara, Dover twice by Sam."""
    logins = {
        "Priya Nair": add_login(app, harbour, scopes=GRANTED),
        "Sam Osei": add_login(app, harbour, "Sam Osei", scopes="openid offline_access"),
        "Jon Pike": add_login(app, harbour, "Jon Pike", state=LoginState.EXPIRED),
        "Cara": add_login(app, harbour, "Cara", scopes=f"{GRANTED} accounting.contacts"),
    }
    (alder,) = add_organisations(app, harbour, logins["Priya Nair"], "Alder Ltd")
    (birch,) = add_organisations(app, harbour, logins["Jon Pike"], "Birch Ltd")
    (cedar,) = add_organisations(app, harbour, logins["Cara"], "Cédar Ltd")
    dover, twin = add_organisations(app, harbour, logins["Sam Osei"], "Dover Ltd", "Dover Ltd")
    facts = {"practice_id": harbour.practice.id}
    add(app, XeroConnection(login_id=logins["Sam Osei"], organisation_id=alder, xero_id="s-1", **facts))
    invited = {"purpose": Purpose.INVITATION, "state_hash": "i", "browser_hash": ""}
    add(app, XeroConsent(login_id=logins["Cara"], **invited, **facts))
    client = add_client(app, harbour, "Bakery")
    add(app, XeroLink(client_id=client, organisation_id=birch, came_about="picked", **facts))
    for one, code in ((dover, "!aa"), (twin, "!bb")):
        book = rows(app, XeroOrganisation, id=one)[0]
        change(app, book, lambda row, code=code: setattr(row, "short_code", code))
    change(app, rows(app, XeroOrganisation, id=twin)[0], lambda row: setattr(row, "last_used_at", USED))
    return {"alder": alder, "birch": birch, "cedar": cedar, "dover": dover, "twin": twin, "client": client}


def names(page: Page) -> list[str]:
    return [link.text for link in page.select("tbody th a")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["Alder Ltd", "Birch Ltd", "Cédar Ltd", "Dover Ltd", "Dover Ltd"]),
        ("?q=CEDAR", ["Cédar Ltd"]),
        ("?q=%21bb", ["Dover Ltd"]),
        ("?q=nobody", []),
        ("?show=broken", ["Birch Ltd"]),
        ("?show=unused", ["Alder Ltd", "Cédar Ltd", "Dover Ltd", "Dover Ltd"]),
        ("?show=two", ["Alder Ltd"]),
        ("?show=own", ["Cédar Ltd"]),
        ("?show=permission", ["Dover Ltd", "Dover Ltd"]),
        ("?show=nonsense&sort=-name", ["Dover Ltd", "Dover Ltd", "Cédar Ltd", "Birch Ltd", "Alder Ltd"]),
        ("?sort=status", ["Birch Ltd", "Alder Ltd", "Cédar Ltd", "Dover Ltd", "Dover Ltd"]),
        ("?sort=since&q=ltd&page=7", ["Alder Ltd", "Birch Ltd", "Cédar Ltd", "Dover Ltd", "Dover Ltd"]),
        ("?sort=checked&q=alder", ["Alder Ltd"]),
    ],
)
def test_organisations_are_found_narrowed_and_sorted_alike_on_both_databases(
    maren: Visitor, books: dict[str, int], asked: str, found: list[str]
) -> None:
    assert names(maren.get(PATH + asked)) == found


def test_what_was_never_used_comes_last_either_way(maren: Visitor, books: dict[str, int]) -> None:
    for sort in ("used", "-used"):
        page = maren.get(f"{PATH}?sort={sort}")

        assert page.select("tbody th")[0].text.startswith("Dover Ltd !bb")


def test_a_line_says_why_it_is_broken_who_reaches_it_and_what_is_linked(
    maren: Visitor, books: dict[str, int]
) -> None:
    alder, birch = (row.text for row in maren.get(PATH).select("tbody tr")[:2])

    assert "Priya Nair, Sam Osei" in alder
    assert "nothing" in alder
    assert "Reconnection needed The authorisation expired: not used for 60 days Bakery Jon Pike" in birch


def test_three_names_are_shown_and_the_others_counted(
    app: Flask, maren: Visitor, harbour: Firm, books: dict[str, int]
) -> None:
    facts = {"practice_id": harbour.practice.id, "came_about": "picked"}
    for number in range(7):
        client = add_client(app, harbour, f"Client {number}")
        add(app, XeroLink(client_id=client, organisation_id=books["alder"], **facts))

    page = maren.get(f"{PATH}?q=alder")

    assert "Client 0, Client 1, Client 2 and 4 more" in page.find("tbody").text
    assert page.link("Client 0").startswith("/clients/")


def test_a_client_that_may_be_the_wrong_one_is_told(
    app: Flask, maren: Visitor, harbour: Firm, books: dict[str, int]
) -> None:
    facts = {"practice_id": harbour.practice.id, "came_about": "picked", "fit": "drifted"}
    add(app, XeroLink(client_id=add_client(app, harbour, "Odd"), organisation_id=books["alder"], **facts))

    assert "Check organisation" in maren.get(f"{PATH}?q=alder").find("tbody").text


def cells(page: Page) -> list[list[str]]:
    return list(csv.reader(StringIO(page.html.removeprefix("\ufeff"))))


def test_the_file_holds_what_the_list_holds_and_no_formula(
    app: Flask, maren: Visitor, harbour: Firm, books: dict[str, int]
) -> None:
    change(app, rows(app, Client)[0], lambda row: setattr(row, "name", "=cmd|' /C calc'!A0"))
    add_organisations(app, harbour, rows(app, XeroConnection)[0].login_id, "+1 Ltd", " @Home")

    every = cells(maren.get(f"{PATH}.csv"))
    broken = cells(maren.get(f"{PATH}.csv?show=broken"))

    assert [line[0] for line in every[1:3]] == ["'+1 Ltd", "' @Home"]
    assert len(every) == 1 + 7
    (line,) = broken[1:]
    assert line[:5] == [
        "Birch Ltd",
        "",
        "Reconnection needed",
        "The authorisation expired: not used for 60 days",
        "'=cmd|' /C calc'!A0",
    ]


def test_a_file_of_many_organisations_holds_all_of_them(app: Flask, maren: Visitor, harbour: Firm) -> None:
    login = add_login(app, harbour)
    add_organisations(app, harbour, login, *(f"Company {number:04}" for number in range(1_060)))

    lines = cells(maren.get(f"{PATH}.csv"))

    assert len(lines) == 1_061
    assert lines[-1][0] == "Company 1059"
    assert "More than 1,000 organisations, page 1" in maren.get(PATH)


def test_typing_replaces_the_address_and_choosing_is_a_step(maren: Visitor, books: dict[str, int]) -> None:
    headers = {"HX-Request": "true", "HX-Target": "organisation-list"}
    asked = f"{PATH}?q=alder&show=&sort=name"

    typed = maren.open("GET", asked, headers=headers | {"HX-Trigger-Name": "q"}, is_fragment=True)
    chosen = maren.open("GET", asked, headers=headers | {"HX-Trigger-Name": "show"}, is_fragment=True)

    assert typed.response.headers["HX-Replace-Url"] == f"{PATH}?q=alder"
    assert chosen.response.headers["HX-Push-Url"] == f"{PATH}?q=alder"
    assert names(typed) == ["Alder Ltd"]


def test_the_allowance_counts_an_organisation_once_over_all_practices(
    app: Flask, maren: Visitor, saltmarsh: Firm, books: dict[str, int]
) -> None:
    (theirs,) = add_organisations(app, saltmarsh, add_login(app, saltmarsh, "Ines"), "Alder Ltd")
    ours = rows(app, XeroOrganisation, id=books["alder"])[0].tenant_id
    change(app, rows(app, XeroOrganisation, id=theirs)[0], lambda row: setattr(row, "tenant_id", ours))
    app.config["XERO_CONNECTION_ALLOWANCE"] = 5

    page = maren.get(f"{PATH}?show=unused")

    assert "5 organisations are connected" in page
    assert "of the 5 that its Xero app may connect" in page
    assert "No further organisation can be connected" in page


def test_one_organisation_tells_all_that_is_known_of_it(
    app: Flask, maren: Visitor, harbour: Firm, books: dict[str, int]
) -> None:
    facts = {"practice_id": harbour.practice.id, "came_about": "picked"}
    for number in range(60):
        client = add_client(app, harbour, f"Client {number:02}")
        add(app, XeroLink(client_id=client, organisation_id=books["twin"], **facts))

    page = maren.get(f"{PATH}/{books['twin']}")
    second = maren.get(page.link("Next page"))

    assert page.link("Open in Xero").endswith("default.aspx?shortcode=%21bb")
    assert "60 links, page 1 of 2" in page
    assert "Client 59" in second
    assert page.link("Sam Osei").startswith("/settings/xero/logins/")
    assert "Open in Xero" not in maren.get(f"{PATH}/{books['alder']}")
