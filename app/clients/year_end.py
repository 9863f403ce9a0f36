"""The day on which a client's year ends, kept as “03-31”."""

from __future__ import annotations

import re

from app.models.columns import folded

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
ISO = re.compile(r"(?:\d{4}-)?(?P<month>\d{2})-(?P<day>\d{2})")
NUMBERS = re.compile(r"(?P<day>\d{1,2})\s*[/.\- ]\s*(?P<month>\d{1,2})(?:\s*[/.\- ]\s*(?:\d{2}|\d{4}))?")
WORDS = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s\-/.]*(?P<month>[a-z]{3,9})\.?(?:[\s\-/.,]*\d{2,4})?")
MONTH_FIRST = re.compile(r"(?P<month>[a-z]{3,9})\.?\s*(?P<day>\d{1,2})?(?:st|nd|rd|th)?(?:,?\s*\d{4})?")
EXAMPLE = "Enter the day and the month, such as 31 March"


def read_year_end(text: str) -> str | None:
    """“31 March”, “31/03”, “31.3.2026”, “2026-03-31” or “March” as “03-31”; ValueError says what to do."""
    if not text.strip(" /"):
        return None
    plain = folded(text)
    found = next(filter(None, (way.fullmatch(plain) for way in (ISO, NUMBERS, WORDS, MONTH_FIRST))), None)
    month = month_of(found["month"]) if found else None
    if found is None or month is None:
        raise ValueError(EXAMPLE)
    day = int(found["day"] or last_day(month))
    if not 1 <= day <= DAYS[month - 1]:
        raise ValueError(f"{MONTHS[month - 1]} has {DAYS[month - 1]} days: {EXAMPLE[0].lower()}{EXAMPLE[1:]}")
    return f"{month:02}-{day:02}"


def month_of(written: str) -> int | None:
    if written.isdigit():
        return int(written) if 1 <= int(written) <= len(MONTHS) else None
    return next((place for place, name in enumerate(MONTHS, 1) if name.lower().startswith(written)), None)


def last_day(month: int) -> int:
    # A year that ends with February ends on the 28th, three times in four.
    return 28 if month == MONTHS.index("February") + 1 else DAYS[month - 1]


def in_words(year_end: str) -> str:
    """“31 March”."""
    month, _, day = year_end.partition("-")
    return f"{int(day)} {MONTHS[int(month) - 1]}"
