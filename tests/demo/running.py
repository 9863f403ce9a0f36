"""A demo run as people run it, on free ports, in a folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Timer
from time import monotonic

import requests

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "flask", "--app", "wsgi.py", "demo")
LONGEST_SECONDS = 90
CHILDREN = ("wsgi:app", "sandbox.wsgi:app", "jobs")
LAST_LINE = "Ctrl-C stops everything."


@dataclass(frozen=True)
class Place:
    """Where one demo lives."""

    folder: Path
    port: int
    sandbox_port: int

    @property
    def environ(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return inherited | {
            "ENVIRONMENT": "demo",
            "PORT": str(self.port),
            "SANDBOX_PORT": str(self.sandbox_port),
            "DEMO_DIR": str(self.folder),
        }

    def run(self, *words: str, **changed: str) -> subprocess.CompletedProcess[str]:
        """Run `flask demo <words>` to its end."""
        return subprocess.run(
            [*COMMAND, *words],
            cwd=ROOT,
            env=self.environ | changed,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
        )

    def processes(self) -> list[int]:
        """Every process that was started for this demo, by its environment."""
        mark = f"DEMO_DIR={self.folder}".encode()
        return [pid for pid in all_processes() if mark in environment_of(pid)]

    def is_free(self) -> bool:
        return can_be_bound(self.port) and can_be_bound(self.sandbox_port)


@dataclass
class RunningDemo:
    """A demo that has said that both servers answer."""

    place: Place
    process: subprocess.Popen[str]
    said: str

    def children(self) -> dict[str, int]:
        """The servers, by the name of what they serve, and the process that runs jobs."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        pids = [int(pid) for pid in path.read_text().split()]
        words = {pid: Path(f"/proc/{pid}/cmdline").read_text().split("\0") for pid in pids}
        return {next(name for name in CHILDREN if name in said): pid for pid, said in words.items()}

    def get(self, path: str) -> requests.Response:
        return requests.get(f"http://localhost:{self.place.port}{path}", timeout=20)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal; returns the exit status, and keeps what was said until then."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        rest, _ = self.process.communicate(timeout=LONGEST_SECONDS)
        self.said += rest
        return self.process.returncode


@contextmanager
def running(
    place: Place, command: tuple[str, ...] = (*COMMAND, "run"), **changed: str
) -> Iterator[RunningDemo]:
    """Start a demo and wait until it has announced itself; what is left of it afterwards is killed."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=place.environ | changed,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    too_long = Timer(LONGEST_SECONDS, process.kill)
    too_long.start()
    try:
        yield RunningDemo(place, process, read_announcement(process))
    finally:
        too_long.cancel()
        process.kill()
        process.wait()
        for pid in place.processes():
            os.kill(pid, signal.SIGKILL)


def read_announcement(process: subprocess.Popen[str]) -> str:
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if LAST_LINE in line:
            return said
    raise AssertionError(f"the demo ended before it was ready:\n{said}")


def new_place(folder: Path) -> Place:
    return Place(folder, free_port(), free_port())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def can_be_bound(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def all_processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def environment_of(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def eventually(is_so: Callable[[], bool]) -> None:
    """Return as soon as something has come true elsewhere; fails when it takes too long."""
    deadline, nobody = monotonic() + LONGEST_SECONDS, Event()
    while not is_so():
        assert monotonic() < deadline, "it never came true"
        nobody.wait(0.05)
