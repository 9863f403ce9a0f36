"""What the web server and the `flask` command load."""

import sys
from typing import NoReturn

import click
from flask import Flask

from app import create_app
from app.config import ConfigurationError
from app.xero import resealing

CANNOT_LOAD = 4  # gunicorn stops for good at this exit status, instead of trying again for ever


def refuse(*sentences: str) -> NoReturn:
    print("Ledgerline cannot start:", *sentences, sep="\n  ", file=sys.stderr)
    sys.exit(CANNOT_LOAD)


def require_keys(app: Flask) -> None:
    """Refuse to serve where rows are sealed with a key that is not here; commands are there to mend that."""
    command = click.get_current_context(silent=True)
    if command is not None and command.info_name != "run":
        return
    with app.app_context():
        sentence = resealing.refusal_to_start()
    if sentence:
        refuse(sentence)


try:
    app = create_app()
    require_keys(app)
except ConfigurationError as error:
    refuse(*error.sentences)
except OSError as error:
    refuse(f"{error.filename} cannot be made or opened ({error.strerror}). Check DATABASE_URL or DEMO_DIR")
