"""A CSV file as people send it."""

from __future__ import annotations

import pytest

from app.clients.sheet import MOST_CLIENTS, NoSheet, read_sheet

PLAIN = "Name,Code,E-mail\nJuniper Café,JUN1,a@b.example\n"


def texts(content: bytes) -> list[object]:
    return [line[1] for line in read_sheet(content).lines]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("cp1252"),
        PLAIN.encode("utf-16"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        f"sep=;\n{PLAIN.replace(',', ';')}".encode(),
        b'\n"Name","Code","E-mail"\n"Juniper Caf\xc3\xa9","JUN1","a@b.example"\n\n'[1:],
    ],
)
def test_encodings_and_separators_are_told_apart(content: bytes) -> None:
    assert texts(content) == [{"name": "Juniper Café", "code": "JUN1", "email": "a@b.example"}]


def test_headings_are_understood_in_other_words() -> None:
    sheet = read_sheet(
        b"CLIENT_NAME;Client Ref;Company No.;Telephone;VAT Reg No;Year-End;Shoe size\na;b;c;d;e;f;g"
    )

    assert list(sheet.lines[0][1]) == ["name", "code", "company_number", "phone", "vat_number", "year_end"]
    assert sheet.left_out == ["Shoe size"]


def test_an_address_in_several_columns_is_one() -> None:
    (line,) = texts(b"Name,Address 1,Town,Postcode\nAlder,1 Quay,Whitby,YO1\n")

    assert line == {"name": "Alder", "address": "1 Quay\nWhitby\nYO1"}


def test_empty_cells_and_empty_lines_say_nothing() -> None:
    sheet = read_sheet(b'Name,Code,Phone\nAlder,,\n,,\n\n"Bakery, the",B1,"two\nlines"\n')

    assert sheet.lines == [
        [2, {"name": "Alder"}, ""],
        [5, {"name": "Bakery, the", "code": "B1", "phone": "two\nlines"}, ""],
    ]


def test_a_line_with_more_cells_than_headings_says_so() -> None:
    assert "more cells than there are headings" in str(read_sheet(b"Name,Code\nBakery, the,B1\n").lines[0][2])


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "this one is empty"),
        (b"Name,Code\n", "no clients"),
        (b"First,Second\n1,2\n", "No column is headed Name or Code"),
        (b"Name,Client name\n1,2\n", "Several columns could be the Name"),
        (b"PK\x03\x04rest", "This is a workbook"),
        (b"Name\x00,Code\n", "no text file"),
        (b'Name,Code\nAlder,"' + b"x" * 140_000, "Is a quotation mark open"),
        (b'Name,Code\nAlder,A1\n"Birch,B1\nCedar,C1\n', "from line 3 on. Is a quotation mark open"),
        (b"Name\n" + b"Alder\n" * (MOST_CLIENTS + 1), "The file has 5,001 clients"),
    ],
)
def test_what_is_no_list_of_clients_is_refused_in_words(content: bytes, fault: str) -> None:
    with pytest.raises(NoSheet, match=fault):
        read_sheet(content)
