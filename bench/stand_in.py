"""The stand-in for Xero in a process of its own, so that it takes no turns from what is measured."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sandbox.control_client import ControlClient
from sandbox.server import running_sandbox
from sandbox.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
CALLBACK = "http://localhost/xero/callback"
ANSWER_SECONDS = 0.3  # about what the real token endpoint takes


@dataclass(frozen=True)
class StandIn:
    """A stand-in that listens at `url`; `control` sets up who sees what there."""

    url: str
    control: ControlClient

    @property
    def port(self) -> str:
        return str(urlsplit(self.url).port)


@contextmanager
def stand_in() -> Iterator[StandIn]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-m", "bench.stand_in"], cwd=ROOT, **pipes) as process:
        url = process.stdout.readline().strip()
        try:
            yield StandIn(url, ControlClient(url))
        finally:
            process.stdin.close()


def main() -> None:
    """Serve until the input ends."""
    with running_sandbox(Settings(redirect_uris=(CALLBACK,)), host="localhost") as running:
        print(running.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
