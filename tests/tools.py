"""What to do when a tool that some tests need is not on this machine."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import NoReturn

import pytest

INSTALLS = "`make test-deps` installs it"


def is_required() -> bool:
    """Whether a missing tool fails the run: in CI, or where somebody asked for it."""
    return "true" in (os.environ.get("CI"), os.environ.get("REQUIRE_TOOLS")) or (
        os.environ.get("REQUIRE_TOOLS") == "1"
    )


def do_without(tool: str) -> NoReturn:
    """Skip the test that needs the tool, or fail it where every tool must be there."""
    sentence = f"{tool} is not on this machine; {INSTALLS}"
    if is_required():
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Report every test that a missing tool skipped from this one place, so that one line tells of all."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple) and INSTALLS in report.longrepr[2]:
        report.longrepr = (__file__, 0, report.longrepr[2])
    return report
