"""Collects whatever leaves the app, so that a test can look for secrets in it, however they are wrapped."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from urllib.parse import quote
from zlib import decompress

from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from app.extensions import db


class Haystack:
    """Texts by the place where they were found."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def add(self, place: str, found: object) -> None:
        self.texts[f"{len(self.texts)} {place}"] = str(found)

    def add_answer(self, response: TestResponse) -> None:
        """Body, headers and what the session cookie holds for anybody to read."""
        place = f"{response.request.method} {response.request.path} {response.status_code}"
        self.add(place, response.get_data(as_text=True))
        self.add(f"{place} headers", response.headers)
        for cookie in response.headers.getlist("Set-Cookie"):
            self.add(f"{place} cookie", opened(cookie.partition("=")[2].partition(";")[0]))

    def add_database(self, app: Flask) -> None:
        """Every row of every table."""
        with app.app_context():
            for table in db.metadata.sorted_tables:
                rows = db.session.execute(text(f"SELECT * FROM {table.name}")).all()
                self.add(f"table {table.name}", "\n".join(repr(tuple(row)) for row in rows))

    def places_of(self, secrets: Mapping[str, str]) -> list[str]:
        """Where which secret stands, plainly or encoded."""
        return [
            f"{name} stands in {place}"
            for place, found in self.texts.items()
            for name, secret in secrets.items()
            if any(disguise in found for disguise in disguises(secret))
        ]


def disguises(secret: str) -> Iterator[str]:
    """The secret as it may stand in a page, an address, JSON, a header or a dump."""
    yield secret
    yield quote(secret, safe="")
    yield json.dumps(secret)[1:-1]
    yield base64.b64encode(secret.encode()).decode().rstrip("=")
    yield secret.encode().hex()


def opened(cookie: str) -> str:
    """What a signed cookie of Flask's says; its signature keeps nobody from reading it."""
    payload = cookie.lstrip(".").partition(".")[0]
    try:
        raw = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        return (decompress(raw) if cookie.startswith(".") else raw).decode()
    except ValueError:
        return cookie
