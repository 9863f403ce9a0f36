"""A group of commands that says in one sentence that the database is not ready."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.xero.errors import StoreUnavailable

NOT_READY = "The database is away or not up to date. Check DATABASE_URL, then run: flask db upgrade"


class CommandGroup(AppGroup):
    """Commands that work on the database."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (OperationalError, ProgrammingError, StoreUnavailable):
            raise click.ClickException(NOT_READY) from None
