"""The lock files: what runs, and what runs with everything that tests it, or that it is measured against."""

from __future__ import annotations

import re

from tests.house.modules import ROOT

LONGER = ("requirements-dev.lock", "requirements-bench.lock")
HASHES = r"(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+"
PIN = re.compile(rf"^([a-z0-9._-]+)==(\S+)((?: ; [^\\\n]+)?) \\\n({HASHES})", re.M)


def pins(name: str) -> dict[str, tuple[str, ...]]:
    """Package → version, marker and hashes."""
    text = (ROOT / name).read_text()
    return {package: tuple(rest) for package, *rest in PIN.findall(text)}


def test_every_line_of_a_lock_is_a_pinned_version_with_hashes() -> None:
    for name in ("requirements.lock", *LONGER):
        text = (ROOT / name).read_text()
        assert len(pins(name)) == len(re.findall(r"^[a-z]", text, re.M))


def test_a_longer_lock_holds_everything_that_the_shorter_one_names() -> None:
    for name in LONGER:
        assert pins("requirements.lock").items() <= pins(name).items()


def test_no_lock_names_a_place_to_download_from() -> None:
    for name in ("requirements.lock", *LONGER):
        assert "://" not in (ROOT / name).read_text()
