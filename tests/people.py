"""Two practices and their people. They share nothing."""

from __future__ import annotations

from dataclasses import dataclass

from argon2 import PasswordHasher
from flask import Flask

from app.extensions import db
from app.models import Practice, Role, User

PASSWORD = "correct horse battery staple"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD_HASH = CHEAP.hash(PASSWORD)


@dataclass(frozen=True)
class Firm:
    """A practice with one admin and one member of staff, as plain rows outside any session."""

    practice: Practice
    admin: User
    staff: User


def found(app: Flask, name: str, admin: str, staff: str) -> Firm:
    """Found a practice whose people have PASSWORD; names are full names, addresses come from them."""
    with app.app_context():
        practice = Practice(name=name)
        people = [person(practice, admin, Role.ADMIN), person(practice, staff, Role.STAFF)]
        db.session.add_all([practice, *people])
        db.session.commit()
        for row in (practice, *people):
            db.session.refresh(row)
            _ = row.practice if isinstance(row, User) else row.users
        db.session.expunge_all()
        return Firm(practice, *people)


def person(practice: Practice, name: str, role: Role) -> User:
    """A new user, not yet added to the session."""
    email = f"{name.split()[0].lower()}@{practice.name.split()[0].lower()}.example"
    return User(practice=practice, name=name, email=email, role=role, password_hash=PASSWORD_HASH)
