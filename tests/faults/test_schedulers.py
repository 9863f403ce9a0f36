"""The background and the pages at the same time, and two processes that run the same jobs."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta

import pytest

from app.models import Job, JobKind
from app.xero import service
from tests.faults import proof
from tests.faults.crew import ROOT
from tests.faults.many import age_all
from tests.records import rows
from tests.xero.logins import refreshes, tokens_of
from tests.xero.test_lifecycle_at_once import wait_for

IDLE = timedelta(hours=25)
LOGINS = 10


@pytest.fixture
def jobs(unhurried, tmp_path, issued):
    """Starts `flask jobs …` in processes of their own, which log no secret and end with the test."""
    logs = []

    @contextmanager
    def running(command, number):
        paths = [tmp_path / f"jobs-{len(logs) + each}.log" for each in range(number)]
        logs.extend(paths)
        started = [start(command, unhurried | {"DEMO_DIR": str(tmp_path)}, path) for path in paths]
        try:
            yield started
        finally:
            for process in started:
                process.terminate()
            assert {process.wait(60) for process in started} == {0}

    yield running
    proof.no_secret("".join(path.read_text() for path in logs), issued)


def start(command, environ, path):
    with path.open("w") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi.py", "jobs", command],
            cwd=ROOT,
            env=os.environ | environ,
            stdout=log,
            stderr=log,
        )


def kept_alive(app):
    return [job for job in rows(app, Job, kind=JobKind.KEEP_ALIVE) if job.succeeded_at]


def all_done(app):
    found = rows(app, Job)
    return len(kept_alive(app)) == LOGINS and all(job.finished_at and not job.lease_owner for job in found)


def test_two_schedulers_do_what_is_due_once(in_app, xero, logins, jobs, proven):
    logins(LOGINS)
    age_all(in_app, IDLE)

    with jobs("run", 2):
        wait_for(lambda: all_done(in_app))

    assert refreshes(xero) == LOGINS
    assert xero.control.calls()["connections"] == LOGINS
    assert [job.fault for job in rows(in_app, Job) if job.fault] == []


def test_keep_alive_and_a_burst_of_pages_renew_a_login_once(
    in_app, unhurried, xero, login_id, crew, jobs, proven
):
    age_all(in_app, IDLE)
    xero.control.slow(2, "token.refresh")
    members = crew.hire(unhurried, 2)

    with jobs("run", 1):
        for member in members:
            member.ask(*[login_id] * 16)
        found = [mark for member in members for mark in member.answers()]
        wait_for(lambda: kept_alive(in_app))

    assert found == [service().fingerprint(tokens_of(in_app)[0])] * 32
    assert refreshes(xero) == 1
