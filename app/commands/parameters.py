"""What commands are told: each type refuses in one sentence that says what to give instead."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

import click

from app.emails import is_email
from app.models.practice import normal_email

LONGEST_NAME = 200


class Email(click.ParamType[str]):
    """An e-mail address, as it is stored."""

    name = "e-mail"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not is_email(str(value).strip()):
            self.fail(f"“{value}” is not an e-mail address, such as name@example.com.", param, ctx)
        return normal_email(str(value))


class Name(click.ParamType[str]):
    """The name of a person or a practice."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        trimmed = " ".join(str(value).split())
        if not trimmed or len(trimmed) > LONGEST_NAME or not trimmed.isprintable():
            self.fail(f"Give a name of 1 to {LONGEST_NAME} characters.", param, ctx)
        return trimmed


class TimeZone(click.ParamType[str]):
    """A time zone, as the tz database calls it."""

    name = "time zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in available_timezones():
            self.fail(f"“{value}” is not a time zone, such as Europe/London.", param, ctx)
        return str(value)


EMAIL, NAME, TIME_ZONE = Email(), Name(), TimeZone()
