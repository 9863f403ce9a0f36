"""“Choose a Xero company”: the window, its list, and what OK does."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event

from app.models import LoginState, XeroConnection, XeroLink, XeroLogin, XeroOrganisation
from tests.records import add, add_client, add_login, add_organisations, change, rows

PATH = "/settings/xero/link/new"
LONG = "Very " * 39 + "Long"
NAMES = [
    LONG,
    "مخبز الحي القديم",
    "Καφενείο Ακρόπολις",
    "海港会计师事务所",
    "Bright 🥐 Bakery",
    "O’Neil & “Sons” Ltd",
]


@pytest.fixture
def admin(visitor, harbour):
    return visitor.sign_in(harbour.admin)


def reach(app, firm, *names, login="Priya Nair"):
    return add_organisations(app, firm, add_login(app, firm, login), *names)


def many(app, firm, how_many):
    return reach(app, firm, *(f"Company {number:04}" for number in range(how_many)))


def options(page):
    return [option.text for option in page.select("#organisation option")][1:]


def labels(page):
    return [label.text for label in page.select("fieldset label")]


def link(app, firm, organisation_id, client_id=None):
    add(
        app,
        XeroLink(
            practice_id=firm.practice.id,
            client_id=client_id,
            organisation_id=organisation_id,
            came_about="picked",
        ),
    )


def test_the_first_time_there_is_nothing_to_choose_and_one_way_to_go(admin):
    page = admin.get(PATH)

    assert page.h1 == "Choose a Xero company"
    assert "No company is authorised yet." in page
    assert "press Allow access" in page
    assert "If Xero shows an error page of its own" in page
    assert not page.select("#organisation")


def test_later_it_says_what_to_press_at_xero(app, admin, harbour):
    reach(app, harbour, "Alder Ltd")

    assert "use the list Select another organisation, not the Continue button" in admin.get(PATH)


@pytest.mark.parametrize(("how_many", "is_drop_down"), [(1, True), (20, True), (21, False)])
def test_up_to_20_make_a_drop_down_and_more_make_radios(app, admin, harbour, how_many, is_drop_down):
    many(app, harbour, how_many)
    page = admin.get(PATH)

    assert len(options(page)) == (how_many if is_drop_down else 0)
    assert len(labels(page)) == (0 if is_drop_down else how_many)


def test_a_thousand_are_shown_a_page_at_a_time_and_found_by_name(app, admin, harbour):
    many(app, harbour, 1000)

    page = admin.get(PATH)
    assert len(labels(page)) == 50
    assert "50 of 1,000 companies. Search by name to find the others." in page
    assert [label.split()[1] for label in labels(admin.get(f"{PATH}?q=0777"))] == ["0777"]

    reach(app, harbour, "Zoë Café Ltd", login="Sam Osei")
    assert "50 of more than 1,000 companies." in admin.get(PATH)
    assert "1 of more than 1,000 companies matches." in admin.get(f"{PATH}?q=zoe")


@pytest.mark.parametrize(
    "query", ["café", "CAFE", "cafe", "  Ćafé  ", "zoë caf", "zoe’s cafe".partition("’")[0]]
)
def test_the_search_minds_neither_case_nor_accents(app, admin, harbour, query):
    reach(app, harbour, "Zoë Café Ltd", "Birch Ltd", *(f"Other {number}" for number in range(20)))

    assert ["Zoë Café Ltd" in label for label in labels(admin.get(f"{PATH}?q={query}"))] == [True]


@pytest.mark.parametrize("query", ["%", "_", "\\", "nothing like it", "'; --", "%00", "%00x"])
def test_a_search_that_finds_nothing_says_so(app, admin, harbour, query):
    many(app, harbour, 21)
    page = admin.open("GET", PATH, query_string={"q": query.replace("%00", "\0x")})

    assert "No company matches" in page
    assert labels(page) == []


def test_what_each_is_linked_to_stands_against_it(app, admin, harbour):
    alder, birch, _ = reach(app, harbour, "Alder Ltd", "Birch Ltd", "Cedar Ltd")
    link(app, harbour, alder)
    for name in ("Amber Foods", "Blue Door", "Coral Wines", "Dune Travel"):
        client = add_client(app, harbour, name)
        link(app, harbour, birch if name != "Amber Foods" else alder, client)

    shown = options(admin.get(PATH))

    assert shown[0].endswith("linked to your practice and Amber Foods")
    assert shown[1].endswith("linked to Blue Door, Coral Wines and Dune Travel")
    assert "linked to" not in shown[2]


def test_organisations_of_the_same_name_are_told_apart(app, admin, harbour):
    first, second = reach(app, harbour, "Alder Ltd", "Alder Ltd")
    for row, (code, country) in zip(
        rows(app, XeroOrganisation), [("!aaa", "GB"), ("!bbb", "NZ")], strict=True
    ):
        change(app, row, lambda one, code=code, country=country: vars_of(one, code, country))

    shown = options(admin.get(PATH))

    assert "!aaa · GB · authorised by Priya Nair" in shown[0]
    assert "!bbb · NZ · authorised by Priya Nair" in shown[1]
    assert first != second


def vars_of(organisation, code, country):
    organisation.short_code, organisation.country_code = code, country


def test_names_of_every_kind_are_shown_whole(app, admin, harbour):
    ids = reach(app, harbour, *NAMES)
    for name in NAMES:
        assert [option for option in options(admin.get(PATH)) if option.startswith(name)], name
    many_more = add_organisations(
        app, harbour, rows(app, XeroLogin)[0].id, *(f"Other {n}" for n in range(20))
    )
    link(app, harbour, ids[0])
    link(app, harbour, ids[1], add_client(app, harbour, NAMES[1]))

    for path in (PATH, "/settings/xero", "/settings/xero/organisations", "/settings/xero/link/delete"):
        assert LONG in admin.get(path), path
    assert many_more


def test_organisations_of_another_practice_and_those_cut_off_are_not_offered(app, admin, harbour, saltmarsh):
    reach(app, saltmarsh, "Tidewater Ltd")
    cut, _ = reach(app, harbour, "Alder Ltd", "Birch Ltd")
    connection = rows(app, XeroConnection, organisation_id=cut)[0]
    change(app, connection, lambda one: setattr(one, "ended_at", one.last_seen_at))

    assert options(admin.get(PATH)) == ["Birch Ltd"]


def test_those_behind_a_broken_login_are_offered_and_marked(app, admin, harbour):
    reach(app, harbour, "Alder Ltd")
    change(app, rows(app, XeroLogin)[0], lambda login: setattr(login, "state", LoginState.EXPIRED))

    assert options(admin.get(PATH)) == ["Alder Ltd – Reconnection needed"]


@pytest.mark.parametrize("path", [PATH, "/settings/xero", "/settings/xero/organisations"])
def test_the_number_of_queries_does_not_grow(app, admin, harbour, path):
    ids = many(app, harbour, 10)
    link(app, harbour, ids[0])
    few = statements(admin, path)
    more = add_organisations(app, harbour, rows(app, XeroLogin)[0].id, *(f"Other {n}" for n in range(190)))
    for number, organisation in enumerate(more[:30]):
        link(app, harbour, organisation, add_client(app, harbour, f"Client {number}"))

    assert statements(admin, path) == few <= 12


def statements(visitor, path):
    """How many statements one page takes."""
    sent = []

    def note(_connection, _cursor, statement, *_):
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    visitor.get(path)
    event.remove(Engine, "before_cursor_execute", note)
    return len(sent)
