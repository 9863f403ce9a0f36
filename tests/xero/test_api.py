"""Calls to Xero bring our own types, are not waited for without end, and show no secret."""

import pytest

from app.xero.api import TripSecrets, XeroApi
from app.xero.errors import ReconnectNeeded, XeroMisconfigured, XeroUnavailable
from app.xero.tokens import UnusableAnswer
from sandbox.control_client import ControlRefused
from tests.travel import PRIYA, answer_of, priya
from tests.xero.conftest import SECRET, addresses

NOWHERE = "http://localhost:1"


def tenant(xero):
    return xero.control.organisations()[0]["tenant_id"]


def test_a_code_becomes_tokens_that_reach_what_was_chosen(xero, api, tokens):
    listed = api.connections(tokens.access_token)

    assert [entry.name for entry in listed] == ["Harbour & Pine Ltd"]
    assert api.organisation(tokens.access_token, listed[0].tenant_id).name == "Harbour & Pine Ltd"


def test_without_pkce_no_verifier_is_sent(xero):
    api = XeroApi(addresses(xero, uses_pkce=False))
    priya(xero, "Harbour & Pine Ltd")
    secrets = TripSecrets.fresh()
    url = api.authorize_url(secrets)
    code = answer_of(xero.control.approve(url, PRIYA, ["Harbour & Pine Ltd"]))["code"]

    assert "code_challenge" not in url
    assert api.exchange_code(code, secrets.verifier).access_token


def test_the_address_at_xero_holds_the_challenge_and_never_the_verifier(api):
    secrets = TripSecrets.fresh()
    url = api.authorize_url(secrets)

    assert "code_challenge_method=S256" in url
    assert secrets.state in url
    assert secrets.nonce in url
    assert secrets.verifier not in url
    assert SECRET not in url


def test_a_code_used_twice_is_refused(api, trip):
    api.exchange_code(*trip)

    with pytest.raises(ReconnectNeeded):
        api.exchange_code(*trip)


def test_a_code_with_another_verifier_is_refused(api, trip):
    with pytest.raises(ReconnectNeeded):
        api.exchange_code(trip[0], "another-verifier-that-is-long-enough-for-everybody")


def test_wrong_credentials_are_the_operators(xero, trip):
    with pytest.raises(XeroMisconfigured):
        XeroApi(addresses(xero, client_secret="wrong")).exchange_code(*trip)


def test_a_refresh_brings_other_tokens(api, tokens):
    refreshed = api.refresh(tokens.refresh_token)

    assert refreshed.refresh_token != tokens.refresh_token
    assert refreshed.access_token != tokens.access_token


def test_a_refresh_token_that_is_over_is_refused(xero, api, tokens):
    xero.control.revoke(PRIYA)

    with pytest.raises(ReconnectNeeded):
        api.refresh(tokens.refresh_token)


@pytest.mark.parametrize(
    "edits",
    [
        {"without_keys": ["refresh_token"]},
        {"without_keys": ["access_token"]},
        {"without_keys": ["expires_in"]},
        {"set_keys": {"expires_in": 0}},
        {"set_keys": {"expires_in": "soon"}},
        {"set_keys": {"expires_in": True}},
        {"set_keys": {"expires_in": [1]}},
        {"set_keys": {"access_token": 7}},
        {"set_keys": {"refresh_token": ""}},
    ],
    ids=str,
)
def test_a_good_answer_that_lacks_a_part_is_never_completed_from_memory(xero, api, trip, edits):
    xero.control.spoil("token", times=2, **edits)

    with pytest.raises(UnusableAnswer):
        api.exchange_code(*trip)
    xero.control.clear_faults()
    with pytest.raises(ReconnectNeeded):
        api.exchange_code(*trip)


def test_a_refresh_whose_answer_lacks_a_part_may_have_happened(xero, api, tokens):
    xero.control.spoil("token.refresh", without_keys=["refresh_token"])

    with pytest.raises(XeroUnavailable, match="no refresh_token"):
        api.refresh(tokens.refresh_token)


@pytest.mark.parametrize("process", [True, False])
def test_a_lost_reply_means_that_nobody_knows(xero, api, tokens, process):
    xero.control.drop_reply("token.refresh", process=process)

    with pytest.raises(XeroUnavailable):
        api.refresh(tokens.refresh_token)
    assert api.refresh(tokens.refresh_token).access_token


def test_xero_is_not_waited_for_without_end(xero, tokens):
    api = XeroApi(addresses(xero), token_timeout=(1, 0.1))
    xero.control.slow(0.6, "token")
    xero.control.slow(0.6, "organisation")

    with pytest.raises(XeroUnavailable):
        api.refresh(tokens.refresh_token)
    with pytest.raises(XeroUnavailable):
        api.organisation(tokens.access_token, tenant(xero), timeout=(1, 0.1))


def test_nobody_at_the_address_means_that_xero_is_away(xero, tokens):
    api = XeroApi(addresses(xero, token_url=NOWHERE, api_url=NOWHERE, jwks_url=NOWHERE))

    for call in (
        lambda: api.refresh(tokens.refresh_token),
        lambda: api.connections(tokens.access_token),
        api.jwks,
    ):
        with pytest.raises(XeroUnavailable):
            call()


def test_public_keys_are_read_once_unless_asked_for_anew(xero, api):
    api.jwks()
    api.jwks()
    assert xero.control.calls()["jwks"] == 1

    api.jwks(anew=True)
    assert xero.control.calls()["jwks"] == 2


def test_keys_that_could_not_be_read_anew_leave_the_old_ones(xero, api):
    known = api.jwks()
    xero.control.fail("jwks")

    with pytest.raises(XeroUnavailable):
        api.jwks(anew=True)
    assert api.jwks() == known


def test_the_service_shows_no_secret(api):
    secrets = TripSecrets.fresh()

    assert SECRET not in repr(api.addresses) + repr(vars(api))
    assert not [secret for secret in vars(secrets).values() if secret in repr(secrets)]


def test_the_stand_in_refuses_what_xero_would_refuse(xero):
    """Otherwise the tests above would prove little."""
    api = XeroApi(addresses(xero, redirect_uri="http://localhost/elsewhere"))

    with pytest.raises(ControlRefused):
        xero.control.approve(api.authorize_url(TripSecrets.fresh()), PRIYA)
