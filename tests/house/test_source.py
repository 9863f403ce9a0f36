"""What we agreed on for the source itself."""

import ast
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import load_config
from tests.house.modules import ROOT, is_in, name_of, python_files, templates, tree_of

LONGEST_MODULE = 250
HTMX = "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"
COMMITTING = (
    "app.auth",
    "app.clients",
    "app.consents",
    "app.invitations",
    "app.settings",
    "app.commands",
    "app.removing",  # for routes and for the job that does what was left
    "app.jobs",
)
CLOCKS = {"now", "utcnow", "today", "time", "fromtimestamp"}
FLASKS_OWN = {"TESTING", "DEBUG", "SQLALCHEMY_ENGINE_OPTIONS"}


def attribute_calls(path: Path) -> Iterator[ast.Call]:
    """Calls such as `something.name(…)`."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node


def test_modules_are_short() -> None:
    lengths = {
        name_of(path): len(path.read_text().splitlines()) for path in python_files("app", "sandbox", "tests")
    }

    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_htmx_headers_are_spelled_in_one_module() -> None:
    assert [name_of(path) for path in python_files("app") if "HX-" in path.read_text()] == ["app.htmx"]


def test_there_is_one_clock() -> None:
    readings = {
        f"{name_of(path)}: {ast.unparse(call)}"
        for path in python_files("app")
        for call in attribute_calls(path)
        if call.func.attr in CLOCKS
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in ("datetime", "date", "time")
    }

    assert readings == {"app.clock: datetime.now(UTC)"}


def test_only_routes_jobs_commands_and_the_token_lifecycle_commit() -> None:
    committing = {
        name_of(path)
        for path in python_files("app")
        for call in attribute_calls(path)
        if call.func.attr == "commit"
    }

    assert {name for name in committing if not is_in(name, *COMMITTING)} == {"app.xero.store"}


def test_few_write_through_the_store_of_tokens() -> None:
    writing = {
        name_of(path).removeprefix("app.xero.")
        for path in python_files("app")
        for call in attribute_calls(path)
        if ast.unparse(call.func) == "store.change"
    }

    assert writing <= {"lease", "grants", "resealing", "lessons", "metering"}


def test_nothing_catches_every_exception() -> None:
    broad = {
        f"{name_of(path)}:{node.lineno}"
        for path in python_files("app", "sandbox")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
    }

    assert broad == set()


def test_every_setting_that_is_read_is_one_of_ours() -> None:
    known = load_config({"ENVIRONMENT": "demo"}).keys() | FLASKS_OWN
    read = {
        node.slice.value
        for path in python_files("app")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Subscript)
        and ast.unparse(node.value).endswith(".config")
        and isinstance(node.slice, ast.Constant)
    }

    assert read
    assert read <= known


def test_the_environment_is_read_in_one_place() -> None:
    """The demo's commands pass it on to the servers that they start."""
    readers = {name_of(path) for path in python_files("app") if re.search(r"\benviron\b", path.read_text())}

    assert {
        name
        for name in readers
        if not is_in(name, "app.commands", "app.config", "app.variables", "app.security")
    } == {"app"}


def test_nothing_is_left_to_do() -> None:
    unfinished = re.compile(r"\b(TODO|FIXME|XXX)\b")
    files = [*python_files("app", "sandbox", "migrations"), *templates(), *(ROOT / "static").glob("*.*")]

    assert [path.name for path in files if unfinished.search(path.read_text())] == []


def test_fragments_are_told_from_pages_by_their_name() -> None:
    """A page extends base.html; whatever does not is a fragment and starts with an underscore."""
    for path in templates():
        is_page = "{% extends" in path.read_text()
        assert path.name.startswith("_") != is_page or path.name == "base.html", path


def test_every_fragment_says_what_it_expects() -> None:
    for path in templates():
        if path.name.startswith("_") and "macro" not in path.read_text():
            assert path.read_text().startswith("{#"), path


@pytest.mark.parametrize(
    "pattern",
    [r"<style\b", r"\sstyle=", r"\son[a-z]+=", r"\shx-on", r"<script(?![^>]*\ssrc=)", r"javascript:"],
)
def test_templates_hold_no_inline_script_or_style(pattern: str) -> None:
    files = [*templates(), *(ROOT / "sandbox").rglob("*.html")]

    assert [str(path) for path in files if re.search(pattern, path.read_text(), re.IGNORECASE)] == []


def test_templates_trust_no_text() -> None:
    assert [path.name for path in templates() if re.search(r"\|\s*safe\b|autoescape", path.read_text())] == []


def test_the_vendored_htmx_is_the_one_we_recorded() -> None:
    assert hashlib.sha256((ROOT / "static/vendor/htmx-2.0.11.min.js").read_bytes()).hexdigest() == HTMX
