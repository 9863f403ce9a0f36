"""A database that needs a key which is not there: neither server starts, and commands do."""

from __future__ import annotations

import base64

import pytest

from app import create_app
from app.models import XeroLogin
from app.xero import resealing
from app.xero.sealing import KeyRing
from tests.commands.cli import run
from tests.frame.test_start import CANNOT_LOAD, start
from tests.records import add_login, change, rows

OLD, NEW = b"o" * 32, b"n" * 32


def with_keys(environ, **keys):
    ring = ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in keys.items())
    return environ | {"TOKEN_KEYS": ring}


@pytest.fixture
def sealed_with_old(app, harbour):
    add_login(app, harbour)
    seal(app, KeyRing({"old2020": OLD}).seal("[]", "anything"))


def seal(app, text):
    change(app, rows(app, XeroLogin)[0], lambda row: setattr(row, "sealed_tokens", text))


def refusal(environ):
    app = create_app(environ)
    with app.app_context():
        return resealing.refusal_to_start()


@pytest.mark.parametrize(
    "command",
    [
        ["-m", "gunicorn", "--check-config", "wsgi:app"],
        pytest.param(["-m", "flask", "--app", "wsgi", "run", "--port", "0"], marks=pytest.mark.long),
    ],
    ids=["gunicorn", "development"],
)
def test_a_key_that_rows_are_sealed_with_must_be_there(environ, sealed_with_old, command):
    ended = start(*command, **with_keys(environ, new=NEW))

    assert ended.returncode == CANNOT_LOAD
    assert "TOKEN_KEYS lacks old2020, which seals Xero authorisations" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_jobs_are_not_run_without_it_either(environ, sealed_with_old):
    app = create_app(with_keys(environ, new=NEW))
    ended = run(app, "jobs", "run")

    assert ended.exit_code == 1
    assert "TOKEN_KEYS lacks old2020" in ended.output


@pytest.mark.long
def test_commands_that_tell_of_it_still_work(environ, sealed_with_old):
    ended = start("-m", "flask", "--app", "wsgi", "keys", "status", **with_keys(environ, new=NEW))

    assert "old2020: 1 rows, missing in TOKEN_KEYS" in ended.stdout
    assert ended.returncode == 1


def test_half_way_through_a_rotation_it_starts(environ, sealed_with_old):
    assert refusal(with_keys(environ, new=NEW, old2020=OLD)) is None
    assert "old2020" in refusal(with_keys(environ, new=NEW))


def test_a_damaged_text_without_a_key_stops_nobody(app, environ, sealed_with_old):
    seal(app, "%&/ damaged")

    assert refusal(with_keys(environ, new=NEW)) is None


def test_a_database_without_tables_or_away_is_told_by_the_pages_as_before(demo_folder, tmp_path):
    demo = {"ENVIRONMENT": "demo", "DEMO_DIR": str(demo_folder)}

    for url in (f"sqlite:///{tmp_path}/new.db", "postgresql+psycopg://nobody@127.0.0.1:9/none"):
        assert refusal(with_keys(demo | {"DATABASE_URL": url}, new=NEW)) is None
