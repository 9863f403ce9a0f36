"""A throwaway PostgreSQL server of our own, also where the tests run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROLE = "ledgerline"
# Durability is of no use to data that lives for seconds.
OPTIONS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")
LONGEST_FOLDER = 80  # a socket's path has room for 107 bytes


def find_binary(name: str) -> str | None:
    """The path of one of PostgreSQL's programs, the newest version first; None where there is none."""
    packaged = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=version_of, reverse=True)
    return shutil.which(name) or next((str(path) for path in packaged), None)


def version_of(program: Path) -> float:
    version = program.parent.parent.name
    return float(version) if version.replace(".", "", 1).isdigit() else 0.0


@contextmanager
def running_server() -> Iterator[str]:
    """A fresh server; yields the address of its maintenance database. Nothing is left behind."""
    folder = new_folder()
    server = None
    try:
        run_as = servant(folder)
        make_cluster(folder, run_as)
        server = start(folder, run_as)
        yield wait_until_ready(folder, server)
    finally:
        if server is not None:
            server.send_signal(signal.SIGQUIT)
            server.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def new_folder() -> Path:
    folder = tempfile.mkdtemp(prefix="ledgerline-pg-")
    if len(folder) > LONGEST_FOLDER:
        Path(folder).rmdir()
        folder = tempfile.mkdtemp(prefix="ledgerline-pg-", dir="/tmp")
    return Path(folder)


def servant(folder: Path) -> dict[str, object]:
    """How to start the programs: PostgreSQL refuses to run as root, so that root asks somebody else."""
    if os.geteuid() != 0:
        return {"cwd": folder}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = known.get("postgres") or known["nobody"]
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"cwd": folder, "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def make_cluster(folder: Path, run_as: dict[str, object]) -> None:
    command = [str(find_binary("initdb")), "-D", f"{folder}/data", "-U", ROLE, "-A", "trust", "--no-sync"]
    made = subprocess.run(
        [*command, "-E", "UTF8", "--locale=C"], capture_output=True, text=True, check=False, **run_as
    )
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr}")


def start(folder: Path, run_as: dict[str, object]) -> subprocess.Popen[bytes]:
    options = [word for option in OPTIONS for word in ("-c", option)]
    command = [str(find_binary("postgres")), "-D", f"{folder}/data", "-k", str(folder), *options]
    with (folder / "server.log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, **run_as)


def wait_until_ready(folder: Path, server: subprocess.Popen[bytes]) -> str:
    address = f"postgresql://{ROLE}@/postgres?host={folder}"
    while server.poll() is None:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            # It says nothing when it is ready; a short look at the process is the pause between two tries.
            try:
                server.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
        else:
            return address
    raise RuntimeError(f"PostgreSQL did not start: {(folder / 'server.log').read_text()}")
