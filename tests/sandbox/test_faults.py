"""Everything that can be made to go wrong does so over real HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from sandbox.control_client import ControlClient
from sandbox.signing import InvalidToken
from tests.sandbox.conftest import PRIYA, Books
from tests.sandbox.trip import CLIENT_ID, Trip, claims_of


def until(is_so: Callable[[], bool], seconds: float = 10) -> None:
    """Ask again and again, since only the stand-in knows; fail when it takes too long."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it never came to that"


@pytest.fixture
def tokens(app: Trip, books: Books) -> dict[str, Any]:
    return app.sign_in(PRIYA, [books.bakery])


def test_the_next_calls_fail_and_then_all_is_well(
    app: Trip, control: ControlClient, tokens: dict[str, Any]
) -> None:
    control.fail("connections", 502, times=2, body="<h1>Bad gateway</h1>", content_type="text/html")

    answers = [app.connections(tokens) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [502, 502, 200]
    assert answers[0].text == "<h1>Bad gateway</h1>"
    assert answers[0].headers["Content-Type"] == "text/html"


def test_a_failing_call_does_no_work_unless_told_to(
    app: Trip, control: ControlClient, tokens: dict[str, Any]
) -> None:
    control.set_modes(replay="strict")
    control.fail("token", 500)
    assert app.refresh(tokens["refresh_token"]).status_code == 500

    control.fail("token", 500, process=True)
    assert app.refresh(tokens["refresh_token"]).status_code == 500

    assert app.refresh(tokens["refresh_token"]).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    ("status", "body", "content_type"),
    [
        (200, "<p>Maintenance</p>", "text/html"),
        (400, '{"message":"no"}', "application/json"),
        (403, "", "text/html"),
    ],
)
def test_the_token_endpoint_can_answer_anything(
    app: Trip, control: ControlClient, tokens: dict[str, Any], status: int, body: str, content_type: str
) -> None:
    control.fail("token.refresh", status, body=body, content_type=content_type)

    answer = app.refresh(tokens["refresh_token"])

    assert (answer.status_code, answer.text) == (status, body)


def test_a_fault_of_one_grant_leaves_the_other_alone(
    app: Trip, control: ControlClient, tokens: dict[str, Any]
) -> None:
    control.fail("token.code", 500)

    assert app.refresh(tokens["refresh_token"]).status_code == 200
    assert app.exchange(app.code(PRIYA)).status_code == 500


def test_a_redirect_can_be_answered(app: Trip, control: ControlClient, tokens: dict[str, Any]) -> None:
    control.fail("organisation", 302, headers={"Location": "https://example.com/"})

    answer = requests.get(f"{app.stand_in.url}/api.xro/2.0/Organisation", allow_redirects=False, timeout=20)

    assert (answer.status_code, answer.headers["Location"]) == (302, "https://example.com/")


@pytest.mark.parametrize("expires_in", [0, -60, "half an hour"])
def test_a_real_token_answer_can_be_edited(
    app: Trip, control: ControlClient, tokens: dict[str, Any], expires_in: object
) -> None:
    control.spoil("token", set_keys={"expires_in": expires_in}, without_keys=["refresh_token"])

    answer = app.refresh(tokens["refresh_token"]).json()

    assert answer["expires_in"] == expires_in
    assert "refresh_token" not in answer
    assert app.connections(answer).status_code == 200


def test_a_dropped_reply_closes_the_socket_after_the_work(
    app: Trip, control: ControlClient, tokens: dict[str, Any]
) -> None:
    control.set_modes(replay="strict")
    control.drop_reply("token.refresh")

    with pytest.raises(requests.ConnectionError):
        app.refresh(tokens["refresh_token"])

    assert app.refresh(tokens["refresh_token"]).json() == {"error": "invalid_grant"}
    assert control.calls()["token.refresh"] == 2


def test_a_call_can_be_hung_up_on_before_the_work(
    app: Trip, control: ControlClient, tokens: dict[str, Any]
) -> None:
    control.set_modes(replay="strict")
    control.drop_reply("token.refresh", process=False)

    with pytest.raises(requests.ConnectionError):
        app.refresh(tokens["refresh_token"])

    assert app.refresh(tokens["refresh_token"]).status_code == 200


def test_a_fault_can_be_for_one_organisation(
    app: Trip, books: Books, control: ControlClient, tokens: dict[str, Any]
) -> None:
    control.fail("organisation", 500, organisation=books.harbour)

    assert app.call(tokens, books.bakery).status_code == 200
    assert app.call(tokens, books.harbour).status_code == 500


def test_all_of_it_can_be_offline_but_not_its_control(
    app: Trip, control: ControlClient, tokens: dict[str, Any]
) -> None:
    control.offline()

    answers = (
        app.refresh(tokens["refresh_token"]),
        app.connections(tokens),
        requests.get(app.authorize_url(), timeout=20),
    )

    assert [answer.status_code for answer in answers] == [503] * 3
    assert "Stand-in for Xero" in answers[2].text
    control.offline(False)
    assert app.connections(tokens).status_code == 200


def test_a_slow_endpoint_keeps_only_its_own_callers_waiting(
    app: Trip, control: ControlClient, tokens: dict[str, Any]
) -> None:
    control.slow(0.3, "connections")

    begun = time.monotonic()
    app.refresh(tokens["refresh_token"])
    quick = time.monotonic() - begun
    app.connections(tokens)

    assert quick < 0.3 <= time.monotonic() - begun


def test_making_it_quick_again_lets_the_waiting_go(
    app: Trip, control: ControlClient, tokens: dict[str, Any]
) -> None:
    control.slow(60, "connections")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(app.connections, tokens)
        until(lambda: control.calls()["connections"] == 1)
        control.slow(0, "connections")

        assert waiting.result(timeout=10).status_code == 200


def test_the_sixth_call_at_once_meets_the_concurrent_limit(
    app: Trip, books: Books, control: ControlClient, tokens: dict[str, Any]
) -> None:
    control.slow(60, "organisation")
    with ThreadPoolExecutor(6) as pool:
        waiting = [pool.submit(app.call, tokens, books.bakery) for _ in range(6)]
        until(lambda: control.calls()["organisation"] == 6)
        control.slow(0)
        answers = [each.result(timeout=10) for each in waiting]

    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [429]
    (refused,) = [answer for answer in answers if answer.status_code == 429]
    assert refused.headers["X-Rate-Limit-Problem"] == "concurrent"


def test_clearing_ends_every_fault(app: Trip, control: ControlClient, tokens: dict[str, Any]) -> None:
    control.fail("*", 500, times=100)
    control.reach_limit("day")
    control.slow(30)

    control.clear_faults()

    assert app.connections(tokens).status_code == 200
    state = control.state()
    assert (state["faults"], state["slow"], state["limits"]) == ([], {}, [])


@pytest.mark.parametrize(
    ("mode", "claim", "value"),
    [("wrong_nonce", "nonce", "not-your-nonce"), ("wrong_audience", "aud", "somebody-else")],
)
def test_an_id_token_can_make_a_false_claim(
    app: Trip, books: Books, control: ControlClient, mode: str, claim: str, value: str
) -> None:
    control.set_modes(id_token=mode)

    claims = claims_of(app.sign_in(PRIYA, [books.bakery])["id_token"])

    assert claims[claim] == value


def test_an_id_token_can_be_missing_expired_or_from_elsewhere(
    app: Trip, books: Books, control: ControlClient
) -> None:
    control.set_modes(id_token="missing")
    assert "id_token" not in app.sign_in(PRIYA, [books.bakery])

    control.set_modes(id_token="expired")
    assert claims_of(app.sign_in(PRIYA)["id_token"])["exp"] < time.time()

    control.set_modes(id_token="wrong_issuer")
    assert claims_of(app.sign_in(PRIYA)["id_token"])["iss"] != app.stand_in.url


def test_an_id_token_can_be_forged_with_our_key_id(app: Trip, books: Books, control: ControlClient) -> None:
    good = app.sign_in(PRIYA, [books.bakery])["id_token"]
    control.set_modes(id_token="wrong_signature")

    forged = app.sign_in(PRIYA)["id_token"]

    key = app.stand_in.app.world.signing_key
    assert forged.split(".")[0] == good.split(".")[0]
    assert key.read(good)["aud"] == CLIENT_ID
    with pytest.raises(InvalidToken):
        key.read(forged)
