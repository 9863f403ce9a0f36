"""Two processes that write at the same time lose nothing, whichever database stands behind them."""

import subprocess
import sys
from pathlib import Path

from flask import Flask

from app.extensions import db
from app.models import Practice, Throttle

ROOT = Path(__file__).resolve().parent.parent.parent
TIMES = 40


def start_counting(url: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.frame.counting", url, str(TIMES)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_two_processes_lose_no_change_of_each_other(in_app: Flask, database: str) -> None:
    db.session.add(Practice(name="Harbour"))
    db.session.commit()
    processes = [start_counting(database) for _ in range(2)]

    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.communicate("go\n", timeout=60)

    assert [process.returncode for process in processes] == [0, 0]
    assert db.session.get_one(Throttle, "address:203.0.113.9").attempts == 2 * TIMES
    assert db.session.get_one(Practice, 1).name == "Harbour" + "." * 2 * TIMES
