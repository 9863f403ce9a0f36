"""A list of links made with Xero’s previous authentication method, as a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.clients.sheet import NoSheet, decoded, numbered
from app.extensions import db
from app.models import Client
from app.models.columns import folded
from app.xero.previous import FormerLink

PRACTICE = "practice"
COLUMNS = 3
HEADING_WORDS = {"client", "code", "organisation", "organization", "tenant", "id", "name", "practice"}
LONGEST_NAME = 1_000


@dataclass(frozen=True)
class Line:
    """One line of the file, as texts."""

    number: int
    code: str
    tenant_id: str
    name: str


class BadLines(Exception):
    """Lines that cannot be understood; each sentence begins with the number of its line."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def read_links(content: bytes, practice_id: int) -> list[FormerLink]:
    """The links in a file; raises NoSheet, or BadLines with every fault of every line."""
    lines, faults = lines_of(content)
    clients = {
        folded(client.code): client
        for client in db.session.scalars(select(Client).filter_by(practice_id=practice_id))
    }
    seen: dict[str, Line] = {}
    names: dict[str, Line] = {}
    links = []
    for line in lines:
        fault = fault_of(line, clients, seen, names)
        if fault:
            faults[line.number] = fault
        elif folded(line.code) not in seen:
            client = clients.get(folded(line.code)) if folded(line.code) != PRACTICE else None
            links.append(FormerLink(line.number, client.id if client else None, line.tenant_id, line.name))
        seen.setdefault(folded(line.code), line)
        names.setdefault(line.tenant_id, line)
    if faults:
        raise BadLines([f"Line {number}: {faults[number]}" for number in sorted(faults)])
    return links


def lines_of(content: bytes) -> tuple[list[Line], dict[int, str]]:
    """The lines below the headings, if there are any, and what is wrong with those that are none."""
    lines, faults = [], {}
    records = [(number, [cell.strip() for cell in cells]) for number, cells in numbered(decoded(content))]
    records = [(number, cells) for number, cells in records if any(cells)]
    if records and is_heading(records[0][1]):
        records = records[1:]
    for number, cells in records:
        if len(cells) < COLUMNS or not all(cells[:COLUMNS]) or any(cells[COLUMNS:]):
            faults[number] = "Give three cells: client code or “practice”, organisation id and name."
        elif (tenant_id := normal_id(cells[1])) is None:
            faults[number] = f"Correct the organisation id “{cells[1][:60]}”: Xero’s have 32 digits and a–f."
        else:
            lines.append(Line(number, cells[0], tenant_id, " ".join(cells[2].split())[:LONGEST_NAME]))
    if not records:
        raise NoSheet("The file holds no links. Give a line for each: client code, organisation id, name.")
    return lines, faults


def is_heading(cells: Sequence[str]) -> bool:
    words = set(folded(" ".join(cells[:COLUMNS]).replace("_", " ")).split())
    return len(cells) >= COLUMNS and normal_id(cells[1]) is None and len(words & HEADING_WORDS) > 1


def normal_id(raw: str) -> str | None:
    """An organisation’s id as Xero writes it, or None where it is none."""
    try:
        return str(UUID(raw))
    except ValueError:
        return None


def fault_of(
    line: Line, clients: dict[str, Client], seen: dict[str, Line], names: dict[str, Line]
) -> str | None:
    """What is wrong with a line, by itself or beside those before it."""
    code = folded(line.code)
    earlier, namesake = seen.get(code), names.get(line.tenant_id)
    if code != PRACTICE and code not in clients:
        return f"Add the client first, or correct the code: there is no client “{line.code[:60]}”."
    if code != PRACTICE and clients[code].archived_at:
        return f"Restore the client first, or leave the line out: {clients[code].name} is archived."
    if earlier and earlier.tenant_id != line.tenant_id:
        return f"Leave one out: “{line.code[:60]}” has another organisation on line {earlier.number} already."
    if namesake and folded(namesake.name) != folded(line.name):
        return f"Correct the name or the id: this id has another name on line {namesake.number}."
    return None
