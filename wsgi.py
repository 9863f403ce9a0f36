"""What the web server and the `flask` command load."""

import sys
from typing import NoReturn

from app import create_app
from app.config import ConfigurationError

CANNOT_LOAD = 4  # gunicorn stops for good at this exit status, instead of trying again for ever


def refuse(*sentences: str) -> NoReturn:
    print("Ledgerline cannot start:", *sentences, sep="\n  ", file=sys.stderr)
    sys.exit(CANNOT_LOAD)


try:
    app = create_app()
except ConfigurationError as error:
    refuse(*error.sentences)
except OSError as error:
    refuse(f"{error.filename} cannot be made or opened ({error.strerror}). Check DATABASE_URL or DEMO_DIR")
