"""What an app may ask for, and what never comes back to it."""

from __future__ import annotations

import pytest
import requests

from sandbox.control_client import ControlClient, ControlRefused
from tests.sandbox.conftest import PRIYA, Books
from tests.sandbox.trip import CHALLENGE, REDIRECT_URI, SCOPES, TIMEOUT, Trip, answer_of

REFUSED = {
    "an unknown client": {"client_id": "nobody"},
    "no client": {"client_id": None},
    "another redirect address": {"redirect_uri": "http://localhost:8000/elsewhere"},
    "a redirect address with a slash too many": {"redirect_uri": f"{REDIRECT_URI}/"},
    "a redirect address with a query": {"redirect_uri": f"{REDIRECT_URI}?a=1"},
    "no redirect address": {"redirect_uri": None},
    "an unknown scope": {"scope": f"{SCOPES} accounting.everything"},
    "no scope": {"scope": None},
    "a token right away": {"response_type": "token"},
    "no response type": {"response_type": None},
    "a plain challenge": {"code_challenge": CHALLENGE, "code_challenge_method": "plain"},
    "a challenge without a method": {"code_challenge": CHALLENGE},
    "a method without a challenge": {"code_challenge_method": "S256"},
    "a short challenge": {"code_challenge": "short", "code_challenge_method": "S256"},
}


@pytest.mark.parametrize("changes", REFUSED.values(), ids=list(REFUSED))
def test_a_bad_request_ends_on_the_error_page_and_never_goes_back(
    app: Trip, changes: dict[str, str | None]
) -> None:
    answer = requests.get(app.authorize_url(**changes), allow_redirects=False, timeout=TIMEOUT)

    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert "Sorry, something went wrong" in answer.text


def test_a_bad_request_cannot_be_approved_either(app: Trip, books: Books, control: ControlClient) -> None:
    with pytest.raises(ControlRefused, match="unauthorized_client"):
        control.approve(app.authorize_url(redirect_uri="http://localhost:9/x"), PRIYA, [books.bakery])


def test_broad_scopes_are_refused_when_only_granular_ones_are_given(
    app: Trip, control: ControlClient
) -> None:
    broad = app.authorize_url(scope="openid accounting.transactions")
    granular = app.authorize_url(scope="openid accounting.invoices.read accounting.reports.aged.read")
    assert requests.get(broad, timeout=TIMEOUT).status_code == 200

    control.set_modes(granular_only=True)

    assert requests.get(broad, timeout=TIMEOUT).status_code == 400
    assert requests.get(granular, timeout=TIMEOUT).status_code == 200


def test_allowing_comes_back_with_a_code_and_the_state(
    app: Trip, books: Books, control: ControlClient
) -> None:
    redirect = control.approve(app.authorize_url(state="a b&c"), PRIYA, ["Alder Lane Bakery Ltd"])

    assert redirect.startswith(f"{REDIRECT_URI}?code=")
    assert answer_of(redirect)["state"] == "a b&c"


def test_cancelling_comes_back_without_a_code(app: Trip, books: Books, control: ControlClient) -> None:
    redirect = control.approve(app.authorize_url(), PRIYA, cancel=True)

    assert answer_of(redirect) == {"error": "access_denied", "state": "the-state"}
    assert control.connections() == []


def test_somebody_elses_organisation_cannot_be_chosen(
    app: Trip, books: Books, control: ControlClient
) -> None:
    control.add_user("nadia@wrenfield.example", "Nadia", "Wren")

    with pytest.raises(ControlRefused, match="sees 0 organisations"):
        control.approve(app.authorize_url(), "nadia@wrenfield.example", [books.bakery])


def test_a_connected_organisation_cannot_be_chosen_again(
    app: Trip, books: Books, control: ControlClient
) -> None:
    app.code(PRIYA, [books.bakery])

    with pytest.raises(ControlRefused, match="already connected"):
        app.code(PRIYA, [books.bakery])


def test_several_at_once_need_their_mode(app: Trip, books: Books, control: ControlClient) -> None:
    with pytest.raises(ControlRefused, match="one organisation"):
        app.code(PRIYA, [books.bakery, books.harbour])

    control.set_modes(several_at_once=True)
    app.code(PRIYA, [books.bakery, books.harbour])

    events = {row["auth_event_id"] for row in control.connections()}
    assert len(control.connections()) == 2
    assert len(events) == 1


def test_continuing_gives_a_code_and_adds_nothing(app: Trip, books: Books, control: ControlClient) -> None:
    app.code(PRIYA, [books.bakery])
    before = control.connections()

    assert app.exchange(app.code(PRIYA)).status_code == 200

    assert control.connections() == before


def test_there_is_nothing_to_continue_with_the_first_time(app: Trip, books: Books) -> None:
    with pytest.raises(ControlRefused, match="Select an organisation"):
        app.code(PRIYA)
