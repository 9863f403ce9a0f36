"""Codes for tokens: what the endpoint insists on and what it answers."""

from __future__ import annotations

import base64

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet

from sandbox.control_client import ControlClient
from tests.sandbox.conftest import PRIYA, Books
from tests.sandbox.trip import (
    CHALLENGE,
    CLIENT_ID,
    CLIENT_SECRET,
    MINUTE,
    REDIRECT_URI,
    TIMEOUT,
    VERIFIER,
    Trip,
    claims_of,
)

INVALID_GRANT = (400, {"error": "invalid_grant"})
INVALID_CLIENT = (400, {"error": "invalid_client"})
INVALID_REQUEST = (400, {"error": "invalid_request"})


def outcome(answer: requests.Response) -> tuple[int, object]:
    return answer.status_code, answer.json()


def test_a_code_gives_xeros_token_set(app: Trip, books: Books) -> None:
    answer = app.exchange(app.code(PRIYA, [books.bakery]))

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("no-store")
    assert sorted(answer.json()) == [
        "access_token",
        "expires_in",
        "id_token",
        "refresh_token",
        "scope",
        "token_type",
    ]
    assert answer.json()["expires_in"] == 1800
    assert answer.json()["token_type"] == "Bearer"


def test_both_tokens_are_signed_with_the_published_key(app: Trip, books: Books) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])
    url = f"{app.stand_in.url}/.well-known/openid-configuration/jwks"
    keys = KeySet.import_key_set(requests.get(url, timeout=TIMEOUT).json())

    for name in ("access_token", "id_token"):
        assert jwt.decode(tokens[name], keys, algorithms=["RS256"]).header["kid"] == keys.keys[0].kid


def test_the_access_token_carries_xeros_claims(app: Trip, books: Books, control: ControlClient) -> None:
    claims = claims_of(app.sign_in(PRIYA, [books.bakery])["access_token"])

    assert sorted(claims) == [
        "aud",
        "authentication_event_id",
        "client_id",
        "exp",
        "global_session_id",
        "iat",
        "iss",
        "jti",
        "nbf",
        "scope",
        "sub",
        "xero_userid",
    ]
    assert claims["exp"] - claims["iat"] == 30 * MINUTE
    assert claims["iss"] == app.stand_in.url
    assert claims["client_id"] == CLIENT_ID
    assert claims["scope"] == ["openid", "profile", "email", "offline_access", "accounting.settings.read"]
    assert claims["authentication_event_id"] == control.connections()[0]["auth_event_id"]


def test_the_id_token_says_who_came(app: Trip, books: Books, control: ControlClient) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])
    claims = claims_of(tokens["id_token"])

    assert claims["xero_userid"] == claims_of(tokens["access_token"])["xero_userid"]
    assert claims["xero_userid"] in {user["user_id"] for user in control.users()}
    assert (claims["email"], claims["preferred_username"]) == (PRIYA, PRIYA)
    assert (claims["name"], claims["given_name"], claims["family_name"]) == ("Priya Nair", "Priya", "Nair")
    assert (claims["aud"], claims["nonce"], claims["iss"]) == (CLIENT_ID, "the-nonce", app.stand_in.url)
    assert claims["exp"] - claims["iat"] == 5 * MINUTE
    assert "authentication_event_id" not in claims
    assert {"at_hash", "sid", "global_session_id", "sub", "nbf"} <= set(claims)


def test_a_code_works_once(app: Trip, books: Books) -> None:
    code = app.code(PRIYA, [books.bakery])
    assert app.exchange(code).status_code == 200

    assert outcome(app.exchange(code)) == INVALID_GRANT


def test_a_code_lasts_five_minutes(app: Trip, books: Books, control: ControlClient) -> None:
    in_time, late = app.code(PRIYA, [books.bakery]), app.code(PRIYA)

    control.move_clock(4.5 * MINUTE)
    assert app.exchange(in_time).status_code == 200
    control.move_clock(MINUTE)
    assert outcome(app.exchange(late)) == INVALID_GRANT


def test_an_unknown_code_is_refused(app: Trip) -> None:
    assert outcome(app.exchange("made-up")) == INVALID_GRANT


@pytest.mark.parametrize("redirect_uri", [f"{REDIRECT_URI}/", "http://localhost:8000/"])
def test_the_redirect_address_must_be_the_same_at_both_ends(
    app: Trip, books: Books, redirect_uri: str
) -> None:
    answer = app.exchange(app.code(PRIYA, [books.bakery]), redirect_uri=redirect_uri)

    assert outcome(answer) == INVALID_GRANT


def test_another_app_cannot_use_the_code(app: Trip, books: Books, control: ControlClient) -> None:
    control.register_app("another", "its-secret", [REDIRECT_URI])

    another = Trip(app.stand_in, ("another", "its-secret"))

    assert outcome(another.exchange(app.code(PRIYA, [books.bakery]))) == INVALID_GRANT


def test_pkce_is_checked_when_a_challenge_was_sent(app: Trip, books: Books) -> None:
    sent = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    good = app.code(PRIYA, [books.bakery], **sent)
    missing, wrong = app.code(PRIYA, **sent), app.code(PRIYA, **sent)

    assert app.exchange(good, code_verifier=VERIFIER).status_code == 200
    assert outcome(app.exchange(missing)) == INVALID_GRANT
    assert outcome(app.exchange(wrong, code_verifier=f"{VERIFIER}x")) == INVALID_GRANT


def test_a_verifier_without_a_challenge_is_refused(app: Trip, books: Books) -> None:
    answer = app.exchange(app.code(PRIYA, [books.bakery]), code_verifier=VERIFIER)

    assert outcome(answer) == INVALID_GRANT


def test_credentials_may_come_in_the_form_instead(app: Trip, books: Books) -> None:
    form = {"grant_type": "authorization_code", "code": app.code(PRIYA, [books.bakery])}
    form |= {"redirect_uri": REDIRECT_URI, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}

    answer = requests.post(f"{app.stand_in.url}/connect/token", data=form, timeout=TIMEOUT)

    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/connect/token", "/connect/revocation"])
@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "Basic !!!",
        "Bearer abc",
        "Basic " + base64.b64encode(f"{CLIENT_ID}:wrong".encode()).decode(),
        "Basic " + base64.b64encode(f"nobody:{CLIENT_SECRET}".encode()).decode(),
    ],
    ids=["none", "not base64", "not Basic", "wrong secret", "unknown client"],
)
def test_a_caller_without_credentials_is_an_invalid_client(
    app: Trip, path: str, authorization: str | None
) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    answer = requests.post(f"{app.stand_in.url}{path}", data={"token": "x"}, headers=headers, timeout=TIMEOUT)

    assert outcome(answer) == INVALID_CLIENT
    assert answer.content == b'{"error":"invalid_client"}'


def test_only_a_form_is_read(app: Trip) -> None:
    url = f"{app.stand_in.url}/connect/token"
    sent = {"grant_type": "refresh_token", "refresh_token": "x"}

    assert outcome(requests.post(url, json=sent, auth=app.auth, timeout=TIMEOUT)) == INVALID_REQUEST
    assert (
        outcome(requests.post(url, files={"grant_type": "x"}, auth=app.auth, timeout=TIMEOUT))
        == INVALID_REQUEST
    )
    assert outcome(requests.get(url, params=sent, auth=app.auth, timeout=TIMEOUT)) == INVALID_REQUEST


def test_an_unknown_grant_and_a_missing_part_are_named(app: Trip) -> None:
    assert outcome(app.post("/connect/token", grant_type="password")) == (
        400,
        {"error": "unsupported_grant_type"},
    )
    assert outcome(app.post("/connect/token", x="")) == INVALID_REQUEST
    assert outcome(app.post("/connect/token", grant_type="refresh_token")) == INVALID_REQUEST


def test_without_offline_access_there_is_no_refresh_token(app: Trip, books: Books) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery], scope="openid accounting.settings.read")

    assert "refresh_token" not in tokens


def test_without_openid_there_is_no_id_token(app: Trip, books: Books) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery], scope="offline_access accounting.settings.read")

    assert "id_token" not in tokens


def test_permissions_add_up_until_revocation(app: Trip, books: Books, control: ControlClient) -> None:
    app.sign_in(PRIYA, [books.bakery])

    tokens = app.sign_in(PRIYA, scope="openid offline_access accounting.contacts")
    assert {"accounting.contacts", "accounting.settings.read"} <= set(tokens["scope"].split())
    assert claims_of(tokens["access_token"])["scope"] == tokens["scope"].split()

    control.revoke(PRIYA)
    tokens = app.sign_in(PRIYA, [books.bakery], scope="openid offline_access accounting.contacts")
    assert tokens["scope"] == "openid offline_access accounting.contacts"


def test_discovery_names_every_endpoint(app: Trip) -> None:
    url = f"{app.stand_in.url}/.well-known/openid-configuration"
    found = requests.get(url, timeout=TIMEOUT).json()

    assert found["issuer"] == app.stand_in.url
    assert found["authorization_endpoint"].endswith("/identity/connect/authorize")
    assert found["token_endpoint"].endswith("/connect/token")
    assert found["revocation_endpoint"].endswith("/connect/revocation")
    assert requests.get(found["jwks_uri"], timeout=TIMEOUT).json()["keys"][0]["alg"] == "RS256"
