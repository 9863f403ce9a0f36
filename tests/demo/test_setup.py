"""What happens before there is a Python environment: one sentence where it cannot be made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.modules import ROOT

PIN = "nothing-of-the-kind==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n"
LONGEST_SECONDS = 240
NOBODY_LISTENS = "http://127.0.0.1:9/simple"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with nothing but the set-up script and locks that name no library."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "setup.sh", tmp_path / "tools")
    (tmp_path / "requirements.lock").write_text("# nothing\n")
    return tmp_path


def set_up(checkout: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["tools/setup.sh", "requirements.lock"],
        cwd=checkout,
        env={"PATH": os.environ["PATH"], "PYTHON": sys.executable, "PIP_CONFIG_FILE": os.devnull} | environ,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )


def python_that(folder: Path, does: str) -> str:
    """A program in place of Python."""
    path = folder / "python-of-another-kind"
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)
    return str(path)


def test_a_python_that_is_too_old_is_named_with_its_version(checkout: Path):
    old = python_that(checkout, '[ "$1" = --version ] && echo Python 3.9.2 && exit 0; exit 1')

    answer = set_up(checkout, PYTHON=old)

    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Ledgerline needs Python 3.11 or newer, and {old} here is Python 3.9.2.")
    assert answer.stderr.count("\n") == 1


def test_a_python_that_is_missing_is_said_to_be_missing(checkout: Path):
    answer = set_up(checkout, PYTHON=str(checkout / "nowhere"))

    assert answer.returncode == 1
    assert "is missing" in answer.stderr


def test_a_python_without_virtual_environments_is_told_what_to_install(checkout: Path):
    bare = python_that(checkout, f'case "$2" in *ensurepip*) exit 1;; esac; exec {sys.executable} "$@"')

    answer = set_up(checkout, PYTHON=bare)

    assert answer.returncode == 1
    assert f"apt-get install python3.{sys.version_info.minor}-venv" in answer.stderr
    assert answer.stderr.count("\n") == 1


@pytest.mark.long
def test_no_network_is_one_sentence_and_the_details_are_kept(checkout: Path):
    (checkout / "requirements.lock").write_text(PIN)

    answer = set_up(checkout, PIP_INDEX_URL=NOBODY_LISTENS, PIP_RETRIES="1", PIP_NO_CACHE_DIR="1")

    assert answer.returncode == 1
    assert answer.stderr.startswith("The Python package index cannot be reached.")
    assert answer.stderr.count("\n") == 1
    assert "127.0.0.1" in (checkout / "var" / "setup.log").read_text()


@pytest.mark.long
def test_what_is_set_up_is_left_alone_until_the_lock_changes(checkout: Path):
    first, second = set_up(checkout), set_up(checkout)
    (checkout / "requirements.lock").write_text("# nothing, in other words\n")
    third = set_up(checkout)

    assert [answer.returncode for answer in (first, second, third)] == [0, 0, 0]
    assert first.stdout.startswith("Installing")
    assert second.stdout + second.stderr == ""
    assert third.stdout.startswith("Installing")


@pytest.mark.long
def test_a_set_up_that_was_cut_short_is_made_anew(checkout: Path):
    assert set_up(checkout).returncode == 0
    (checkout / ".venv" / "unfinished").touch()
    (checkout / ".venv" / "left-over").touch()

    assert set_up(checkout).returncode == 0

    assert not (checkout / ".venv" / "left-over").exists()
    assert not (checkout / ".venv" / "unfinished").exists()
