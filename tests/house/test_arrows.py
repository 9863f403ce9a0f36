"""Imports point down: routes → picker → xero → models or api → extensions, clock."""

from pathlib import Path

import pytest

from tests.house.modules import imports_of, is_in, name_of, python_files

BLUEPRINTS = ("app.auth", "app.clients", "app.consents", "app.invitations", "app.settings")
ENTRANCES = ("app", "app.commands", "app.jobs", *BLUEPRINTS)
NETWORK = ("requests", "urllib.request", "http.client", "socket", "authlib", "smtplib", "urllib3")
FLASK = ("flask", "flask_login", "flask_wtf", "flask_sqlalchemy", "werkzeug")
DATABASE = ("sqlalchemy", "alembic", "app.models", "app.extensions", "app.database")
# Of our own code, these areas may import only what stands beside them.
FLOORS = {
    "app.clock": (),
    "app.durations": (),
    "app.ids": (),
    "app.parsing": (),
    "app.refusals": (),
    "app.database": (),
    "app.extensions": ("app.database",),
    "app.letters": (),
    "app.models": ("app.models", "app.extensions", "app.clock", "app.letters"),
    "app.xero.api": (
        "app.xero.errors",
        "app.xero.facts",
        "app.xero.identity",
        "app.xero.limits",
        "app.xero.tokens",
        "app.clock",
    ),
    "app.xero.limits": ("app.xero.errors", "app.clock"),
    "app.xero.identity": ("app.xero.errors", "app.xero.facts", "app.xero.tokens", "app.clock"),
    "app.xero.tokens": ("app.clock",),
    "app.xero.errors": (),
    "app.xero": (
        "app.xero",
        "app.models",
        "app.extensions",
        "app.database",
        "app.clock",
        "app.letters",
        "app.durations",
        "app.logs",
    ),
    "app.mail_settings": (),
    "app.mail": ("app.mail_settings", "app.clock", "app.logs"),
    "app.happenings": ("app.models",),
    "app.history": ("app.happenings", "app.models", "app.extensions"),
    "app.picker": ("app.xero", "app.models", "app.extensions", "app.clock", "app.ids"),
    "app.link_card": ("app.xero", "app.models", "app.extensions"),
    "app.comparing": ("app.linking", "app.picker", "app.xero", "app.models"),
    "app.linking": (
        "app.picker",
        "app.xero",
        "app.models",
        "app.guards",
        "app.htmx",
        "app.ids",
        "app.security",
    ),
}


def files_of(area: str) -> list[Path]:
    return [path for path in python_files("app") if is_in(name_of(path), area)]


@pytest.mark.parametrize("area", FLOORS)
def test_an_area_knows_only_what_stands_below_it(area: str) -> None:
    strangers = {
        f"{name_of(path)} → {imported}"
        for path in files_of(area)
        for imported in imports_of(path)
        if is_in(imported, "app") and imported != "app" and not is_in(imported, *FLOORS[area])
    }

    assert files_of(area)
    assert strangers == set()


def test_every_blueprint_is_known_here() -> None:
    folders = {f"app.{path.parent.name}" for path in python_files("app") if "Blueprint(" in path.read_text()}

    assert folders == set(BLUEPRINTS)


@pytest.mark.parametrize("area", BLUEPRINTS)
def test_blueprints_never_import_each_other(area: str) -> None:
    others = [other for other in BLUEPRINTS if other != area]

    assert not [
        f"{name_of(path)} → {imported}"
        for path in files_of(area)
        for imported in imports_of(path)
        if is_in(imported, *others)
    ]


def test_only_the_entrances_import_blueprints_and_commands() -> None:
    assert not [
        f"{name_of(path)} → {imported}"
        for path in python_files("app")
        for imported in imports_of(path)
        if is_in(imported, *BLUEPRINTS, "app.commands")
        and not is_in(name_of(path), *ENTRANCES[1:])
        and name_of(path) != "app"
    ]


@pytest.mark.parametrize(
    ("area", "unknown"),
    [
        ("app.xero.api", (*FLASK, *DATABASE)),
        ("app.xero.identity", (*FLASK, *DATABASE, *NETWORK)),
        ("app.xero.limits", (*FLASK, *DATABASE, *NETWORK)),
        ("app.xero.tokens", (*FLASK, *DATABASE, *NETWORK)),
        ("app.xero.errors", (*FLASK, *DATABASE, *NETWORK)),
        ("app.models", NETWORK),
        ("app.picker", NETWORK),
        *((area, NETWORK) for area in BLUEPRINTS),
    ],
)
def test_an_area_does_without(area: str, unknown: tuple[str, ...]) -> None:
    assert not [
        f"{name_of(path)} → {imported}"
        for path in files_of(area)
        for imported in imports_of(path)
        if is_in(imported, *unknown)
    ]


def test_one_module_talks_to_xero() -> None:
    """The demo's commands talk to the stand-in's control page."""
    talking = {
        name_of(path)
        for path in python_files("app")
        for imported in imports_of(path)
        if is_in(imported, "requests", "authlib") and not is_in(name_of(path), "app.commands")
    }

    assert talking == {"app.xero.api"}


@pytest.mark.parametrize(("area", "stranger"), [("app", "sandbox"), ("sandbox", "app")])
def test_the_app_and_the_stand_in_know_nothing_of_each_other(area: str, stranger: str) -> None:
    assert not [
        f"{name_of(path)} → {imported}"
        for path in python_files(area)
        for imported in imports_of(path)
        if is_in(imported, stranger, "tests")
    ]
