"""A CSV file as people send it: any of the usual encodings and separators, headings in their own words."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from app.clients.facts import FIELDS
from app.models.columns import folded

MOST_CLIENTS = 5_000
SEPARATORS = ",;\t"
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# Written as in the headings that we know: small, letters and digits only.
HEADINGS = {
    "name": "name clientname client companyname company businessname fullname",
    "code": "code clientcode clientid clientno clientnumber clientref clientreference reference ref",
    "type": "type clienttype businesstype entitytype legalform",
    "company_number": "companynumber companyno companyregistrationnumber companyregno crn"
    " registrationnumber registrationno registerednumber companieshousenumber",
    "vat_number": "vatnumber vatno vat vatregistrationnumber vatregno vatreg taxnumber",
    "country_code": "country countrycode",
    "year_end": "yearend yearenddate financialyearend accountingyearend accountsyearend ye"
    " accountingreferencedate",
    "email": "email emailaddress mail clientemail",
    "phone": "phone phonenumber telephone telephonenumber tel mobile",
    "address": "address address1 address2 address3 address4 addressline1 addressline2 addressline3"
    " addressline4 street city town county postcode postalcode postaladdress registeredaddress",
    "manager_id": "manager clientmanager accountmanager manageremail partner responsible",
    "notes": "notes note comments comment remarks",
}
FIELD_OF = {heading: field for field, headings in HEADINGS.items() for heading in headings.split()}


class NoSheet(ValueError):
    """The file cannot be taken for a list of clients; says what to do."""


@dataclass(frozen=True)
class Sheet:
    """The lines that hold clients, as [line number, {field: text}, what is wrong], and unknown headings."""

    lines: Sequence[list[object]]
    left_out: Sequence[str]


def read_sheet(content: bytes) -> Sheet:
    """The clients in a file, still as texts; raises NoSheet."""
    text = decoded(content)
    records = numbered(text)
    first = next(records, None)
    if first is None:
        raise NoSheet("Choose a file with a line of headings and a line for each client: this one is empty.")
    fields = fields_of(first[1])
    lines = [line_of(number, cells, fields) for number, cells in records if any(map(str.strip, cells))]
    if not lines:
        raise NoSheet("The file has headings and no clients. Add a line for each client.")
    if len(lines) > MOST_CLIENTS:
        raise NoSheet(
            f"The file has {len(lines):,} clients. Split it into files of {MOST_CLIENTS:,} at the most."
        )
    unknown = [
        cell.strip() for cell, field in zip(first[1], fields, strict=True) if cell.strip() and not field
    ]
    return Sheet(lines, unknown)


def decoded(content: bytes) -> str:
    if content.startswith(WORKBOOKS):
        raise NoSheet("This is a workbook. In your spreadsheet, save it as CSV, then choose that file.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise NoSheet(
            "This is no text file. In your spreadsheet, save the list as CSV, then choose that file."
        )
    return text


def numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    """Records with the line on which each begins."""
    first_line, _, rest = text.partition("\n")
    skipped = 0
    # With such a line a spreadsheet says what separates its cells.
    if first_line.strip().lower().startswith("sep="):
        first_line, text, skipped = rest.partition("\n")[0], rest, 1
    separator = max(SEPARATORS, key=first_line.count)
    # Read strictly: else everything after an open quotation mark would be one cell, and its lines lost.
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1
    try:
        for cells in reader:
            yield number + skipped, cells
            number = reader.line_num + 1
    except csv.Error:
        raise NoSheet(
            f"The file cannot be read from line {number + skipped} on. Is a quotation mark open?"
        ) from None


def fields_of(headings: Sequence[str]) -> list[str]:
    """The field of each column, empty where the heading is unknown; several columns make up an address."""
    fields = [FIELD_OF.get("".join(filter(str.isalnum, folded(heading))), "") for heading in headings]
    if not {"name", "code"}.intersection(fields):
        raise NoSheet(
            "No column is headed Name or Code. Name the columns in the file’s first line, as in the template."
        )
    for field in set(fields) - {"", "address"}:
        if fields.count(field) > 1:
            raise NoSheet(
                f"Several columns could be the {FIELDS[field].label}. Remove or rename all but one."
            )
    return fields


def line_of(number: int, cells: Sequence[str], fields: Sequence[str]) -> list[object]:
    texts: dict[str, str] = {}
    for cell, field in zip(cells, fields, strict=False):
        if field and cell.strip():
            texts[field] = f"{texts[field]}\n{cell.strip()}" if field in texts else cell.strip()
    surplus = any(map(str.strip, cells[len(fields) :]))
    fault = "The line has more cells than there are headings. Put text with separators in quotation marks."
    return [number, texts, fault if surplus else ""]
