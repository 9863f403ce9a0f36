"""What the README says is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from app.demo_accounts import DEMO_ACCOUNTS
from app.variables import DEMO_KEY, DEMO_SETTINGS, SETTINGS, Setting
from tests.house.config_table import table
from tests.house.modules import ROOT

README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))


@pytest.mark.parametrize("settings", [SETTINGS, DEMO_SETTINGS], ids=["installation", "demo"])
def test_every_setting_stands_in_the_table_as_the_program_reads_it(settings: tuple[Setting, ...]) -> None:
    # python -m tests.house.config_table prints both tables.
    assert table(settings) in README


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_file_that_a_page_leads_to_exists(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_make_target_that_is_named_exists() -> None:
    named = set(re.findall(r"(?:`|^ {4})make ([a-z-]+)", README, re.M))

    assert {"demo", "test"} <= named
    assert named <= set(re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.M).group(1).split())


def test_every_flask_command_that_is_named_exists(app: Flask) -> None:
    named = re.findall(r"flask --app wsgi\.py ([a-z-]+) ([a-z-]+)", README)

    assert ("practice", "create") in named
    for group, command in named:
        assert command in app.cli.commands[group].commands


def test_the_first_account_to_sign_in_with_is_the_one_that_the_readme_names() -> None:
    first = DEMO_ACCOUNTS[0]

    assert f"`{first.email}`" in README
    assert f"`{first.password}`" in README


def test_the_settings_of_an_installation_never_reach_the_demo_or_the_tests() -> None:
    kept_out = {name for line in re.findall(r"^unexport (.+)$", MAKEFILE, re.M) for name in line.split()}

    assert {setting.name for setting in SETTINGS} - {"ENVIRONMENT"} <= kept_out


def test_no_page_shows_the_key_of_the_demo() -> None:
    assert [page.name for page in PAGES if DEMO_KEY in page.read_text()] == []
