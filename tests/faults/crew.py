"""Processes of the application’s that a test gives orders to, kills and puts to sleep."""

from __future__ import annotations

import json
import selectors
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds


class Member:
    """One process; see `tests.faults.actor` for what it can do."""

    def __init__(self, log, environ, **setup):
        self.log = log
        with log.open("a") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.actor"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                bufsize=1,
            )
        self.say({"environ": environ} | setup)

    def say(self, what):
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def hear(self):
        """The next line that it prints, within reason."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            assert selector.select(PATIENCE), f"no answer; it logged {self.log.read_text()[-2000:]}"
        line = self.process.stdout.readline()
        assert line, f"it died: {self.log.read_text()[-2000:]}"
        return json.loads(line)

    def do(self, deed, *arguments):
        self.say([deed, *arguments])
        return self.hear()

    def ask(self, *logins, manner="plainly"):
        """Let a caller for each of these logins begin."""
        self.do("ask", list(logins), manner)

    def answers(self):
        return self.do("answers")

    def asks(self, *logins, manner="plainly"):
        """What one caller for each of these logins is given."""
        self.ask(*logins, manner=manner)
        return self.answers()

    def ask_and_halt(self, login_id):
        """Ask, and wait until it stands still at the point it was made for."""
        self.say(["ask", [login_id], "plainly"])
        heard = {str(self.hear()), str(self.hear())}
        assert any(line.startswith("halted") for line in heard), heard

    def signal(self, which):
        self.process.send_signal(which)

    def kill(self):
        self.signal(signal.SIGKILL)
        self.process.wait()


class Crew:
    """All processes of one run, by what they are set up with; the idle ones are used again."""

    def __init__(self, folder):
        self.folder = folder
        self.idle = {}
        self.out = []
        self.count = 0

    def hire(self, environ, number=1, **setup):
        """So many processes that are ready."""
        key = json.dumps([environ, setup], sort_keys=True)
        found = [self.idle[key].pop() for _ in range(min(number, len(self.idle.setdefault(key, []))))]
        fresh = [self.start(environ, setup) for _ in range(number - len(found))]
        for member in fresh:
            assert member.hear() == "ready"
        self.out += [(key, member) for member in found + fresh]
        return found + fresh

    def start(self, environ, setup):
        self.count += 1
        return Member(self.folder / f"actor-{self.count}.log", environ, **setup)

    def dismiss(self):
        """The end of a test: whoever is of use stays for the next. Returns all that was logged."""
        logged = ""
        for key, member in self.out:
            if json.loads(key)[1].get("halt") or member.process.poll() is not None:
                self.end(member)
            else:
                self.idle[key].append(member)
            logged += member.log.read_text()
            member.log.write_text("")
        self.out = []
        return logged

    def end(self, member):
        member.kill()
        member.process.stdin.close()
        member.process.stdout.close()

    def close(self):
        self.dismiss()
        for members in self.idle.values():
            for member in members:
                self.end(member)
