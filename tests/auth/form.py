"""Signing in through the form, and what the history says of it."""

from __future__ import annotations

from flask import Flask

from app.extensions import db
from app.models import Event, User
from tests.page import Page, Visitor
from tests.people import PASSWORD


def sign_in(visitor: Visitor, email: str, password: str = PASSWORD, back: str = "", **fields: str) -> Page:
    """Fill in the form, from a link that leads on to `back` where given."""
    page = visitor.get(f"/sign-in?next={back}" if back else "/sign-in")
    return visitor.submit(page, "Sign in", email=email, password=password, **fields)


def sign_in_remembered(visitor: Visitor, user: User) -> Page:
    return sign_in(visitor, user.email, remember="yes")


def fault_of(page: Page, field: str) -> str:
    """The message beside a field, found as a screen reader finds it."""
    described_by = page.find(f"#{field}").get("aria-describedby").split()
    return " ".join(page.find(f"#{name}").text for name in described_by if name.endswith("-fault"))


def history(app: Flask) -> list[tuple[str, int | None, str | None]]:
    """What happened, whose account it was, and from which address."""
    with app.app_context():
        return [
            (row.what, row.user_id, row.address)
            for row in db.session.scalars(db.select(Event).order_by(Event.id))
        ]


def stored(app: Flask, user: User) -> User:
    """The user as the database has them now."""
    with app.app_context():
        found = db.session.get_one(User, user.id)
        db.session.expunge(found)
        return found


def change(app: Flask, user: User, **values: object) -> None:
    """Change a stored user behind the app's back."""
    with app.app_context():
        found = db.session.get_one(User, user.id)
        for name, value in values.items():
            setattr(found, name, value)
        db.session.commit()
