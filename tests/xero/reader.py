"""A process that reads one organisation: `python -m tests.xero.reader ORGANISATION`, settings on stdin."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from app import create_app
from app.xero import reach, service
from app.xero.errors import XeroError

ROOT = Path(__file__).resolve().parents[2]


def ask_elsewhere(environ, organisation_id):
    """Read an organisation in another process; its name, or that of the error."""
    command = [sys.executable, "-m", "tests.xero.reader", str(organisation_id)]
    asked = subprocess.run(
        command, input=json.dumps(environ), capture_output=True, text=True, cwd=ROOT, timeout=60, check=True
    )
    return asked.stdout.strip()


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
