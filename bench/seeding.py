"""A practice with as many organisations as one likes: clients, logins, connections and links to match."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask

from app.extensions import db
from app.models import (
    Client,
    LoginState,
    Practice,
    Role,
    User,
    XeroConnection,
    XeroLink,
    XeroLogin,
    XeroOrganisation,
)

SEEN = datetime(2026, 4, 3, 9, 30, tzinfo=UTC)
FIRSTS = ("Amber", "Birch", "Cedar", "Dover", "Elm", "Fern", "Grove", "Holly", "Iris", "Juniper")
TRADES = ("Bakery", "Cycles", "Dental Care", "Engineering", "Florists", "Garage", "Joinery", "Motors")
FORMS = ("Limited", "Ltd", "LLP", "Limited", "& Daughters Limited")
LOGINS = (
    ("Priya Nair", LoginState.ACTIVE),
    ("Sam Osei", LoginState.ACTIVE),
    ("Jon Pike", LoginState.EXPIRED),
)
UNLINKED_OF_TEN, LAPSED_OF_TEN = 9, 4
EVERY_SHARED, EVERY_GROUP = 3, 25
CLIENTS_OF_A_GROUP = 5


def seed(app: Flask, organisations: int) -> int:
    """Add two practices with so many organisations each; returns the id of the first one's admin.

    Nine organisations in ten are linked to a client, every 25th to five, and the practice to its own.
    The first login reaches all but every tenth, which only a lapsed login reaches; a third login
    shares every third.
    """
    with app.app_context():
        admin, _ = (seed_practice(name, organisations) for name in ("Harbour & Pine", "Saltmarsh"))
        db.session.commit()
        return admin.id


def seed_practice(name: str, organisations: int) -> User:
    people = add_people(name)
    practice = people[0].practice
    logins = [xero_login(practice.id, *login) for login in LOGINS]
    books = [organisation(practice.id, number) for number in range(organisations)]
    db.session.add_all([*logins, *books])
    db.session.flush()
    linked = []
    for number, book in enumerate(books):
        db.session.add_all(connections(number, book, logins))
        for client in clients(number, book):
            client.manager_id = people[number % len(people)].id
            linked.append((book, client))
    db.session.add_all(client for _, client in linked)
    db.session.flush()
    db.session.add_all(link(book, people[0], client) for book, client in linked)
    db.session.add(link(books[0], people[0]))
    return people[0]


def add_people(practice_name: str) -> list[User]:
    """A new practice’s people, the first one an admin."""
    practice = Practice(name=practice_name)
    people = [person(practice, "Maren", Role.ADMIN), person(practice, "Tomas"), person(practice, "Ada")]
    db.session.add_all([practice, *people])
    db.session.flush()
    return people


def person(practice: Practice, name: str, role: Role = Role.STAFF) -> User:
    email = f"{name}@{practice.name.split()[0]}.example".lower()
    return User(practice=practice, name=f"{name} Holt", email=email, role=role, password_hash="none")


def xero_login(practice_id: int, name: str, state: LoginState) -> XeroLogin:
    return XeroLogin(
        practice_id=practice_id,
        app_client_id="bench",
        xero_userid=name,
        name=name,
        email=f"{name.split()[0].lower()}@xero.example",
        state=state,
        state_since=SEEN,
        authorised_at=SEEN,
        # About what three sealed tokens come to.
        sealed_tokens="0" * 4000,
    )


def organisation(practice_id: int, number: int) -> XeroOrganisation:
    name = f"{FIRSTS[number % 10]} {TRADES[number // 10 % 8]} {FORMS[number % 5]}"
    return XeroOrganisation(
        practice_id=practice_id,
        tenant_id=f"tenant-{number}",
        name=f"{name} {number // 80}" if number >= 80 else name,
        legal_name=f"{name} of England",
        short_code=f"!{number:05}",
        country_code="GB",
        base_currency="GBP",
        facts_read_at=SEEN,
        first_seen_at=SEEN + timedelta(minutes=number),
    )


def connections(number: int, book: XeroOrganisation, logins: list[XeroLogin]) -> list[XeroConnection]:
    first, shared, lapsed = logins
    is_lapsed = number % 10 == LAPSED_OF_TEN
    reaching = [lapsed] if is_lapsed else [first]
    if number % EVERY_SHARED == 0 and not is_lapsed:
        reaching.append(shared)
    return [
        XeroConnection(
            practice_id=book.practice_id,
            login_id=login.id,
            organisation_id=book.id,
            xero_id=f"connection-{login.id}-{number}",
            connected_at=SEEN,
            last_seen_at=SEEN,
        )
        for login in reaching
    ]


def clients(number: int, book: XeroOrganisation) -> list[Client]:
    """The clients that an organisation is linked to: mostly one, sometimes a group, sometimes none."""
    if number % 10 == UNLINKED_OF_TEN:
        return []
    how_many = CLIENTS_OF_A_GROUP if number % EVERY_GROUP == 0 else 1
    return [
        Client(practice_id=book.practice_id, name=f"{book.name} ({place})", code=f"C{number:05}-{place}")
        for place in range(how_many)
    ]


def link(book: XeroOrganisation, by: User, client: Client | None = None) -> XeroLink:
    return XeroLink(
        practice_id=book.practice_id,
        client_id=client.id if client else None,
        organisation_id=book.id,
        came_about="picked",
        linked_by_id=by.id,
        linked_at=SEEN,
    )
