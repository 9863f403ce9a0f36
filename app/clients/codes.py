"""Codes for clients that come without one: three letters of the name and the next free number."""

from __future__ import annotations

from collections.abc import Container
from itertools import count

from sqlalchemy import select

from app.extensions import db
from app.models import Client
from app.models.columns import folded

LETTERS = 3
NAMELESS = "CLI"
SKIPPED = ("the", "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "a")


def suggested(name: str, taken: Container[str]) -> str:
    """“ALD001” for Alder Lane Bakery, or the first such number that is free."""
    start = prefix(name)
    return next(code for number in count(1) if (code := f"{start}{number:03}") not in taken)


def prefix(name: str) -> str:
    words = [word.strip(".") for word in folded(name).split()]
    telling = [word for word in words if word not in SKIPPED] or words
    letters = [letter for word in telling for letter in word if letter.isalnum()]
    return "".join(letters[:LETTERS]).upper() or NAMELESS


def taken_codes(practice_id: int, start: str = "") -> set[str]:
    """The codes of the practice's clients, archived ones included, that start so."""
    found = select(Client.code).where(Client.practice_id == practice_id)
    if start:
        found = found.where(Client.code.startswith(start, autoescape=True))
    return set(db.session.scalars(found))


def next_code(practice_id: int, name: str) -> str:
    return suggested(name, taken_codes(practice_id, prefix(name)))
