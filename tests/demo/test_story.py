"""The story that the demo tells."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo.running import Place, new_place, running
from tests.frame.production import PRODUCTION

SALTMARSH = "(SELECT id FROM practice WHERE name = 'Saltmarsh Accounting')"
HARBOUR = "(SELECT id FROM practice WHERE name = 'Harbour & Pine')"


@pytest.fixture
def database(told: Place) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(told.folder / "ledgerline.db")
    yield connection
    connection.close()


def column(database: sqlite3.Connection, query: str) -> list[object]:
    return [row[0] for row in database.execute(query)]


def test_harbour_and_pine_has_forty_clients_and_nothing_in_xero(database: sqlite3.Connection):
    assert column(database, f"SELECT count(*) FROM client WHERE practice_id = {HARBOUR}") == [41]
    for table in ("xero_login", "xero_organisation", "xero_link"):
        assert column(database, f"SELECT count(*) FROM {table} WHERE practice_id = {HARBOUR}") == [0]


def test_saltmarsh_starts_with_an_expired_login_and_an_organisation_cut_in_xero(database: sqlite3.Connection):
    logins = dict(database.execute(f"SELECT name, state FROM xero_login WHERE practice_id = {SALTMARSH}"))
    assert logins == {"Sam Osei": "active", "Martha Kerr": "expired"}

    ended = column(
        database,
        "SELECT o.name FROM xero_connection c JOIN xero_organisation o ON o.id = c.organisation_id "
        "WHERE c.ended_at IS NOT NULL",
    )
    assert ended == ["Tern & Tide Boatbuilders Ltd"]


def test_saltmarsh_and_five_of_its_clients_are_linked_to_organisations_that_carry_their_names(
    database: sqlite3.Connection,
):
    links = database.execute(
        "SELECT c.name, o.name FROM xero_link l JOIN xero_organisation o ON o.id = l.organisation_id "
        "LEFT JOIN client c ON c.id = l.client_id ORDER BY o.name"
    ).fetchall()

    assert [client for client, _ in links].count(None) == 1
    assert (None, "Saltmarsh Accounting Ltd") in links
    assert len(links) == 6
    assert all(client in (None, organisation) for client, organisation in links)


def test_a_story_that_was_cut_short_is_told_anew(tmp_path: Path):
    place = new_place(tmp_path)
    sqlite3.connect(tmp_path / "ledgerline.db").executescript("CREATE TABLE practice (id INTEGER)")
    (tmp_path / "letter.txt").write_text("somebody's own")

    with running(place) as demo:
        assert demo.end() == 0

    with sqlite3.connect(tmp_path / "ledgerline.db") as database:
        assert column(database, "SELECT count(*) FROM practice") == [2]
    assert (tmp_path / "letter.txt").exists()


def test_a_reset_forgets_the_story_and_nothing_else_in_the_folder(tmp_path: Path):
    place = new_place(tmp_path)
    for name in ("ledgerline.db", "ledgerline.db-wal", "sandbox.db", "story-told", "letter.txt"):
        (tmp_path / name).write_text("")

    assert place.run("reset").returncode == 0

    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter.txt", "running.lock"]


def test_the_story_is_not_told_twice(told: Place):
    answer = told.run("seed")

    assert answer.returncode == 1
    assert answer.stderr == "The story is told already. To start it over: make demo-reset\n"


def test_a_production_installation_has_no_demo(tmp_path: Path):
    answer = new_place(tmp_path).run("reset", **PRODUCTION, ENVIRONMENT="production")

    assert answer.returncode == 1
    assert "not a demo" in answer.stderr
