"""What the web server and the `flask` command load."""

import sys

from app import create_app
from app.config import ConfigurationError

CANNOT_LOAD = 4  # gunicorn stops for good at this exit status, instead of trying again for ever

try:
    app = create_app()
except ConfigurationError as error:
    print("Ledgerline cannot start:", *error.sentences, sep="\n  ", file=sys.stderr)
    sys.exit(CANNOT_LOAD)
