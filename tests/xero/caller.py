"""A process that asks for a token: `python -m tests.xero.caller LOGIN THREADS [HALT]`.

Its app’s environment comes on the first line of its input; with the second line it begins.
With HALT it stops for good there: `claim`, before anything is sent, or `reply`, with the answer in its hands.
"""

from __future__ import annotations

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from app import create_app
from app.xero import lifecycle
from app.xero.errors import XeroError


def halt(app, where):
    api = app.extensions["xero"].api
    refresh = api.refresh

    def stopping(refresh_token):
        tokens = refresh(refresh_token) if where == "reply" else None
        print("halted", flush=True)
        threading.Event().wait()
        return tokens

    api.refresh = stopping


def ask(app, login_id):
    began = monotonic()
    with app.app_context():
        try:
            found = lifecycle.fresh_access_token(login_id)
        except XeroError as error:
            found = type(error).__name__
        mark = app.extensions["xero"].fingerprint(found)
    return mark, monotonic() - began


def main(login_id, threads, where=None):
    app = create_app(json.loads(sys.stdin.readline()))
    if where:
        halt(app, where)
    with ThreadPoolExecutor(threads) as callers:
        print("ready", flush=True)
        sys.stdin.readline()
        found = list(callers.map(lambda _: ask(app, login_id), range(threads)))
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
