"""The demo from the first line on the screen to the last: prepare, start, watch, stop."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic
from typing import Any

from app.commands.demo_children import Child, Happenings, StopAsked, start
from app.commands.demo_doors import open_doors
from app.commands.demo_folder import DemoFolder, DemoRefused

ROOT = Path(__file__).resolve().parent.parent.parent
FLASK = ("-m", "flask", "--app", "wsgi.py")
GUNICORN = ("-m", "gunicorn", "--worker-class", "gthread", "--no-control-socket", "--log-level", "warning")
JOBS = ("jobs", "run", "--grace", "5")
READY_SECONDS = 60
LOOK_SECONDS = 0.2
WATCH_SECONDS = 1.0


@dataclass(frozen=True)
class Server:
    """One of the two: what gunicorn runs, with how many hands, and a page that tells that it answers."""

    name: str
    target: str
    log: str
    port: int
    variable: str
    page: str
    workers: int
    threads: int


@dataclass
class Demo:
    """One run. Use as `Demo(…).run()`; everything it starts has ended when it returns or raises."""

    folder: DemoFolder
    config: Mapping[str, Any]
    happenings: Happenings
    running: list[Child] = field(default_factory=list)

    @property
    def sandbox(self) -> Server:
        page = "/.well-known/openid-configuration"
        port = self.config["SANDBOX_PORT"]
        # One process: the stand-in keeps its rules in memory.
        return Server(
            "The stand-in for Xero", "sandbox.wsgi:app", "sandbox.log", port, "SANDBOX_PORT", page, 1, 16
        )

    @property
    def app(self) -> Server:
        port = self.config["PORT"]
        return Server("Ledgerline", "wsgi:app", "app.log", port, "PORT", "/sign-in", 2, 4)

    def run(self, announcement: str) -> None:
        """Serve until somebody asks to stop; DemoRefused, in words, where that cannot be done."""
        with ExitStack() as on_the_way_out:
            app_doors, sandbox_doors = (
                on_the_way_out.enter_context(open_doors(server.port, server.variable))
                for server in (self.app, self.sandbox)
            )
            on_the_way_out.enter_context(self.folder.claimed())
            on_the_way_out.callback(self.stop)
            self.prepare(sandbox_doors)
            self.serve(self.app, app_doors)
            self.start("The background jobs", "jobs.log", [*FLASK, *JOBS], self.environ)
            say(announcement)
            self.watch()

    def prepare(self, sandbox_doors: list[socket.socket]) -> None:
        """Migrate, and tell the story where it was never told to its end."""
        is_new = not self.folder.has_story
        if is_new:
            say("Preparing the demo …")
            self.folder.start_over()
        self.finish("Migrating the database", "migrate.log", "db", "upgrade")
        self.serve(self.sandbox, sandbox_doors)
        if is_new:
            self.finish("Telling the story", "story.log", "demo", "seed")

    def finish(self, name: str, log: str, *command: str) -> None:
        """Run one `flask` command to its end."""
        child = self.start(name, log, [*FLASK, *command], self.environ)
        while not child.has_ended:
            self.happenings.wait(LOOK_SECONDS)
        self.running.remove(child)
        if child.process.returncode != 0:
            raise DemoRefused(failure(f"{name} failed", child))

    def serve(self, server: Server, doors: Iterable[socket.socket]) -> None:
        """Start a server behind its doors; returns when it answers."""
        binds = [word for door in doors for word in ("--bind", f"fd://{door.fileno()}")]
        hands = ("--workers", str(server.workers), "--threads", str(server.threads))
        command = [*GUNICORN, *hands, "--graceful-timeout", "5", *binds, server.target]
        self.start(server.name, server.log, command, self.environ, doors)
        deadline = monotonic() + READY_SECONDS
        while not answers(server):
            self.check_everyone()
            if monotonic() > deadline:
                raise DemoRefused(
                    f"{server.name} does not answer; {self.folder.path / server.log} may say why."
                )
            self.happenings.wait(LOOK_SECONDS)

    def start(
        self,
        name: str,
        log: str,
        command: list[str],
        environ: Mapping[str, str],
        doors: Iterable[socket.socket] = (),
    ) -> Child:
        child = start(
            name, command, log=self.folder.path / log, folder=ROOT, environ=environ, doors=list(doors)
        )
        self.running.append(child)
        return child

    def watch(self) -> None:
        while True:
            self.happenings.wait(WATCH_SECONDS)
            self.check_everyone()

    def check_everyone(self) -> None:
        """DemoRefused as soon as one of ours has ended by itself."""
        for child in self.running:
            if child.has_ended:
                raise DemoRefused(failure(f"{child.name} stopped unexpectedly", child))

    def stop(self) -> None:
        """End everything that runs."""
        for child in self.running:
            child.ask_to_stop()
        while self.running:
            self.running.pop().stop()

    @property
    def environ(self) -> dict[str, str]:
        """What the servers, the jobs and the commands between are started with."""
        address = f"http://localhost:{self.config['SANDBOX_PORT']}"
        # An outer proxy knows nothing of our localhost.
        direct = ",".join(filter(None, (os.environ.get("no_proxy"), "localhost,127.0.0.1,::1")))
        return os.environ | {
            "ENVIRONMENT": "demo",
            "PORT": str(self.config["PORT"]),
            "SANDBOX_PORT": str(self.config["SANDBOX_PORT"]),
            "DEMO_DIR": str(self.folder.path),
            "SANDBOX_URL": address,
            "SANDBOX_STATE": str(self.folder.sandbox_state),
            "SANDBOX_STORY": "1",
            "SANDBOX_CLIENT_ID": self.config["XERO_CLIENT_ID"],
            "SANDBOX_CLIENT_SECRET": self.config["XERO_CLIENT_SECRET"],
            "SANDBOX_REDIRECT_URIS": f"{self.config['PUBLIC_URL']}/xero/callback",
            "no_proxy": direct,
            "NO_PROXY": direct,
        }


def run_until_asked(demo: Demo, announcement: str) -> None:
    """Serve, and end quietly when somebody asks for it."""
    try:
        demo.run(announcement)
    except StopAsked:
        say("\nStopped.")


def failure(what: str, child: Child) -> str:
    """What happened, what to try, and the end of the log."""
    last = f"ends with:\n{child.last_words}" if child.last_words else "is empty."
    return f"{what}. If that happens again, make demo-reset starts the story over. {child.log} {last}"


def answers(server: Server) -> bool:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=1)
    try:
        connection.request("GET", server.page)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def say(text: str) -> None:
    """Print, also when nobody reads any more: a closed terminal must not keep us from stopping."""
    try:
        print(text, flush=True)
    except OSError:
        return
