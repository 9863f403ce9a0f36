"""Importing 5,000 clients against a bare ORM insert of the same clients and lines of history.

Confirming the import, which plans anew, checks and writes, may take three times as long.
"""

from __future__ import annotations

import csv
from io import StringIO
from statistics import median

from flask import Flask

from app.clients.import_plan import make_plan
from app.clients.import_writing import Writing
from app.clients.people import People
from app.clients.sheet import read_sheet
from app.clock import utcnow
from app.extensions import db
from app.models import Client, Event, User
from app.models.event import Author
from bench.client_rows import client_row, seed_clients
from bench.databases import Place
from bench.report import Section, table
from bench.timing import milliseconds

CLIENTS = 5_000
MOST_TIMES_BARE = 3.0
MOST_RUNS = 5
HEADS = ("clients", "lines of history", "confirm, ms", "ORM insert, ms", "ours / bare")


def measure(place: Place, runs: int) -> Section:
    """One line for one kind of database; each run is undone, so that the next finds the same."""
    with place.app() as app:
        admin_id = seed_clients(app, 10)
        lines = read_sheet(file_of_clients()).lines
        ours, bare = [], []
        for _ in range(min(runs, MOST_RUNS)):
            ours.append(milliseconds(lambda: import_clients(app, admin_id, lines)))
            bare.append(milliseconds(lambda: insert_clients(app, admin_id)))
    ratio = median(ours) / median(bare)
    row = (f"{CLIENTS:,}", f"{CLIENTS:,}", f"{median(ours):.0f}", f"{median(bare):.0f}", f"{ratio:.2f}")

    faults = [f"{ratio:.2f} times as long as the ORM"] if ratio > MOST_TIMES_BARE else []
    return Section(f"Import of clients, {place.name}", table(HEADS, [row]), faults)


def file_of_clients() -> bytes:
    lines = StringIO()
    writer = csv.writer(lines)
    writer.writerow(["Name", "Code", "E-mail", "Company number", "Year end", "Phone"])
    for number in range(1_000, 1_000 + CLIENTS):
        row = client_row(0, number, 0)
        texts = (row["name"], row["code"], row["email"], row["company_number"])
        writer.writerow([*texts, "31 March", f"01632 {number}"])
    return lines.getvalue().encode()


def import_clients(app: Flask, admin_id: int, lines: object) -> None:
    """What confirming does, up to the commit."""
    with app.app_context():
        user = db.session.get_one(User, admin_id)
        people = People.around(user)
        plan = make_plan(user.practice_id, people, lines, hold=True)  # type: ignore[arg-type]
        if plan.counts["new"] != CLIENTS or not plan.fingerprint:
            raise RuntimeError(f"the plan is {plan.counts}")
        Writing(user.practice_id, Author(admin_id), people.names, "Import", utcnow()).carry_out(plan)
        db.session.rollback()


def insert_clients(app: Flask, admin_id: int) -> None:
    """The same rows by the ORM’s own means."""
    with app.app_context():
        practice_id = db.session.get_one(User, admin_id).practice_id
        clients = [bare_client(practice_id, number) for number in range(1_000, 1_000 + CLIENTS)]
        db.session.add_all(clients)
        db.session.flush()
        db.session.add_all(bare_event(practice_id, admin_id, client) for client in clients)
        db.session.flush()
        db.session.rollback()


def bare_client(practice_id: int, number: int) -> Client:
    row = client_row(practice_id, number, 0)
    facts = {name: row[name] for name in ("practice_id", "name", "code", "email", "company_number")}
    return Client(**facts, phone=f"01632 {number}", year_end_month=3, year_end_day=31)


def bare_event(practice_id: int, user_id: int, client: Client) -> Event:
    after = {"name": client.name, "code": client.code, "email": client.email, "phone": client.phone}
    what, reason = "client.imported", "Import"
    return Event(
        what=what,
        practice_id=practice_id,
        user_id=user_id,
        client_id=client.id,
        after=after | {"company_number": client.company_number, "year_end": "03-31", "version": 1},
        reason=reason,
    )
