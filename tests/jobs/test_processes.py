"""Several processes that run jobs, or die while they do one: each job is done, and done once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.extensions import db
from app.models import Job, JobHost, Practice
from tests.demo.running import eventually
from tests.records import add, rows

ROOT = Path(__file__).resolve().parents[2]
LEASE = "3"


@pytest.fixture
def settings(environ, database, tmp_path):
    """What the processes are started with: their queue is where their database is."""
    is_file = database.startswith("sqlite")
    return environ | {
        "JOBS_URL": f"sqlite:///{tmp_path}/jobs.db" if is_file else database,
        "JOB_LEASE_SECONDS": LEASE,
    }


@pytest.fixture
def done(tmp_path):
    """The lines that jobs leave."""
    path = tmp_path / "done"
    path.touch()
    return path


def lines(done, what):
    """How often a job of each practice began or ended."""
    told = [line.split() for line in done.read_text().splitlines()]
    return Counter(practice for word, practice, _ in told if word == what)


@contextmanager
def running(settings, done, *, processes=1, seconds=0.0):
    command = [sys.executable, "-m", "tests.jobs.worker", str(done), str(seconds)]
    pipes = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    started = [subprocess.Popen(command, cwd=ROOT, **pipes) for _ in range(processes)]
    try:
        for process in started:
            process.stdin.write(json.dumps(settings) + "\n")
            process.stdin.flush()
        yield started
    finally:
        for process in started:
            process.kill()
            process.communicate()


def practices(app, number):
    return [str(one) for one in add(app, *(Practice(name=f"Practice {n}") for n in range(number)))]


def stop(process, number=signal.SIGTERM):
    """Ask it to stop; returns its exit status and what it logged."""
    process.send_signal(number)
    _, logged = process.communicate(timeout=30)
    return process.returncode, logged


def all_succeeded(app):
    found = rows(app, Job)
    return bool(found) and all(job.succeeded_at for job in found)


def hosts(app):
    with app.app_context():
        return list(db.session.scalars(db.select(JobHost.name)))


def test_two_processes_share_the_work_and_do_nothing_twice(app, settings, done):
    names = practices(app, 24)

    with running(settings, done, processes=2, seconds=0.1) as started:
        eventually(lambda: all_succeeded(app))
        assert len(hosts(app)) == 2
        assert [stop(process)[0] for process in started] == [0, 0]

    assert lines(done, "end") == dict.fromkeys(names, 1)
    assert lines(done, "begin") == dict.fromkeys(names, 1)
    assert len({line.split()[2] for line in done.read_text().splitlines()}) == 2
    assert hosts(app) == []


def test_a_process_killed_in_mid_job_loses_nothing(app, settings, done):
    names = practices(app, 4)
    with running(settings, done, seconds=30) as (process,):
        eventually(lambda: lines(done, "begin").total() == 2)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert not all_succeeded(app)

    with running(settings, done) as (process,):
        eventually(lambda: all_succeeded(app))
        status, logged = stop(process)

    assert status == 0
    assert lines(done, "end") == dict.fromkeys(names, 1)
    assert lines(done, "begin").total() == 4 + 2
    assert logged.count("job taken over") == 2


def test_asked_to_stop_it_finishes_what_is_under_way_and_begins_nothing(app, settings, done):
    practices(app, 4)

    with running(settings, done, seconds=1.5) as (process,):
        eventually(lambda: lines(done, "begin").total() == 2)
        status, logged = stop(process)

    assert status == 0
    assert lines(done, "begin").total() == lines(done, "end").total() == 2
    assert [bool(job.succeeded_at) for job in rows(app, Job)].count(True) == 2
    assert not [job for job in rows(app, Job) if job.lease_owner]
    assert hosts(app) == []
    assert "Traceback" not in logged


@pytest.mark.faults
def test_jobs_that_outlast_their_lease_many_times_are_still_done_once(app, settings, done):
    names = practices(app, 4)

    with running(settings, done, processes=3, seconds=3 * int(LEASE)) as started:
        eventually(lambda: lines(done, "end").total() >= 4)
        for process in started:
            assert stop(process)[0] == 0

    assert lines(done, "begin") == lines(done, "end") == dict.fromkeys(names, 1)


@pytest.mark.faults
def test_killed_again_and_again_each_job_is_done_once_in_the_end(app, settings, done):
    names, kills = practices(app, 30), 4
    for _ in range(kills):
        before = lines(done, "end").total()
        with running(settings, done, seconds=0.2) as (process,):
            eventually(lambda at=before: lines(done, "end").total() >= at + 3)
            process.send_signal(signal.SIGKILL)
            process.wait()

    with running(settings, done, processes=2) as started:
        eventually(lambda: all_succeeded(app))
        for process in started:
            stop(process)

    # What had ended when its process was killed may not have been written down yet.
    assert set(lines(done, "end")) == set(names)
    assert lines(done, "end").total() <= len(names) + 2 * kills
    assert lines(done, "begin").total() <= len(names) + 2 * kills


@pytest.mark.faults
def test_a_process_that_sleeps_beyond_its_lease_writes_nothing_over_another_ones_result(app, settings, done):
    practices(app, 1)
    with running(settings, done, seconds=2) as (sleeper,):
        eventually(lambda: lines(done, "begin").total() == 1)
        sleeper.send_signal(signal.SIGSTOP)
        with running(settings, done) as (other,):
            eventually(lambda: all_succeeded(app))
            (before,) = rows(app, Job)
            sleeper.send_signal(signal.SIGCONT)
            _, logged = stop(sleeper)
            assert stop(other)[0] == 0

    (after,) = rows(app, Job)
    assert (after.due_at, after.finished_at) == (before.due_at, before.finished_at)
    assert "job outranked" in logged
