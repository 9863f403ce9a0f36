"""Set-password links, as a test makes and uses them."""

from __future__ import annotations

from flask import Flask

from app import password_links
from app.extensions import db
from app.models import User
from app.models.event import Author
from tests.page import Page, Visitor

NEW = "seven grey herons"


def link_for(app: Flask, user: User, by: User | None = None) -> str:
    """The path of a new link for this user."""
    with app.app_context():
        author = Author(by.id if by else None)
        made = password_links.make(db.session.get_one(User, user.id), author)
        db.session.commit()
        return f"/set-password/{made.secret}"


def set_password(visitor: Visitor, path: str, password: str = NEW, repeated: str | None = None) -> Page:
    typed = {"new": password, "repeated": password if repeated is None else repeated}
    return visitor.submit(visitor.get(path), "Set password", **typed)
