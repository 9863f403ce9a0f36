"""Files for spreadsheets, sent line by line, in which no cell is a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from flask import Response, stream_with_context

# Spreadsheets take a file for UTF-8 only if it begins with the mark.
MARK = "\ufeff"
# A spreadsheet takes what begins so for a formula, in some countries in full width as well.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def row_of(cells: Sequence[str]) -> str:
    """One line of CSV; a cell that a spreadsheet would take for a formula is marked as text."""
    line = StringIO()
    csv.writer(line).writerow(
        [f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell for cell in cells]
    )
    return line.getvalue()


def download(filename: str, lines: Iterable[Sequence[str]]) -> Response:
    """An answer that browsers keep as a file; its lines are worked out while it is sent."""
    response = Response(stream_with_context(text_of(lines)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f"attachment; filename={filename}"
    return response


def text_of(lines: Iterable[Sequence[str]]) -> Iterator[str]:
    yield MARK
    yield from map(row_of, lines)
