"""Matching organisations to clients: proposals for a whole practice, and the page that shows them.

1,000 organisations beside 1,000 clients may take three seconds on two cores, reading the names and numbers
included, and the page, once proposals are made, twice as long over 1,000 as over 100 of each.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from flask import Flask
from rapidfuzz import fuzz, process
from sqlalchemy import insert

from app.extensions import db
from app.models import Client, Practice, Role, XeroConnection, XeroOrganisation
from app.models.columns import folded, search_key_of
from app.xero.fit import BooksFacts, ClientFacts
from app.xero.matching import Sides, load_sides
from bench.databases import Place, settle
from bench.report import Section, table
from bench.seeding import FIRSTS, FORMS, LOGINS, SEEN, TRADES, person, xero_login
from bench.timing import milliseconds
from bench.visit import Page, ask, cookie_of, counted, request_for

SIZES = (100, 1_000, 5_000)
MOST_SECONDS, AT, MOST_GROWTH, MOST_STATEMENTS = 3.0, 1_000, 2.0, 20
MOST_RUNS = 5
PAGE = Page("Matches", "/settings/xero/matches")
HEADS = ("of each", "proposals, ms", "names alone, ms", "ours / names", "ticked", "page, ms", "statements")


def measure(place: Place, runs: int) -> Section:
    """One line for each size."""
    found = [figures(place, size, min(runs, MOST_RUNS)) for size in SIZES]
    rows = [
        (
            f"{size:,}",
            f"{ours:.0f}",
            f"{bare:.0f}",
            f"{ours / bare:.2f}",
            str(ticked),
            f"{page:.0f}",
            str(count),
        )
        for size, ours, bare, ticked, page, count in found
    ]
    return Section(f"Matching, {place.name}", table(HEADS, rows), list(broken(found)))


Found = tuple[int, float, float, int, float, int]


def broken(found: list[Found]) -> Iterator[str]:
    """A sentence for every bound that does not hold."""
    for size, ours, *_ in found:
        if size == AT and ours > MOST_SECONDS * 1000:
            yield f"{ours / 1000:.1f} seconds for {size:,} of each"
    statements = {one[-1] for one in found}
    if len(statements) > 1 or max(statements) > MOST_STATEMENTS:
        yield f"{sorted(statements)} statements"
    pages = {one[0]: one[4] for one in found}
    if pages[AT] > MOST_GROWTH * pages[SIZES[0]] + 100:
        yield f"the page takes {pages[AT]:.0f} ms with {AT:,}, {pages[SIZES[0]]:.0f} ms with {SIZES[0]}"


def figures(place: Place, size: int, runs: int) -> Found:
    with place.app() as app:
        admin_id, practice_id = seed_unlinked(app, size)
        settle(app)
        with app.app_context():
            cookie, engine = cookie_of(app, admin_id), db.engine
            ours = [milliseconds(lambda: load_sides(practice_id).propose()) for _ in range(runs)]
            sides = load_sides(practice_id)
            ticked = sum(one.is_ticked for one in sides.propose())
        bare = [milliseconds(lambda: names_alone(sides)) for _ in range(runs)]
        environ = request_for(PAGE, cookie)
        ask(app, environ)
        page = [milliseconds(lambda: ask(app, environ)) for _ in range(runs)]
        with counted(engine) as statements:
            ask(app, environ)
    return size, median(ours), median(bare), ticked, median(page), len(statements)


def names_alone(sides: Sides) -> None:
    """The best client for each organisation by the likeness of raw names, and nothing else."""
    names = [one.name for one in sides.clients]
    for one in sides.books:
        process.extractOne(one.name, names, scorer=fuzz.token_ratio)


def seed_unlinked(app: Flask, size: int) -> tuple[int, int]:
    """A practice with so many clients and organisations; some certain, some nearly, some strangers."""
    with app.app_context():
        practice = Practice(name="Harbour & Pine")
        admin = person(practice, "Maren", Role.ADMIN)
        db.session.add_all([practice, admin])
        db.session.flush()
        login = xero_login(practice.id, *LOGINS[0])
        db.session.add(login)
        db.session.flush()
        db.session.execute(insert(Client), [client_row(practice.id, number) for number in range(size)])
        books = [book_row(practice.id, number) for number in range(size)]
        ids = db.session.scalars(insert(XeroOrganisation).returning(XeroOrganisation.id), books).all()
        common = {"practice_id": practice.id, "login_id": login.id, "last_seen_at": SEEN}
        reached = [common | {"organisation_id": one, "xero_id": f"connection-{one}"} for one in ids]
        db.session.execute(insert(XeroConnection), reached)
        db.session.commit()
        return admin.id, practice.id


def name_of(number: int) -> str:
    return f"{FIRSTS[number % 10]} {FIRSTS[number // 10 % 10]} {TRADES[number // 100 % 8]} {number // 80}"


def client_row(practice_id: int, number: int) -> dict[str, object]:
    name = f"{name_of(number)} {FORMS[number % 5]}"
    facts = ClientFacts(name, company_number=f"{98_000_000 + number}" if number % 2 else None)
    return {
        "practice_id": practice_id,
        "name": name,
        "code": f"C{number:05}",
        "company_number": facts.company_number,
        "search_key": search_key_of(name, f"C{number:05}", None, facts.company_number),
        "created_at": SEEN,
    }


def book_row(practice_id: int, number: int) -> dict[str, object]:
    kind = number % 3
    name = (name_of(number), name_of(number)[:-1] + "x", f"{name_of(number)[::-1]}")[kind]
    facts = BooksFacts(name, registration_number=f"{98_000_000 + number}" if number % 4 == 1 else None)
    return {
        "practice_id": practice_id,
        "tenant_id": f"tenant-{number}",
        "name": name,
        "search_key": folded(name),
        "country_code": "GB",
        "registration_number": facts.registration_number,
        "facts_read_at": SEEN,
        "first_seen_at": SEEN,
    }
