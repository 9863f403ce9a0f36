"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import JSON, ColumnElement, DateTime, Dialect, String, TypeDecorator, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute

from app.extensions import db
from app.letters import PLAIN

# Folded text compares by code point on both databases, so that both sort alike.
SearchKey = String().with_variant(String(collation="C"), "postgresql")
Code = String(40).with_variant(String(40, collation="C"), "postgresql")
# What fits into an index entry of PostgreSQL, whatever the script.
LONGEST_KEY = 600
STROKES = str.maketrans(PLAIN)
Json = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> datetime | None:
        moment = cast("datetime | None", value)
        if moment is None:
            return None
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def folded(*texts: str | None) -> str:
    """The texts as one search key: without accents, strokes, case or doubled spaces."""
    joined = " ".join(text for text in texts if text)
    decomposed = unicodedata.normalize("NFKD", joined.casefold())
    plain = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return " ".join(plain.casefold().translate(STROKES).split())


def has_word(key: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    """Whether a search key holds a folded word."""
    if db.engine.dialect.name == "postgresql":
        # It takes LIKE for a rarity, and then reads and sorts everything instead of following the index.
        return func.strpos(key, word) > 0
    return key.contains(word, autoescape=True)


def search_key_of(*texts: str | None) -> str:
    """A record's search key: each text folded, the first one deciding how records sort.

    A line break parts them, so that “Alder” comes before “Alder Bakery” whatever follows either name.
    """
    return "\n".join(filter(None, (folded(text) for text in texts)))[:LONGEST_KEY]
