"""Rotation, the grace after a lost reply, and the four ways a replayed refresh token may be met."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox.control_client import ControlClient
from tests.sandbox.conftest import PRIYA, Books
from tests.sandbox.test_faults import until
from tests.sandbox.trip import DAY, MINUTE, Trip, claims_of


@pytest.fixture
def first(app: Trip, books: Books) -> str:
    """The refresh token of Priya's sign-in."""
    return str(app.sign_in(PRIYA, [books.bakery])["refresh_token"])


def is_good(app: Trip, refresh_token: str) -> bool:
    answer = app.refresh(refresh_token)
    assert answer.status_code == 200 or answer.json() == {"error": "invalid_grant"}
    return answer.status_code == 200


def rotated(app: Trip, refresh_token: str) -> str:
    return str(app.refresh(refresh_token).json()["refresh_token"])


def test_a_refresh_gives_a_new_pair(app: Trip, first: str) -> None:
    answer = app.refresh(first).json()

    assert answer["refresh_token"] != first
    assert answer["expires_in"] == 1800
    assert {"id_token", "access_token", "scope", "token_type"} <= set(answer)


def test_a_refresh_keeps_the_authentication_event(app: Trip, books: Books) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])

    again = app.refresh(tokens["refresh_token"]).json()

    before, after = claims_of(tokens["access_token"]), claims_of(again["access_token"])
    assert before["authentication_event_id"] == after["authentication_event_id"]
    assert before["jti"] != after["jti"]


def test_in_the_grace_an_old_token_works_as_often_as_needed(
    app: Trip, first: str, control: ControlClient
) -> None:
    second, third = rotated(app, first), rotated(app, first)
    control.move_clock(29 * MINUTE)
    fourth = rotated(app, first)

    assert len({first, second, third, fourth}) == 4
    assert all(is_good(app, successor) for successor in (second, third, fourth))


def test_after_the_grace_an_old_token_is_refused_and_its_successor_is_not(
    app: Trip, first: str, control: ControlClient
) -> None:
    second = rotated(app, first)

    control.move_clock(31 * MINUTE)

    assert not is_good(app, first)
    assert is_good(app, second)


def test_a_replay_may_retire_the_earlier_successor(app: Trip, first: str, control: ControlClient) -> None:
    control.set_modes(replay="grace_retires")
    second = rotated(app, first)
    grandchild = rotated(app, second)

    third = rotated(app, first)

    assert not is_good(app, second)
    assert not is_good(app, grandchild)
    assert is_good(app, third)


def test_strictly_an_old_token_is_refused_at_once(app: Trip, first: str, control: ControlClient) -> None:
    control.set_modes(replay="strict")
    second = rotated(app, first)

    assert not is_good(app, first)
    assert is_good(app, second)


def test_most_strictly_a_replay_revokes_everything(app: Trip, first: str, control: ControlClient) -> None:
    control.set_modes(replay="strict_revokes")
    other_chain = str(app.sign_in(PRIYA)["refresh_token"])
    second = rotated(app, first)

    assert not is_good(app, first)

    assert not is_good(app, second)
    assert not is_good(app, other_chain)
    assert control.connections() == []
    assert control.tokens() == []


def test_a_token_lasts_sixty_days_unused(app: Trip, first: str, control: ControlClient) -> None:
    control.move_clock(59 * DAY)
    second = rotated(app, first)
    control.move_clock(59 * DAY)
    third = rotated(app, second)

    control.move_clock(61 * DAY)

    assert not is_good(app, third)


def test_a_new_consent_leaves_the_earlier_token_set_alone(app: Trip, first: str) -> None:
    app.sign_in(PRIYA)

    assert is_good(app, first)


def test_another_app_cannot_refresh(app: Trip, first: str, control: ControlClient) -> None:
    control.register_app("another", "its-secret", ["https://books.example/callback"])

    answer = Trip(app.stand_in, ("another", "its-secret")).refresh(first)

    assert answer.json() == {"error": "invalid_grant"}


def test_revoking_ends_the_login_and_all_its_connections(
    app: Trip, books: Books, control: ControlClient
) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])
    app.sign_in("sam@ledgerworks.example", [books.bakery])

    answer = app.revoke(tokens["refresh_token"])

    assert (answer.status_code, answer.content) == (200, b"")
    assert [row["email"] for row in control.connections()] == ["sam@ledgerworks.example"]
    assert not is_good(app, tokens["refresh_token"])
    assert app.connections(tokens).status_code == 401


def test_revoking_an_unknown_token_is_no_error(app: Trip) -> None:
    assert app.revoke("made-up").status_code == 200


def test_an_answer_can_be_kept_back_after_the_work(app: Trip, books: Books, control: ControlClient) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])
    control.keep_back("token.refresh", 60)

    with ThreadPoolExecutor(1) as caller:
        kept_back = caller.submit(app.refresh, tokens["refresh_token"])
        until(lambda: bool(control.tokens()[0]["rotated_refresh_tokens"]))
        assert not kept_back.done()
        control.slow(0)

        assert kept_back.result(30).status_code == 200
