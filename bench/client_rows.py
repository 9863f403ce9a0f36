"""Practices with thousands of clients, written in bulk: six in ten linked, one of them by a lapsed login."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from app.extensions import db
from app.models import (
    Client,
    LoginState,
    XeroConnection,
    XeroLink,
    XeroOrganisation,
)
from app.models.columns import folded, search_key_of
from bench.seeding import FIRSTS, FORMS, SEEN, TRADES, add_people, xero_login

LINKED_OF_TEN, LAPSED_OF_TEN, NOT_ON_XERO_OF_TEN = 6, 3, 8


def seed_clients(app: Flask, clients: int) -> int:
    """Add two practices with so many clients each; returns the id of the first one's admin."""
    with app.app_context():
        admins = [seed_practice(name, clients) for name in ("Harbour & Pine", "Saltmarsh")]
        db.session.commit()
        return admins[0]


def seed_practice(name: str, clients: int) -> int:
    people = add_people(name)
    practice = people[0].practice
    logins = [
        xero_login(practice.id, "Priya Nair", LoginState.ACTIVE),
        xero_login(practice.id, "Jon Pike", LoginState.EXPIRED),
    ]
    db.session.add_all(logins)
    db.session.flush()
    rows = [client_row(practice.id, number, people[number % 3].id) for number in range(clients)]
    ids = db.session.scalars(insert(Client).returning(Client.id, sort_by_parameter_order=True), rows).all()
    linked = [number for number in range(clients) if number % 10 < LINKED_OF_TEN]
    link(practice.id, [(ids[number], rows[number]["name"]) for number in linked], [one.id for one in logins])
    return people[0].id


def link(practice_id: int, clients: list[tuple[int, str]], logins: list[int]) -> None:
    """An organisation of its own for each of the clients, and a login that reaches it."""
    books = db.session.scalars(
        insert(XeroOrganisation).returning(XeroOrganisation.id, sort_by_parameter_order=True),
        [book_row(practice_id, client_id, name) for client_id, name in clients],
    ).all()
    common = {"practice_id": practice_id}
    db.session.execute(
        insert(XeroConnection),
        [
            common
            | {
                "login_id": logins[number % 10 == LAPSED_OF_TEN],
                "organisation_id": book,
                "xero_id": f"connection-{book}",
                "connected_at": SEEN,
                "last_seen_at": SEEN,
            }
            for number, book in enumerate(books)
        ],
    )
    db.session.execute(
        insert(XeroLink),
        [link_row(practice_id, client, book) for (client, _), book in zip(clients, books, strict=True)],
    )


def link_each(practice_id: int) -> None:
    """A client for each of a practice’s organisations, linked to it."""
    books = db.session.scalars(
        select(XeroOrganisation.id).filter_by(practice_id=practice_id).order_by(XeroOrganisation.id)
    ).all()
    clients = db.session.scalars(
        insert(Client).returning(Client.id, sort_by_parameter_order=True),
        [client_row(practice_id, number, None) for number in range(len(books))],
    ).all()
    db.session.execute(
        insert(XeroLink),
        [link_row(practice_id, client, book) for client, book in zip(clients, books, strict=True)],
    )


def link_row(practice_id: int, client_id: int, organisation_id: int) -> dict[str, Any]:
    return {
        "practice_id": practice_id,
        "client_id": client_id,
        "organisation_id": organisation_id,
        "came_about": "picked",
        "linked_at": SEEN,
    }


def client_row(practice_id: int, number: int, manager_id: int | None) -> dict[str, Any]:
    name = f"{FIRSTS[number % 10]} {TRADES[number // 10 % 8]} {FORMS[number % 5]} {number // 80}"
    code, email = f"C{number:05}", f"office{number}@{FIRSTS[number % 10].lower()}.example"
    company_number = f"{98_000_000 + number}"
    return {
        "practice_id": practice_id,
        "name": name,
        "code": code,
        "email": email,
        "company_number": company_number,
        "manager_id": manager_id,
        "search_key": search_key_of(name, code, email, company_number),
        "not_on_xero_because": "Keeps a cash book" if number % 10 == NOT_ON_XERO_OF_TEN else None,
        "created_at": SEEN,
    }


def book_row(practice_id: int, client_id: int, name: str) -> dict[str, Any]:
    return {
        "practice_id": practice_id,
        "tenant_id": f"tenant-{client_id}",
        "name": name,
        "search_key": folded(name),
        "country_code": "GB",
        "facts_read_at": SEEN,
        "first_seen_at": SEEN,
    }
