"""Our own rows, as a test reads and changes them from outside a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask
from sqlalchemy import select

from app.extensions import Base, db
from app.models import Client, Event, XeroConnection, XeroLogin, XeroOrganisation
from tests.people import Firm

Row = TypeVar("Row", bound=Base)


def rows(app: Flask, model: type[Row], **by: object) -> list[Row]:
    """All rows of a kind, by id, loaded and outside any session."""
    with app.app_context():
        found = list(db.session.scalars(select(model).filter_by(**by).order_by(model.id)))
        db.session.expunge_all()
        return found


def change(app: Flask, row: Row, how: Callable[[Row], object]) -> None:
    """Change one row as somebody else would, in a transaction of its own."""
    with app.app_context():
        how(db.session.get_one(type(row), row.id))
        db.session.commit()


def history(app: Flask, firm: Firm) -> list[str]:
    """What happened in a practice, oldest first."""
    return [event.what for event in rows(app, Event, practice_id=firm.practice.id)]


def add(app: Flask, *new: Base) -> list[int]:
    """Store rows; returns their ids."""
    with app.app_context():
        db.session.add_all(new)
        db.session.commit()
        return [row.id for row in new]


def add_login(app: Flask, firm: Firm, name: str = "Priya Nair", **facts: object) -> int:
    """A Xero login without tokens."""
    login = XeroLogin(
        practice_id=firm.practice.id,
        app_client_id=app.config["XERO_CLIENT_ID"],
        xero_userid=name.lower(),
        name=name,
        **facts,
    )
    return add(app, login)[0]


def add_organisations(app: Flask, firm: Firm, login_id: int, *names: str) -> list[int]:
    """Organisations that a login reaches."""
    practice_id = firm.practice.id
    ids = add(
        app,
        *(
            XeroOrganisation(practice_id=practice_id, tenant_id=f"{login_id}-{number}-{name[:20]}", name=name)
            for number, name in enumerate(names)
        ),
    )
    add(
        app,
        *(
            XeroConnection(
                practice_id=practice_id, login_id=login_id, organisation_id=one, xero_id=f"c-{one}"
            )
            for one in ids
        ),
    )
    return ids


def add_client(app: Flask, firm: Firm, name: str) -> int:
    return add(app, Client(practice_id=firm.practice.id, name=name, code=name[:40]))[0]
