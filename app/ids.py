"""The numbers of rows as a browser may send them: never larger than a database can compare."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1


def init_ids(app: Flask) -> None:
    """Let addresses with a larger number lead nowhere, instead of to a failure in the database."""
    app.url_map.converters["int"] = RowNumber


class RowNumber(IntegerConverter):
    """`<int:…>` in an address."""

    def __init__(self, map: Map, **options: Any) -> None:
        super().__init__(map, **({"max": LARGEST} | options))


def row_id(raw: str) -> int:
    """A row's number from a form, as `type` of Werkzeug's `get`; ValueError where it can be none."""
    number = int(raw)
    if not 0 < number <= LARGEST:
        raise ValueError("no number of a row")
    return number
