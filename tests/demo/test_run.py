"""The demo's servers: how they start, and that nothing of them is left."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.demo.running import Place, RunningDemo, eventually, free_port, running

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads processes from /proc")


@pytest.fixture
def demo(told: Place):
    with running(told) as demo:
        yield demo


def test_both_addresses_and_every_account_are_announced_and_answer(demo: RunningDemo):
    assert f"http://localhost:{demo.place.port}\n" in demo.said
    assert f"http://localhost:{demo.place.sandbox_port}/control/" in demo.said
    assert demo.said.index("amelia@harbourpine.example") < demo.said.index("dara@saltmarsh.example")
    assert "amelia-counts-boats" in demo.said

    page = demo.get("/sign-in")

    assert page.status_code == 200
    assert page.text.index("amelia@harbourpine.example") < page.text.index("dara@saltmarsh.example")


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGINT, pytest.param(signal.SIGHUP, marks=pytest.mark.long)]
)
def test_a_signal_stops_both_and_leaves_no_process_and_no_port(demo: RunningDemo, number: int):
    assert len(demo.place.processes()) > 3

    assert demo.end(number) == 0

    assert demo.said.endswith("Stopped.\n")
    assert demo.place.processes() == []
    assert demo.place.is_free()


def test_jobs_run_too_and_take_their_leave_when_they_are_stopped(demo: RunningDemo):
    assert set(demo.children()) == {"wsgi:app", "sandbox.wsgi:app", "jobs"}
    eventually(lambda: "tidy" in rows_of(demo.place, "SELECT kind FROM job WHERE succeeded_at IS NOT NULL"))
    assert len(rows_of(demo.place, "SELECT name FROM job_host")) == 1

    demo.end()

    assert rows_of(demo.place, "SELECT name FROM job_host") == []


def rows_of(place: Place, query: str) -> list[str]:
    """The first column of what a query finds in the demo’s database."""
    with closing(sqlite3.connect(place.folder / "ledgerline.db")) as database:
        return [row[0] for row in database.execute(query)]


@pytest.mark.parametrize(
    "target",
    [
        "wsgi:app",
        pytest.param("sandbox.wsgi:app", marks=pytest.mark.long),
        pytest.param("jobs", marks=pytest.mark.long),
    ],
)
def test_when_one_dies_the_others_are_stopped_and_the_end_is_a_failure(demo: RunningDemo, target: str):
    os.kill(demo.children()[target], signal.SIGKILL)

    assert demo.wait() == 1

    assert "stopped unexpectedly" in demo.said
    assert ".log is empty." in demo.said or "ends with:\n  " in demo.said
    assert demo.place.processes() == []


def test_even_a_kill_that_cannot_be_caught_takes_the_servers_along(demo: RunningDemo):
    demo.end(signal.SIGKILL)

    eventually(lambda: demo.place.processes() == [])


def test_a_second_run_keeps_what_happened_in_the_first(told: Place):
    with sqlite3.connect(told.folder / "ledgerline.db") as database:
        database.execute("UPDATE client SET name = 'Renamed by hand' WHERE code = 'ALD001'")
    database.close()

    with running(told) as demo:
        demo.end()

    with sqlite3.connect(told.folder / "ledgerline.db") as database:
        names = database.execute("SELECT name FROM client WHERE code = 'ALD001'").fetchall()
    database.close()
    assert names == [("Renamed by hand",)]
    assert "Preparing" not in demo.said


@pytest.mark.parametrize("variable", ["PORT", "SANDBOX_PORT"])
def test_a_taken_port_gets_one_sentence_that_names_it_and_its_variable(told: Place, variable: str):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        answer = told.run("run", **{variable: str(port)})

    assert answer.returncode == 1
    assert answer.stdout == ""
    assert f"Port {port} is taken" in answer.stderr
    assert f" {variable}=" in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert told.processes() == []


def test_a_second_demo_in_the_same_folder_and_a_reset_are_refused_in_words(demo: RunningDemo):
    others = {"PORT": str(free_port()), "SANDBOX_PORT": str(free_port())}

    second, reset = demo.place.run("run", **others), demo.place.run("reset", **others)

    assert (second.returncode, reset.returncode) == (1, 1)
    assert second.stderr == reset.stderr
    assert second.stderr.startswith("A demo is running in ")
    assert demo.get("/sign-in").status_code == 200


def test_a_port_that_is_no_port_is_named(told: Place):
    answer = told.run("run", PORT="eight thousand")

    assert answer.returncode == 4
    assert "PORT is not a whole number from 1 to 65535" in answer.stderr
    assert "PUBLIC_URL" not in answer.stderr


def test_make_stops_everything_when_only_make_itself_is_asked_to(told: Place):
    with running(told, ("make", "--silent", "demo")) as demo:
        demo.end(signal.SIGINT)

    assert told.processes() == []


def test_a_folder_that_cannot_be_made_gets_a_sentence(told: Place):
    file = told.folder / "running.lock"

    answer = told.run("run", DEMO_DIR=str(file / "below"))

    assert answer.returncode == 4
    assert f"{file / 'below'} cannot be made" in answer.stderr
    assert "Traceback" not in answer.stderr
