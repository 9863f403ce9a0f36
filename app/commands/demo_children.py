"""Child processes that do not outlive us, and the signals that end everything."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE_SECONDS = 10
TAIL_LINES = 12
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class StopAsked(Exception):
    """Somebody asked for the end: Ctrl-C, a signal, or the process that started us is gone."""


class Happenings:
    """Signals as bytes to wait for, so that none arrives in the middle of something else."""

    def __init__(self, parent: Parent | None = None) -> None:
        self.parent = parent

    def __enter__(self) -> Self:
        self.reader, self.writer = socket.socketpair()
        self.reader.setblocking(False)
        self.writer.setblocking(False)
        signal.set_wakeup_fd(self.writer.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, wake)
        for number in STOPPING:
            # `nohup` has us ignore hang-ups, and means it.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, wake)
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        signal.set_wakeup_fd(-1)
        self.reader.close()
        self.writer.close()

    def wait(self, seconds: float) -> None:
        """Return when a child ended or the time is over; raises StopAsked when it is time to go."""
        readable, _, _ = select.select([self.reader], [], [], seconds)
        heard = self.reader.recv(1024) if readable else b""
        if any(number in heard for number in STOPPING) or (self.parent and self.parent.is_leaving()):
            raise StopAsked


def wake(_number: int, _frame: object) -> None:
    """Does nothing: the signal's number stands in the wake-up socket."""


class Parent:
    """The process that started us."""

    def __init__(self) -> None:
        self.pid = os.getppid()
        self.caught = self.caught_signals()

    def is_leaving(self) -> bool:
        # Sent SIGINT or SIGHUP alone, `make` tells nobody: it stops catching the signal and waits for us.
        return os.getppid() != self.pid or bool(self.caught & ~self.caught_signals())

    def caught_signals(self) -> int:
        """Which of SIGINT and SIGHUP it catches, as a mask; 0 where the system does not tell."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text()
        except OSError:
            return 0
        masks = [line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:")]
        wanted = 1 << (signal.SIGINT - 1) | 1 << (signal.SIGHUP - 1)
        return int(masks[0], 16) & wanted if masks else 0


@dataclass(frozen=True)
class Child:
    """One process of ours, in a process group of its own, writing to its own log."""

    name: str
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    @property
    def last_words(self) -> str:
        """The end of its log, indented."""
        lines = self.log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
        return "\n".join(f"  {line}" for line in lines)

    def ask_to_stop(self) -> None:
        self.process.terminate()

    def stop(self) -> None:
        """Wait for the end of a child that was asked to stop; returns when nothing of it is left running."""
        try:
            self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill_group()
            self.process.wait()
        self.kill_group()

    def kill_group(self) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def start(
    name: str,
    arguments: Iterable[str],
    *,
    log: Path,
    folder: Path,
    environ: Mapping[str, str],
    doors: Iterable[socket.socket] = (),
) -> Child:
    """Start `python <arguments>` in a folder; `doors` are listening sockets that it inherits."""
    parent = os.getpid()
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, *arguments],
            cwd=folder,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=[door.fileno() for door in doors],
            start_new_session=True,
            preexec_fn=lambda: die_with(parent),
        )
    return Child(name, log, process)


def die_with(parent: int) -> None:
    """In the child, before anything else: have the kernel end it when its parent dies, however that dies."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)
