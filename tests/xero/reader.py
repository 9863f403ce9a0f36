"""A process that reads one organisation: `python -m tests.xero.reader ORGANISATION`, settings on stdin."""

from __future__ import annotations

import json
import sys

from app import create_app
from app.xero import reach, service
from app.xero.errors import XeroError


def main(organisation_id):
    app = create_app(json.load(sys.stdin))
    with app.app_context():
        try:
            found = reach.call_organisation(organisation_id, service().api.organisation).name
        except XeroError as error:
            found = type(error).__name__
    print(found, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
