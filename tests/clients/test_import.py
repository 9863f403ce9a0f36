"""Importing clients: what each line would do, and that nothing else happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask

from app.clock import utcnow
from app.models import Client, ClientImport, Event
from tests.page import Page, Visitor
from tests.people import Firm
from tests.records import add, change, rows

IMPORT = "/clients/import"


@pytest.fixture
def maren(visitor: Visitor, harbour: Firm) -> Visitor:
    return visitor.sign_in(harbour.admin)


def upload(visitor: Visitor, text: str | bytes, name: str = "clients.csv") -> Page:
    content = text.encode() if isinstance(text, str) else text
    data = {"csrf_token": visitor.csrf_token(), "file": (BytesIO(content), name)}
    return visitor.open("POST", IMPORT, data=data)


def confirm(visitor: Visitor, page: Page) -> Page:
    buttons = [button.text for button in page.select("button") if button.text.startswith("Import")]
    return visitor.submit(page, next(words for words in buttons if words != "Import nothing"))


def outcomes(page: Page) -> list[str]:
    return [row.text for row in page.select("td.outcome strong")]


def existing(harbour: Firm, name: str, code: str, **facts: object) -> Client:
    return Client(practice_id=harbour.practice.id, name=name, code=code, **facts)


def test_the_preview_says_per_line_what_will_happen_and_writes_nothing(
    app: Flask, maren: Visitor, harbour: Firm
) -> None:
    add(app, existing(harbour, "Alder", "ALD1", phone="1"), existing(harbour, "Birch", "BIR1"))

    page = upload(
        maren,
        "Name,Code,Phone,E-mail\nAlder,ald1,2,\nBirch,BIR1,,\nCedar,CED1,3,c@d.example\nDover,DOV1,,nobody\n",
    )

    assert outcomes(page) == ["Changed", "Unchanged", "New", "Refused"]
    assert "Phone: 1 → 2" in page
    assert "E-mail: Enter an e-mail address" in page
    assert "1 new, 1 changed, 1 unchanged, 1 refused" in page
    assert [client.phone for client in rows(app, Client)] == ["1", None]


def test_confirming_writes_what_was_shown_with_its_history(app: Flask, maren: Visitor, harbour: Firm) -> None:
    add(app, existing(harbour, "Alder", "ALD1", phone="1", notes="keep me"))
    page = upload(
        maren,
        "Name;Code;Phone;Year end;Manager;Type\nAlder;ALD1;2;;;\nCédar;CED1;;31 March;tomas reed;Ltd\n",
    )

    done = confirm(maren, page)

    alder, cedar = rows(app, Client)
    assert "1 client added, 1 changed" in done.messages
    assert (alder.phone, alder.notes, alder.version) == ("2", "keep me", 2)
    assert (cedar.year_end_month, cedar.year_end_day, cedar.type) == (3, 31, "company")
    assert (cedar.manager_id, cedar.country_code, cedar.version) == (harbour.staff.id, "GB", 1)
    added, changed = sorted(rows(app, Event, what="client.imported"), key=lambda event: bool(event.before))
    assert (changed.before, changed.after) == ({"phone": "1"}, {"phone": "2", "version": 2})
    assert added.after["manager"] == "Tomas Reed"
    assert changed.reason == "Import of clients.csv"
    assert "Cédar" in maren.get("/clients?q=cedar")


def test_a_second_import_of_the_same_file_changes_nothing(app: Flask, maren: Visitor, harbour: Firm) -> None:
    text = "Name,Phone,Country,Address\nAlder,1,Ireland,1 Quay\nBirch,2,,\nThe Alder Tree,,,\n"
    confirm(maren, upload(maren, text))
    before = [(client.id, client.code, client.version) for client in rows(app, Client)]

    page = upload(maren, text)

    assert outcomes(page) == ["Unchanged"] * 3
    assert "There is nothing to import" in page
    assert not [button for button in page.select("button") if button.text == "Import"]
    assert [(client.id, client.code, client.version) for client in rows(app, Client)] == before


@pytest.mark.parametrize(
    ("lines", "faults"),
    [
        ("Alder,A1\nBirch,a1\n", ["", "Line 2 is about the same client"]),
        ("Alder,\nAlder,\n", ["Line 3 has the same name", "Line 2 has the same name"]),
        ("Alder,A1\nalder,\n", ["", "Line 2 has the same name"]),
        (",A9\n", ["A new client needs a name"]),
        ("Twin,\n", ["Several clients have this name"]),
        ("Twin,T1\n,T1\n", ["", "Line 2 is about the same client"]),
        ("Bakery,B1,surplus\n", ["more cells than there are headings"]),
    ],
)
def test_lines_that_cannot_be_told_apart_are_refused_in_words(
    app: Flask, maren: Visitor, harbour: Firm, lines: str, faults: list[str]
) -> None:
    add(app, existing(harbour, "Twin", "T1"), existing(harbour, "Twin", "T2"))

    page = upload(maren, f"Name,Code\n{lines}")

    said = [cell.text for cell in page.select("td.outcome")]
    assert len(said) == len(faults)
    for words, fault in zip(said, faults, strict=True):
        assert fault in words
        assert words.startswith("Refused") == bool(fault)


def test_a_formula_is_data(app: Flask, maren: Visitor) -> None:
    confirm(maren, upload(maren, 'Name,Code,Notes\n"=HYPERLINK(""x"")",F1,+1+1\n'))

    (client,) = rows(app, Client)
    assert (client.name, client.notes) == ('=HYPERLINK("x")', "+1+1")


def test_a_change_between_preview_and_confirmation_is_shown_instead_of_overwritten(
    app: Flask, maren: Visitor, harbour: Firm
) -> None:
    add(app, existing(harbour, "Alder", "ALD1", phone="1"))
    page = upload(maren, "Code,Phone\nALD1,2\n")
    change(app, rows(app, Client)[0], lambda client: setattr(client, "phone", "3"))

    again = confirm(maren, page)

    assert again.status == 422
    assert "Clients have changed since" in again
    assert "Phone: 3 → 2" in again
    assert rows(app, Client)[0].phone == "3"
    confirm(maren, again)
    assert rows(app, Client)[0].phone == "2"


def test_pressing_import_twice_imports_once(app: Flask, maren: Visitor) -> None:
    page = upload(maren, "Name\nAlder\n")
    confirm(maren, page)

    again = confirm(maren, page)

    assert again.status == 422
    assert outcomes(again) == ["Unchanged"]
    assert len(rows(app, Client)) == len(rows(app, Event, what="client.imported")) == 1


def test_an_archived_client_is_matched_and_stays_archived(app: Flask, maren: Visitor, harbour: Firm) -> None:
    add(app, existing(harbour, "Alder", "ALD1", archived_at=utcnow()))

    page = upload(maren, "Name,Code,Phone\nAlder,ALD1,2\n")
    confirm(maren, page)

    assert "Alder archived" in page
    assert rows(app, Client)[0].is_archived
    assert rows(app, Client)[0].phone == "2"


def test_another_practices_clients_are_no_matches(app: Flask, maren: Visitor, saltmarsh: Firm) -> None:
    add(app, existing(saltmarsh, "Alder", "ALD1"))

    assert outcomes(upload(maren, "Name,Code\nAlder,ALD1\nBirch,\n")) == ["New", "New"]


def test_lines_can_be_looked_at_by_what_happens(maren: Visitor) -> None:
    lines = "".join(f"Client {number},C{number},\n" for number in range(130))
    page = upload(maren, f"Name,Code,E-mail\n{lines}Bad,B1,nobody\n")

    assert outcomes(maren.get(page.link("Refused (1)"))) == ["Refused"]
    assert len(outcomes(page)) == 100
    assert len(outcomes(maren.get(page.link("Next page")))) == 31


def test_importing_nothing_forgets_the_file(app: Flask, maren: Visitor) -> None:
    page = maren.submit(upload(maren, "Name\nAlder\n"), "Import nothing")

    assert "Nothing was imported" in page.messages
    assert rows(app, ClientImport) == rows(app, Client) == []


def test_a_preview_lasts_a_day(app: Flask, maren: Visitor) -> None:
    page = upload(maren, "Name\nAlder\n")
    (kept,) = rows(app, ClientImport)
    change(app, kept, lambda row: setattr(row, "uploaded_at", utcnow() - timedelta(hours=23)))
    assert maren.get(page.path).h1 == "Preview of the import"
    change(app, kept, lambda row: setattr(row, "uploaded_at", utcnow() - timedelta(hours=24)))

    late = maren.get(page.path)
    refused = confirm(maren, page)

    assert "older than a day" in late.messages
    assert "nothing was imported" in refused.messages
    assert rows(app, Client) == []


def test_an_upload_is_its_users_own(
    maren: Visitor, new_visitor: Callable[[], Visitor], harbour: Firm, saltmarsh: Firm
) -> None:
    page = upload(maren, "Name\nAlder\n")

    assert new_visitor().sign_in(saltmarsh.admin).get(page.path).status == 404


def test_staff_are_told_who_can_import(visitor: Visitor, harbour: Firm) -> None:
    visitor.sign_in(harbour.staff)

    assert visitor.get(IMPORT).status == 403
    assert "Maren Holt" in visitor.get(IMPORT)
    assert upload(visitor, "Name\nAlder\n").status == 403
    assert "Import from CSV" not in visitor.get("/clients")


def test_a_form_without_a_file_asks_for_one(maren: Visitor) -> None:
    page = maren.submit(maren.get(IMPORT), "Show what it would do")

    assert page.status == 422
    assert "Choose a CSV file first" in page.find("#file-fault").text


def test_a_file_beyond_the_limit_is_refused_in_words(maren: Visitor) -> None:
    page = upload(maren, b"Name\n" + b"x" * (2 * 1024 * 1024))

    assert page.status == 413
    assert "larger than 2 MB" in page.find("#file-fault").text


def test_the_template_is_a_file_that_the_import_understands(maren: Visitor) -> None:
    response = maren.client.get(f"{IMPORT}/template")

    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    page = upload(maren, response.get_data() + b"Alder,ALD1,LLP,,,IE,31/03,a@b.example,1,1 Quay,,\n")
    assert outcomes(page) == ["New"]
    assert "left out" not in page
