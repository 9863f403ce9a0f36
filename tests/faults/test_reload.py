"""A server that is told to reload while a login is being renewed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta

import pytest
import requests

from app.xero import service
from tests.faults import proof
from tests.faults.crew import ROOT
from tests.xero.logins import lasts, login, refreshes, spend, tokens_of
from tests.xero.test_lifecycle_at_once import in_thread, wait_for

COMMAND = (
    "-m gunicorn --worker-class gthread --workers 2 --threads 4 --no-control-socket --bind 127.0.0.1:0"
    " --graceful-timeout 60 tests.faults.site:application"
)
LISTENING = "Listening at: "


@contextmanager
def served(environ, log):
    """A gunicorn of its own; yields its process and its address."""
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, *COMMAND.split()], cwd=ROOT, env=os.environ | environ, stderr=errors
        )
    try:
        wait_for(lambda: booted(log) == 2)
        yield process, log.read_text().split(LISTENING)[1].split()[0]
    finally:
        process.terminate()
        process.wait()


def booted(log):
    return log.read_text().count("Booting worker")


@pytest.fixture
def log(tmp_path, issued):
    path = tmp_path / "gunicorn.log"
    yield path
    proof.no_secret(path.read_text(), issued)


def mark_of(app):
    return service().fingerprint(tokens_of(app)[0])


@pytest.mark.parametrize("is_waited_for", [True, False], ids=["somebody waits", "in the background"])
def test_a_reload_in_mid_refresh_loses_nothing_and_serves_who_waits(
    in_app, unhurried, xero, login_id, proven, log, is_waited_for
):
    spend(in_app) if is_waited_for else lasts(in_app, timedelta(minutes=5))
    present = mark_of(in_app)
    xero.control.slow(45, "token.refresh")
    with served(unhurried, log) as (process, address):
        caller = in_thread(in_app, lambda: requests.get(f"{address}/{login_id}", timeout=90).text)
        wait_for(lambda: refreshes(xero) == 1)
        process.send_signal(signal.SIGHUP)
        wait_for(lambda: booted(log) == 4)
        xero.control.slow(0, "token.refresh")
        caller.join(60)
        wait_for(lambda: login(in_app).generation == 2)

        assert caller.found == (mark_of(in_app) if is_waited_for else present)
        assert requests.get(f"{address}/{login_id}", timeout=90).text == mark_of(in_app)
    assert refreshes(xero) == 1
