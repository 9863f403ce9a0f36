"""flask xero import-legacy: links whose authorisation used Xero’s previous method."""

from __future__ import annotations

from uuid import UUID

import pytest
from freezegun import freeze_time

from app.clock import utcnow
from app.models import Client, Event, XeroConnection, XeroLink, XeroOrganisation
from tests.commands.cli import run
from tests.records import add, add_client, add_login, add_organisations, change, rows

BEFORE = "2021-03-01T12:00:00Z"
ALDER, BIRCH, OWN = (str(UUID(int=number)) for number in (1, 2, 3))


@pytest.fixture
def clients(app, harbour):
    return {name: add_client(app, harbour, name) for name in ("ALD001", "BIR001")}


@pytest.fixture
def send(app, tmp_path):
    """Imports these lines; returns what the command says."""

    def send(*lines, practice=None, exit_code=0):
        path = tmp_path / "links.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        named = ["--practice", practice] if practice else []
        result = run(app, "xero", "import-legacy", str(path), *named)
        assert result.exit_code == exit_code, result.output
        return result.output

    return send


FILE = (
    "Client code,Organisation ID,Organisation name",
    f"practice,{OWN},Harbour & Pine Ltd",
    f"ald001,{ALDER.upper()},Alder Ltd",
    f'BIR001,{BIRCH},"Birch, Ash & Co"',
)


def linked(app):
    names = {one.id: one.name for one in rows(app, XeroOrganisation)}
    return {link.client_id: names[link.organisation_id] for link in rows(app, XeroLink)}


def test_links_and_organisations_are_recorded_and_marked(app, clients, send):
    told = send(*FILE)

    assert "Harbour & Pine: 3 linked, 0 linked already, 0 left as they were. 3 organisations marked" in told
    assert linked(app) == {
        None: "Harbour & Pine Ltd",
        clients["ALD001"]: "Alder Ltd",
        clients["BIR001"]: "Birch, Ash & Co",
    }
    assert all(one.is_legacy for one in rows(app, XeroOrganisation))
    assert {link.came_about for link in rows(app, XeroLink)} == {"legacy"}
    assert {event.reason for event in rows(app, Event, what="link.created")} == {"on the command line"}


def test_a_second_time_changes_nothing(app, clients, send):
    send(*FILE)
    before = [(link.id, link.linked_at) for link in rows(app, XeroLink)], len(rows(app, Event))

    told = send(*FILE)

    assert "0 linked, 3 linked already, 0 left as they were. 0 organisations marked" in told
    assert ([(link.id, link.linked_at) for link in rows(app, XeroLink)], len(rows(app, Event))) == before


def test_a_link_to_another_organisation_is_left_and_named(app, harbour, clients, send):
    birch = add_organisations(app, harbour, add_login(app, harbour), "Birch Holdings Ltd")[0]
    link = XeroLink(
        practice_id=harbour.practice.id,
        client_id=clients["BIR001"],
        organisation_id=birch,
        came_about="picked",
    )
    add(app, link)

    told = send(*FILE)

    assert "Line 4: The client is linked to “Birch Holdings Ltd” already, which was left as it is." in told
    assert linked(app)[clients["BIR001"]] == "Birch Holdings Ltd"
    assert linked(app)[clients["ALD001"]] == "Alder Ltd"
    assert "Birch, Ash & Co" not in {one.name for one in rows(app, XeroOrganisation)}


def test_what_a_login_was_ever_connected_to_is_linked_and_not_marked(app, harbour, clients, send):
    login = add_login(app, harbour)
    organisation = XeroOrganisation(practice_id=harbour.practice.id, tenant_id=ALDER, name="Alder Ltd")
    known = add(app, organisation)[0]
    add(
        app,
        XeroConnection(practice_id=harbour.practice.id, login_id=login, organisation_id=known, xero_id="c"),
    )

    send(*FILE)

    assert {one.name: one.is_legacy for one in rows(app, XeroOrganisation)} == {
        "Alder Ltd": False,
        "Harbour & Pine Ltd": True,
        "Birch, Ash & Co": True,
    }


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("ALD001", "Line 3: Give three cells"),
        (f"ALD001,{ALDER},Alder Ltd,too much", "Line 3: Give three cells"),
        ("ALD001,alder,Alder Ltd", "Line 3: Correct the organisation id “alder”"),
        (
            f"OAK001,{ALDER},Alder Ltd",
            "Line 3: Add the client first, or correct the code: there is no client",
        ),
        (
            f"practice,{ALDER},Alder Ltd",
            "Line 3: Leave one out: “practice” has another organisation on line 2",
        ),
        (f"ALD001,{OWN},Alder Ltd", "Line 3: Correct the name or the id: this id has another name on line 2"),
    ],
)
def test_one_bad_line_is_told_with_its_number_and_nothing_is_done(app, clients, send, line, sentence):
    told = send(FILE[0], FILE[1], line, exit_code=1)

    assert "Nothing was imported." in told
    assert sentence in told
    assert rows(app, XeroLink) == rows(app, XeroOrganisation) == []


def test_every_bad_line_is_told_at_once(app, clients, send):
    told = send(f"OAK001,{ALDER},Oak Ltd", f"ALD001,{ALDER},Alder Ltd", "BIR001,x,Birch", exit_code=1)

    assert [line.split(":")[0] for line in told.splitlines() if line.startswith("Line")] == [
        "Line 1",
        "Line 2",
        "Line 3",
    ]


def test_an_archived_client_is_refused(app, clients, send):
    change(app, rows(app, Client)[0], lambda client: setattr(client, "archived_at", utcnow()))

    assert "Line 3: Restore the client first" in send(*FILE, exit_code=1)


@pytest.mark.parametrize("content", ["", "Client code,Organisation ID,Organisation name"])
def test_a_file_without_links_is_refused(app, harbour, send, content):
    assert "The file holds no links." in send(content, exit_code=1)


def test_with_several_practices_it_must_be_said_which(app, clients, saltmarsh, send):
    told = send(*FILE, exit_code=1)
    assert (
        "Say whose links they are with --practice: there are “Harbour & Pine”, “Saltmarsh Accounts”" in told
    )

    assert "3 linked" in send(*FILE, practice="harbour & pine")
    assert {link.practice_id for link in rows(app, XeroLink)} == {1}


def test_without_any_practice_it_says_what_to_do(app, send):
    assert "There is no practice yet." in send(*FILE, exit_code=1)


@pytest.mark.long
def test_a_thousand_lines_are_quick(app, harbour, send):
    names = [f"Client {number:04}" for number in range(1000)]
    add(app, *(Client(practice_id=harbour.practice.id, name=name, code=name) for name in names))

    with freeze_time(BEFORE):
        told = send(*(f"{name},{UUID(int=n + 1)},{name} Ltd" for n, name in enumerate(names)))

    assert "1000 linked" in told
