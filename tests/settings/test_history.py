"""Settings → History: who did what, narrowed, paged, as a file, and never another practice's."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from io import StringIO

import pytest
from flask import Flask

from app.extensions import db
from app.happenings import FOR_OPERATORS, WORDS
from app.history import PAGE_SIZE
from app.models import Event
from tests.house.modules import python_files
from tests.page import Page, Visitor
from tests.people import Firm
from tests.records import add, add_client, add_login, add_organisations
from tests.settings.test_picker import statements

MOST_STATEMENTS = 12


@pytest.fixture
def maren(visitor: Visitor, harbour: Firm) -> Visitor:
    return visitor.sign_in(harbour.admin)


def happened(app: Flask, firm: Firm, what: str, **facts: object) -> int:
    return add(app, Event(what=what, practice_id=firm.practice.id, **facts))[0]


def told(page: Page) -> list[str]:
    """What each line says, newest first."""
    return [" ".join(row.find("th").text.split()) for row in page.select("tbody tr")]


def test_a_line_says_who_did_what_to_whom_what_changed_why_and_from_where(
    app: Flask, harbour: Firm, maren: Visitor
) -> None:
    client = add_client(app, harbour, "Bright Bakery")
    happened(
        app,
        harbour,
        "link.changed",
        user_id=harbour.staff.id,
        client_id=client,
        before={"organisation": "Bakery Ltd", "organisation_id": 4, "fit": "unsure"},
        after={"organisation": "Bright Bakery Ltd", "organisation_id": 5, "fit": "certain"},
        reason="They moved",
        address="192.0.2.7",
        at=datetime(2026, 7, 1, 12, 30, tzinfo=UTC),
    )

    page = maren.get("/settings/history")

    row = page.find("tbody tr").text
    assert "1 July 2026, 13:30" in row
    assert "Bright Bakery: linked to Bright Bakery Ltd instead of Bakery Ltd" in " ".join(row.split())
    assert "Match: unsure → certain" in " ".join(row.split())
    assert "organisation_id" not in row
    assert "Reason: They moved" in row
    assert "Tomas Reed" in row
    assert "192.0.2.7" in row


def test_steps_of_renewing_an_authorisation_are_left_to_operators(
    app: Flask, harbour: Firm, maren: Visitor
) -> None:
    login = add_login(app, harbour)
    for what in FOR_OPERATORS:
        happened(app, harbour, what, login_id=login, after={"login": "Priya Nair"})
    happened(app, harbour, "login.ended", login_id=login, after={"login": "Priya Nair", "state": "expired"})

    assert told(maren.get("/settings/history")) == ["Priya Nair’s Xero login is over"]


def test_it_is_narrowed_by_kind_person_and_day(app: Flask, harbour: Firm, maren: Visitor) -> None:
    def on(day: int) -> dict[str, object]:
        return {"at": datetime(2026, 3, day, 23, 30, tzinfo=UTC)}

    happened(app, harbour, "user.signed_in", user_id=harbour.admin.id, **on(1))
    happened(app, harbour, "switch.changed", user_id=harbour.admin.id, **on(2))
    happened(app, harbour, "user.signed_in", user_id=harbour.staff.id, **on(3))
    happened(app, harbour, "user.signed_out", user_id=harbour.staff.id, **on(4))

    assert told(maren.get("/settings/history?kind=people")) == ["signed out", "signed in", "signed in"]
    assert told(maren.get(f"/settings/history?user={harbour.staff.id}")) == ["signed out", "signed in"]
    both = maren.get(f"/settings/history?user={harbour.admin.id}&kind=settings")
    assert told(both) == ["what Xero is used for changed"]
    assert told(maren.get("/settings/history?from=2026-03-02&to=2026-03-03")) == [
        "signed in",
        "what Xero is used for changed",
    ]
    assert "Nothing of that kind has happened" in maren.get("/settings/history?from=2027-01-01")


def test_a_day_is_the_practices_own(app: Flask, harbour: Firm, maren: Visitor) -> None:
    happened(app, harbour, "user.signed_in", at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))

    assert told(maren.get("/settings/history?from=2026-07-01&to=2026-07-01")) == ["signed in"]
    assert told(maren.get("/settings/history?to=2026-06-30")) == []


@pytest.mark.parametrize(
    "odd", ["kind=nonsense", "user=x", "from=yesterday", "to=9999-12-31", "before=x", "from=0001-01-01"]
)
def test_what_cannot_be_read_narrows_nothing(app: Flask, harbour: Firm, maren: Visitor, odd: str) -> None:
    happened(app, harbour, "user.signed_in")

    assert told(maren.get(f"/settings/history?{odd}")) == ["signed in"]


def test_pages_lead_there_and_back_with_the_filter(app: Flask, harbour: Firm, maren: Visitor) -> None:
    for number in range(2 * PAGE_SIZE + 5):
        happened(app, harbour, "client.changed", reason=f"number {number}")
        happened(app, harbour, "user.signed_in")

    newest = maren.get("/settings/history?kind=clients")
    middle = maren.get(newest.link("Older"))
    oldest = maren.get(middle.link("Older"))
    back = maren.get(oldest.link("Newer"))

    lines = " ".join(line for page in (newest, middle, oldest) for line in told(page))
    assert re.findall(r"number \d+", lines) == [
        f"number {number}" for number in range(2 * PAGE_SIZE + 4, -1, -1)
    ]
    assert told(back) == told(middle)
    assert told(maren.get(back.link("Newer"))) == told(newest)
    assert not [link for link in oldest.select("a") if link.text == "Older"]
    assert not [link for link in newest.select("a") if link.text == "Newer"]


def test_the_number_of_statements_does_not_grow(app: Flask, harbour: Firm, maren: Visitor) -> None:
    happened(app, harbour, "user.signed_in", user_id=harbour.admin.id)
    few = statements(maren, "/settings/history")
    for number in range(PAGE_SIZE):
        client = add_client(app, harbour, f"Client {number}")
        happened(app, harbour, "client.created", client_id=client, user_id=harbour.staff.id)
    many = statements(maren, "/settings/history")

    assert few == many <= MOST_STATEMENTS


def test_the_file_holds_all_that_is_asked_for_and_no_formula(
    app: Flask, harbour: Firm, maren: Visitor
) -> None:
    client = add_client(app, harbour, "=HYPERLINK(0)")
    for number in range(PAGE_SIZE + 1):
        happened(app, harbour, "client.changed", client_id=client, reason=f"+{number}")
    happened(app, harbour, "user.signed_in")

    answer = maren.client.get("/settings/history.csv?kind=clients")

    lines = list(csv.reader(StringIO(answer.get_data(as_text=True))))
    assert answer.headers["Content-Disposition"] == "attachment; filename=history.csv"
    assert len(lines) == 1 + PAGE_SIZE + 1
    assert {line[3] for line in lines[1:]} == {"'=HYPERLINK(0)"}
    assert lines[1][6] == f"'+{PAGE_SIZE}"


def test_a_clients_page_shows_the_last_of_its_own_and_leads_to_all(
    app: Flask, harbour: Firm, maren: Visitor
) -> None:
    bakery, other = add_client(app, harbour, "Bright Bakery"), add_client(app, harbour, "Blue Door")
    happened(app, harbour, "client.created", client_id=bakery)
    happened(app, harbour, "client.archived", client_id=other)

    page = maren.get(f"/clients/{bakery}")
    whole = maren.get(page.link("Show the whole history"))

    assert told(page) == ["client added"]
    assert told(whole) == ["Bright Bakery: client added"]
    assert "Only what concerns Bright Bakery" in " ".join(whole.text.split())


def test_another_practice_has_a_history_of_its_own(
    app: Flask, harbour: Firm, saltmarsh: Firm, maren: Visitor
) -> None:
    theirs = add_client(app, saltmarsh, "Reed Cutters")
    organisation = add_organisations(app, saltmarsh, add_login(app, saltmarsh), "Reed Ltd")[0]
    happened(app, saltmarsh, "client.created", client_id=theirs)

    assert told(maren.get("/settings/history")) == []
    for narrowed in (f"client={theirs}", f"organisation={organisation}", f"user={saltmarsh.staff.id}"):
        assert maren.client.get(f"/settings/history?{narrowed}").status_code == 404
        assert maren.client.get(f"/settings/history.csv?{narrowed}").status_code == 404


def test_everything_that_is_recorded_has_its_words() -> None:
    literal = re.compile(
        r'"((?:login|connection|client|link|consent|user|practice|switch|invitation|fit|match|organisation'
        r'|password_link|import|leaving|removal|permission|job|legacy|carry|handover)\.[a-z_]+)"'
    )
    tables = {f"{name}.id" for name in db.metadata.tables} | {"client.practice_id"}
    recorded = {what for path in python_files("app") for what in literal.findall(path.read_text())} - tables

    assert len(recorded) > 40
    assert {
        w for w in recorded if w not in WORDS and w not in FOR_OPERATORS and not w.endswith("_id")
    } == set()
