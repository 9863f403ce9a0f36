"""What the control API refuses, and how it starts anew."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from sandbox.control_client import ControlClient, ControlRefused
from tests.sandbox.conftest import PRIYA, Books
from tests.sandbox.trip import CLIENT_ID, DAY, REDIRECT_URI, Trip


def test_modes_are_checked(control: ControlClient) -> None:
    for wrong in ({"replay": "sometimes"}, {"several_at_once": "yes"}, {"unheard_of": True}):
        with pytest.raises(ControlRefused) as refused:
            control.set_modes(**wrong)
        assert refused.value.status == 422


def test_what_does_not_exist_is_not_found(control: ControlClient) -> None:
    for deed in (
        lambda: control.cut("Nobody Ltd"),
        lambda: control.revoke("nobody@example.com"),
        lambda: control.expire_access_token("nobody"),
    ):
        with pytest.raises(ControlRefused) as refused:
            deed()
        assert refused.value.status == 404


def test_nonsense_is_refused_in_words(control: ControlClient, books: Books) -> None:
    for deed in (
        lambda: control.fail("everywhere", 500),
        lambda: control.fail("token", 500, times=0),
        lambda: control.fail("token", 500, colour="red"),
        lambda: control.slow(-1),
        lambda: control.reach_limit("yearly"),
        lambda: control.add_organisation("X", colour="red"),
        lambda: control.add_organisation(""),
        lambda: control.add_user(PRIYA),
        lambda: control.add_user("new@example.com", user_id="not-an-id"),
    ):
        with pytest.raises(ControlRefused) as refused:
            deed()
        assert refused.value.status == 422


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"status": "500"},
        {"status": 9999},
        {"status": 500, "times": 1.5},
        {"status": 500, "body": {"error": "x"}},
        {"status": 500, "headers": ["Retry-After"]},
        {"status": 500, "headers": {"Retry-After": "1\r\nX: y"}},
        {"set_keys": "expires_in"},
        {"without_keys": "id_token"},
    ],
)
def test_a_fault_that_could_not_be_answered_is_refused(
    app: Trip, control: ControlClient, facts: dict[str, Any]
) -> None:
    sent = {"endpoint": "discovery", **facts}
    refused = requests.post(f"{app.stand_in.url}/control/api/faults", json=sent, timeout=20)

    assert (refused.status_code, list(refused.json())) == (422, ["error"])
    assert requests.get(f"{app.stand_in.url}/.well-known/openid-configuration", timeout=20).ok


@pytest.mark.parametrize("seconds", ["1e400", "NaN", "1e15", "-1e15", '"inf"'])
def test_the_clock_stays_where_there_are_dates(app: Trip, control: ControlClient, seconds: str) -> None:
    body = f'{{"offset_seconds": {seconds}}}'
    address, is_json = f"{app.stand_in.url}/control/api/clock", {"Content-Type": "application/json"}
    refused = requests.post(address, data=body, headers=is_json, timeout=20)

    assert (refused.status_code, list(refused.json())) == (422, ["error"])
    assert control.state()["offset_seconds"] == 0
    assert requests.get(f"{app.stand_in.url}/control/", timeout=20).ok


def test_an_ambiguous_name_needs_the_id(control: ControlClient, books: Books) -> None:
    control.add_organisation("Alder Lane Bakery Ltd")

    with pytest.raises(ControlRefused, match="give the tenant id"):
        control.cut("Alder Lane Bakery Ltd")


def test_only_json_is_taken(app: Trip, control: ControlClient, books: Books) -> None:
    answer = requests.post(f"{app.stand_in.url}/control/api/reset", data={"story": "1"}, timeout=20)

    assert answer.status_code == 415
    assert len(control.organisations()) == 2


def test_resetting_forgets_everything_but_the_app(app: Trip, books: Books, control: ControlClient) -> None:
    app.sign_in(PRIYA, [books.bakery])
    control.register_app("another", "its-secret", [REDIRECT_URI])
    control.set_modes(replay="strict")
    control.move_clock(DAY)

    control.reset()

    state = control.state()
    assert set(state["counts"].values()) == {0}
    assert [each["client_id"] for each in state["apps"]] == [CLIENT_ID]
    assert (state["modes"]["replay"], state["offset_seconds"]) == ("grace", 0)
