"""A start with a faulty environment ends with sentences, not with a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.frame.production import PRODUCTION

ROOT = Path(__file__).resolve().parent.parent.parent
CANNOT_LOAD = 4


def start(*command: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a command with no other settings than these."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "command",
    [
        ["-c", "import wsgi"],
        ["-m", "gunicorn", "--check-config", "wsgi:app"],
        ["-m", "flask", "--app", "wsgi", "routes"],
    ],
    ids=["import", "gunicorn", "flask"],
)
def test_a_faulty_environment_is_told_in_sentences(command: list[str]) -> None:
    ended = start(*command, PUBLIC_URL="http://ledgerline.example.com", SECRET_KEY="123")

    assert ended.returncode == CANNOT_LOAD
    assert "Ledgerline cannot start:\n" in ended.stderr
    assert "SECRET_KEY is shorter than 32 characters" in ended.stderr
    assert "PUBLIC_URL is not https" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_gunicorn_stops_for_good_instead_of_starting_workers_for_ever() -> None:
    ended = start("-m", "gunicorn", "--no-control-socket", "--bind", "127.0.0.1:0", "wsgi:app")

    assert ended.returncode != 0
    assert ended.stderr.count("Ledgerline cannot start:") == 1


def test_a_complete_environment_loads(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ledgerline.db"

    ended = start("-c", "import wsgi; print(wsgi.app.name)", **PRODUCTION, DATABASE_URL=url)

    assert (ended.returncode, ended.stderr) == (0, "")
