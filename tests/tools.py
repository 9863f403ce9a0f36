"""What to do when a tool that some tests need is not on this machine."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def is_required() -> bool:
    """Whether a missing tool fails the run: in CI, or where somebody asked for it."""
    return "true" in (os.environ.get("CI"), os.environ.get("REQUIRE_TOOLS")) or (
        os.environ.get("REQUIRE_TOOLS") == "1"
    )


def do_without(tool: str) -> NoReturn:
    """Skip the test that needs the tool, or fail it where every tool must be there."""
    sentence = f"{tool} is not on this machine; `make test-deps` installs it"
    if is_required():
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
