"""/Organisation and /Users: facts, permissions, limits, and the recorded error bodies to the byte."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
import requests

from sandbox.control_client import ControlClient
from tests.sandbox.conftest import PRIYA, SAM, Books
from tests.sandbox.trip import DAY, MINUTE, TIMEOUT, Trip

INSTANCE = r"[0-9a-f-]{36}"


@pytest.fixture
def tokens(app: Trip, books: Books) -> dict[str, Any]:
    """Priya's, with the bakery connected."""
    return app.sign_in(PRIYA, [books.bakery])


def test_an_organisation_tells_its_facts_in_the_envelope(
    app: Trip, books: Books, tokens: dict[str, Any]
) -> None:
    body = app.call(tokens, books.bakery).json()

    assert (body["Status"], body["ProviderName"]) == ("OK", "Ledgerline")
    assert re.fullmatch(r"/Date\(\d{13}\)/", body["DateTimeUTC"])
    (found,) = body["Organisations"]
    assert found["OrganisationID"] == books.bakery
    assert found["Name"] == found["LegalName"] == "Alder Lane Bakery Ltd"
    assert (found["RegistrationNumber"], found["CountryCode"], found["BaseCurrency"]) == (
        "99120563",
        "GB",
        "GBP",
    )
    assert (found["FinancialYearEndDay"], found["FinancialYearEndMonth"]) == (31, 3)
    assert found["Addresses"] == [{"AddressType": "STREET", "City": "York"}]
    assert "TaxNumber" not in found


def test_users_are_those_who_may_open_the_organisation(
    app: Trip, books: Books, tokens: dict[str, Any]
) -> None:
    users = app.call(tokens, books.bakery, "Users").json()["Users"]

    assert [user["EmailAddress"] for user in users] == [PRIYA, SAM]
    assert users[0]["OrganisationRole"] == "STANDARD"


def test_who_does_not_ask_for_json_gets_xml(app: Trip, books: Books, tokens: dict[str, Any]) -> None:
    answer = app.call(tokens, books.bakery, Accept="*/*")

    assert answer.headers["Content-Type"].startswith("text/xml")
    found = ElementTree.fromstring(answer.content).find("Organisations/Organisation/Name")
    assert found is not None
    assert found.text == "Alder Lane Bakery Ltd"


def test_an_expired_token_gets_the_recorded_body(
    app: Trip, books: Books, control: ControlClient, tokens: dict[str, Any]
) -> None:
    control.move_clock(31 * MINUTE)

    answer = app.call(tokens, books.bakery)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer error=invalid_token"
    assert re.fullmatch(
        r'\{"Type":null,"Title":"Unauthorized","Status":401,'
        r'"Detail":"TokenExpired: token expired at \d\d/\d\d/\d{4} \d\d:\d\d:\d\d",'
        rf'"Instance":"{INSTANCE}","Extensions":\{{\}}\}}',
        answer.text,
    )
    assert app.connections(tokens).status_code == 401


@pytest.mark.parametrize("authorization", [None, "Bearer nonsense", "Basic abc", "Bearer a.b.c"])
def test_a_token_that_is_none_of_ours_is_refused(app: Trip, books: Books, authorization: str | None) -> None:
    headers = {"Xero-Tenant-Id": books.bakery} | ({"Authorization": authorization} if authorization else {})
    answer = requests.get(f"{app.stand_in.url}/api.xro/2.0/Organisation", headers=headers, timeout=TIMEOUT)

    assert answer.status_code == 401
    assert re.fullmatch(
        r'\{"Type":null,"Title":"Unauthorized","Status":401,"Detail":"AuthenticationUnsuccessful",'
        rf'"Instance":"{INSTANCE}","Extensions":\{{\}}\}}',
        answer.text,
    )


def test_a_token_signed_by_somebody_else_is_refused(app: Trip, books: Books, tokens: dict[str, Any]) -> None:
    head, payload, _ = tokens["access_token"].split(".")
    forged = tokens | {"access_token": f"{head}.{payload}.{'A' * 342}"}

    assert app.call(forged, books.bakery).status_code == 401


def test_a_missing_permission_gets_xeros_own_spelling(app: Trip, books: Books) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery], scope="openid offline_access accounting.contacts.read")

    answer = app.call(tokens, books.bakery)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "insufficent_scope"
    assert re.fullmatch(
        r'\{"type":null,"title":"Unauthorized","status":401,"detail":"AuthorizationUnsuccessful",'
        rf'"instance":"{INSTANCE}","extensions":\{{\}}\}}',
        answer.text,
    )


@pytest.mark.parametrize("scope", ["accounting.settings", "accounting.settings.read"])
def test_either_settings_permission_is_enough(app: Trip, books: Books, scope: str) -> None:
    assert app.call(app.sign_in(PRIYA, [books.bakery], scope=scope), books.bakery).status_code == 200


@pytest.mark.parametrize("tenant_id", ["harbour", "nonsense", None])
def test_an_organisation_that_is_not_connected_is_forbidden(
    app: Trip, books: Books, tokens: dict[str, Any], tenant_id: str | None
) -> None:
    answer = app.call(tokens, books.harbour if tenant_id == "harbour" else tenant_id)

    assert answer.status_code == 403
    assert re.fullmatch(
        r'\{"Type":null,"Title":"Forbidden","Status":403,"Detail":"AuthenticationUnsuccessful",'
        rf'"Instance":"{INSTANCE}","Extensions":\{{\}}\}}',
        answer.text,
    )


def test_an_unknown_address_is_a_sentence_in_html(app: Trip, books: Books, tokens: dict[str, Any]) -> None:
    for answer in (
        app.call(tokens, books.bakery, "Nothing"),
        requests.get(f"{app.stand_in.url}/nothing", timeout=TIMEOUT),
    ):
        assert answer.status_code == 404
        assert answer.headers["Content-Type"].startswith("text/html")
        assert answer.content == b"The resource you're looking for cannot be found"


def test_an_offline_organisation_is_a_503_of_its_own(
    app: Trip, books: Books, control: ControlClient, tokens: dict[str, Any]
) -> None:
    control.offline(organisation=books.bakery)
    answer = app.call(tokens, books.bakery)
    assert answer.status_code == 503
    assert answer.headers["Content-Type"].startswith("text/html")
    assert app.connections(tokens).status_code == 200

    control.offline(False, organisation=books.bakery)
    assert app.call(tokens, books.bakery).status_code == 200


def test_answers_count_down_the_limits(app: Trip, books: Books, tokens: dict[str, Any]) -> None:
    app.call(tokens, books.bakery)
    headers = app.call(tokens, books.bakery, "Users").headers

    assert headers["X-MinLimit-Remaining"] == "58"
    assert headers["X-DayLimit-Remaining"] == "4998"
    assert headers["X-AppMinLimit-Remaining"] == "9998"


@pytest.mark.parametrize(("limit", "period"), [("minute", MINUTE), ("day", DAY), ("appminute", MINUTE)])
def test_one_call_too_many_gets_an_empty_429(
    app: Trip, books: Books, control: ControlClient, tokens: dict[str, Any], limit: str, period: int
) -> None:
    control.set_modes(**{f"limit_{limit}": 3})
    assert [app.call(tokens, books.bakery).status_code for _ in range(3)] == [200] * 3

    answer = app.call(tokens, books.bakery)

    assert (answer.status_code, answer.content) == (429, b"")
    assert answer.headers["X-Rate-Limit-Problem"] == limit
    assert 0 < int(answer.headers["Retry-After"]) <= period
    control.move_clock(int(answer.headers["Retry-After"]) + 1)
    fresh = app.refresh(tokens["refresh_token"]).json()
    assert app.call(fresh, books.bakery).status_code == 200


def test_sixty_calls_a_minute_are_xeros_measure(app: Trip, books: Books, tokens: dict[str, Any]) -> None:
    statuses = [app.call(tokens, books.bakery).status_code for _ in range(61)]

    assert statuses == [200] * 60 + [429]


def test_another_organisation_has_its_own_minute(
    app: Trip, books: Books, control: ControlClient, tokens: dict[str, Any]
) -> None:
    control.reach_limit("minute", books.bakery)
    both = app.sign_in(PRIYA, [books.harbour])

    assert app.call(both, books.bakery).status_code == 429
    assert app.call(both, books.harbour).status_code == 200


@pytest.mark.parametrize("limit", ["minute", "day", "appminute", "concurrent"])
def test_any_limit_can_be_reached_at_will(
    app: Trip, books: Books, control: ControlClient, tokens: dict[str, Any], limit: str
) -> None:
    control.reach_limit(limit, seconds=90)

    answer = app.call(tokens, books.bakery)

    assert answer.status_code == 429
    assert answer.headers["X-Rate-Limit-Problem"] == limit
    assert 85 <= int(answer.headers["Retry-After"]) <= 90
    control.move_clock(91)
    assert app.call(tokens, books.bakery).status_code == 200
