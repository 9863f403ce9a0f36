"""Running a command as an operator does."""

from __future__ import annotations

from click.testing import Result
from flask import Flask

from app.extensions import db
from app.models import Event, User

PASSWORD = "seven grey herons"


def run(app: Flask, *arguments: str, typed: str | bytes | None = None) -> Result:
    """Run a flask command; `typed` stands on its standard input. A traceback fails the test."""
    result = app.test_cli_runner().invoke(args=arguments, input=typed)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def refused(result: Result, exit_code: int = 1) -> str:
    """The one sentence in which a command says no."""
    assert result.exit_code == exit_code, result.output
    return result.output.strip().splitlines()[-1]


def told(app: Flask) -> list[str]:
    """What the history tells."""
    with app.app_context():
        return list(db.session.scalars(db.select(Event.what).order_by(Event.id)))


def user_called(app: Flask, email: str) -> User | None:
    with app.app_context():
        return db.session.scalar(db.select(User).filter_by(email=email))
