"""Every answer of Xero has its error, going by who must act, and no error gives a secret away."""

from datetime import timedelta

import pytest

from app.xero.errors import (
    AccessRefused,
    OrganisationGone,
    PermissionNeeded,
    ReconnectNeeded,
    Throttled,
    XeroMisconfigured,
    XeroUnavailable,
)
from tests.xero.conftest import SECRET

TOKEN_ANSWERS = [
    ({"status": 400, "body": '{"error":"invalid_grant"}'}, ReconnectNeeded),
    ({"status": 400, "body": '{"error":"invalid_client"}'}, XeroMisconfigured),
    ({"status": 401, "body": '{"error":"invalid_client"}'}, XeroMisconfigured),
    ({"status": 400, "body": '{"error":"unauthorized_client"}'}, XeroMisconfigured),
    ({"status": 400, "body": '{"error":"invalid_request"}'}, XeroUnavailable),
    ({"status": 400, "body": '{"Message":"no error here"}'}, XeroUnavailable),
    ({"status": 400, "body": '["invalid_grant"]'}, XeroUnavailable),
    ({"status": 400, "body": ""}, XeroUnavailable),
    ({"status": 500, "body": '{"error":"invalid_grant"}'}, XeroUnavailable),
    ({"status": 502, "body": "<h1>Bad gateway</h1>", "content_type": "text/html"}, XeroUnavailable),
    ({"status": 403, "body": "<h1>Forbidden</h1>", "content_type": "text/html"}, XeroUnavailable),
    ({"status": 200, "body": "<h1>Sign in</h1>", "content_type": "text/html"}, XeroUnavailable),
    ({"status": 200, "body": "null"}, XeroUnavailable),
    ({"status": 200, "body": '{"error":"invalid_grant"}'}, XeroUnavailable),
    ({"status": 302, "headers": {"Location": "/connect/token"}}, XeroUnavailable),
    ({"status": 307, "headers": {"Location": "/connect/token"}}, XeroUnavailable),
    ({"status": 429, "headers": {"Retry-After": "7"}}, Throttled),
]


@pytest.mark.parametrize(("answer", "error"), TOKEN_ANSWERS, ids=str)
@pytest.mark.parametrize("grant", ["token.code", "token.refresh"])
def test_every_answer_of_the_token_endpoint_has_its_error(xero, api, grant, answer, error):
    xero.control.fail(grant, **answer)
    call = {"token.code": lambda: api.exchange_code("c", "v"), "token.refresh": lambda: api.refresh("r")}

    with pytest.raises(error) as raised:
        call[grant]()
    assert type(raised.value) is error
    assert counted(xero) == {"token": 1, grant: 1}


def counted(xero):
    """The endpoints that were called, and how often."""
    return {name: calls for name, calls in xero.control.calls().items() if calls}


API_ANSWERS = [
    ({"status": 400, "body": '{"ErrorNumber":10}'}, XeroUnavailable),
    ({"status": 401, "body": '{"Detail":"TokenExpired: token expired at 04/29/2020"}'}, AccessRefused),
    ({"status": 401, "body": '{"Detail":"AuthenticationUnsuccessful"}'}, AccessRefused),
    ({"status": 401, "body": '{"detail":"AuthorizationUnsuccessful"}'}, PermissionNeeded),
    ({"status": 401, "headers": {"WWW-Authenticate": "insufficent_scope"}}, PermissionNeeded),
    ({"status": 401, "headers": {"WWW-Authenticate": "insufficient_scope"}}, PermissionNeeded),
    ({"status": 401, "body": ""}, AccessRefused),
    ({"status": 403, "body": '{"Detail":"AuthenticationUnsuccessful"}'}, OrganisationGone),
    ({"status": 404, "body": "The resource cannot be found", "content_type": "text/html"}, XeroUnavailable),
    ({"status": 429, "headers": {"Retry-After": "7", "X-Rate-Limit-Problem": "minute"}}, Throttled),
    ({"status": 500, "body": ""}, XeroUnavailable),
    ({"status": 503, "body": "offline", "content_type": "text/html"}, XeroUnavailable),
    ({"status": 301, "headers": {"Location": "/api.xro/2.0/Organisation"}}, XeroUnavailable),
    ({"status": 200, "body": "<p>not JSON</p>", "content_type": "text/html"}, XeroUnavailable),
    ({"status": 200, "body": "[]"}, XeroUnavailable),
    ({"status": 200, "body": '{"Organisations":[]}'}, XeroUnavailable),
    ({"status": 204, "body": ""}, XeroUnavailable),
]


@pytest.mark.parametrize(("answer", "error"), API_ANSWERS, ids=str)
def test_every_answer_of_the_accounting_api_has_its_error(xero, api, answer, error):
    xero.control.fail("organisation", **answer)

    with pytest.raises(error) as raised:
        api.organisation("access", "tenant")
    assert type(raised.value) is error
    assert counted(xero) == {"organisation": 1}


@pytest.mark.parametrize("body", ["{}", "null", '{"connections": []}', "x"])
def test_a_list_of_connections_that_is_none_is_not_an_empty_list(xero, api, body):
    xero.control.fail("connections", status=200, body=body)

    with pytest.raises(XeroUnavailable):
        api.connections("access")


def test_no_connections_at_all_is_a_real_answer(xero, api):
    xero.control.fail("connections", status=200, body="[]")

    assert api.connections("access") == []


def test_entries_that_are_no_books_are_left_out(xero, api):
    books = '{"id":"c","tenantId":"t","tenantType":"ORGANISATION","tenantName":"Alder"}'
    xero.control.fail("connections", status=200, body=f'["x", null, {{"tenantType":"PRACTICE"}}, {books}]')

    assert [entry.name for entry in api.connections("access")] == ["Alder"]


@pytest.mark.parametrize(
    ("sent", "pause"),
    [
        ("7", 7),
        ("0.5", 1),
        ("0", 1),
        ("", 60),
        ("soon", 60),
        ("-7", 60),
        ("9" * 400, 60),
        ("99999999", 86400),
        ("Wed, 99 Oct 2026 12:00:00 GMT", 60),
        ("Wed, 21 Oct 2020 12:00:00 GMT", 1),
        ("Wed, 21 Oct 2099 12:00:00 GMT", 86400),
    ],
)
def test_a_limit_says_which_one_and_how_long(xero, api, sent, pause):
    headers = {"Retry-After": sent, "X-Rate-Limit-Problem": "Minute"}
    xero.control.fail("organisation", status=429, headers=headers)

    with pytest.raises(Throttled) as raised:
        api.organisation("access", "tenant")
    assert raised.value.problem == "minute"
    assert raised.value.retry_after == timedelta(seconds=pause)


@pytest.mark.parametrize(("problem", "pause"), [("day", 3600), ("concurrent", 5), ("else", 60)])
def test_a_limit_without_a_time_is_left_alone_for_a_usual_one(xero, api, problem, pause):
    xero.control.fail("organisation", status=429, headers={"X-Rate-Limit-Problem": problem})

    with pytest.raises(Throttled) as raised:
        api.organisation("access", "tenant")
    assert raised.value.retry_after == timedelta(seconds=pause)


@pytest.mark.parametrize("answer", [answer for answer, _ in TOKEN_ANSWERS], ids=str)
def test_no_error_gives_away_what_was_sent(xero, api, answer):
    xero.control.fail("token.refresh", **answer)

    with pytest.raises(Exception) as raised:  # noqa: PT011
        api.refresh("the-refresh-token")
    chain = f"{raised.value!r} {raised.value.__cause__!r} {raised.value.__suppress_context__}"
    assert "the-refresh-token" not in chain
    assert SECRET not in chain
