"""What the measurements of the token lifecycle stand on, at sizes that take a moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench import killed, reconnect, refreshes, soft_window, unrelated, warm
from bench.calling import setup_of
from bench.databases import Place, app_on
from bench.logins import add_practice
from bench.report import Section, page, renewed
from bench.stand_in import StandIn

SHORT = {"XERO_TOKEN_SECONDS": "2", "TOKEN_LEASE_SECONDS": "3"}


@pytest.fixture
def stand_in(xero, monkeypatch) -> StandIn:
    """The tests’ own stand-in, in place of one that each measurement would start."""
    running = StandIn(xero.url, xero.control)

    @contextmanager
    def ours() -> Iterator[StandIn]:
        yield running

    for module in (killed, reconnect, refreshes, soft_window, unrelated, warm):
        monkeypatch.setattr(module, "stand_in", ours)
    return running


@pytest.fixture
def place(stand_in, sqlite_database, tmp_path) -> Place:
    sqlite_database.empty()
    return Place("SQLite", lambda **settings: app_on(sqlite_database.url, str(tmp_path), settings))


@pytest.mark.parametrize(
    ("peer", "processes", "refresh_calls", "served"), [("ledgerline", 2, 1, 4), ("authlib-session", 1, 2, 1)]
)
def test_an_expiry_is_counted_in_refresh_calls_and_callers_served(
    stand_in, place, monkeypatch, peer, processes, refresh_calls, served
):
    monkeypatch.setattr(refreshes, "PROCESSES", processes)
    monkeypatch.setattr(refreshes, "THREADS", 2)
    # Long enough that both callers have read the token before either has its answer.
    monkeypatch.setattr(refreshes, "ANSWER_SECONDS", 1.0)

    with place.app(SANDBOX_PORT=stand_in.port) as app:
        setup = setup_of(app, stand_in, add_practice(app))
        found = refreshes.expire(app, stand_in, setup, peer, "strict")

    assert (found.refreshes, found.served, found.works) == (refresh_calls, served, True)
    assert refreshes.kept(found)


def test_an_organisation_that_is_brought_back_is_counted(place):
    found = reconnect.measure_size(place, 3, 1)

    assert (found.sign_ins, found.calls, found.brought_back) == (1, 2, 3)
    assert found.times_bare > 0


def test_whoever_asks_in_the_soft_window_is_counted(place, monkeypatch):
    monkeypatch.setattr(soft_window, "PROCESSES", 1)

    section = soft_window.measure(place, 1)

    assert "| Slowest of 16 callers |" in section.text
    assert "| 1 | 16 |" in section.text


def test_the_worst_wait_of_an_unrelated_query_is_found_for_both_ways(stand_in, place, monkeypatch):
    monkeypatch.setattr(unrelated, "LOGINS", 2)

    section = unrelated.measure(place, 1)

    assert "| Ledgerline |" in section.text
    assert "| 2 | < 50 ms |" in section.text


def test_the_next_caller_after_a_kill_is_served_in_both_windows(place):
    section = killed.measure(place, 1, **SHORT)

    assert "| 5 minutes left |" in section.text
    assert "| 2 | the lease’s 3 s and the call |" in section.text


def test_a_warm_token_is_held_against_the_read_of_the_same_row(place):
    section = warm.measure(place, 1)

    assert section.text.count("|") > 10


def test_a_section_that_is_measured_again_takes_the_place_of_the_old_one():
    old = [Section("Pages", "1"), Section("Picker", "2", ["too slow"])]

    text = renewed(page(["A machine."], old, "Then."), [Section("Picker", "3"), Section("Warm", "4")], "Now.")

    assert text == page(["A machine."], [], "").rstrip("\n") + (
        "\n\n## Pages\n\n1\n\nAll bounds hold.\n\nThen."
        "\n\n## Picker\n\n3\n\nAll bounds hold.\n\nNow."
        "\n\n## Warm\n\n4\n\nAll bounds hold.\n\nNow.\n"
    )
