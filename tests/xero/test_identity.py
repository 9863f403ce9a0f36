"""Only Xero's own, present answer to our own trip says who came back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from app.xero.errors import TripRefused, XeroUnavailable
from app.xero.identity import Expectation, half_hash, identify
from app.xero.tokens import TokenSet
from sandbox.signing import SigningKey

NOW = datetime(2026, 4, 3, 14, 5, tzinfo=UTC)
EXPECTED = Expectation(issuer="https://identity.example", client_id="our-app", nonce="our-nonce")
CLAIMS = {
    "iss": EXPECTED.issuer,
    "aud": EXPECTED.client_id,
    "nonce": EXPECTED.nonce,
    "iat": int(NOW.timestamp()),
    "exp": int(NOW.timestamp()) + 300,
    "xero_userid": "priya",
    "given_name": "Priya",
    "family_name": "Nair",
    "email": "priya@harbourpine.example",
}


@cache
def key(name):
    return SigningKey.new()


class Xero:
    """Xero's published keys, and how often they were read."""

    def __init__(self, *keys):
        self.published, self.readings = list(keys), []

    def read_keys(self, anew):
        self.readings.append(anew)
        return self.published[min(sum(self.readings), len(self.published) - 1)]


def public(name="xero"):
    return key(name).public()


def tokens(access=None, **changes):
    access_token = key("xero").sign(
        {"xero_userid": "priya", "authentication_event_id": "event-1"} | (access or {})
    )
    claims = CLAIMS | {"at_hash": half_hash(access_token)} | changes
    id_token = key("xero").sign({name: value for name, value in claims.items() if value is not None})
    return TokenSet(access_token, "refresh", NOW, NOW + timedelta(minutes=30), id_token=id_token)


def who(token_set, xero=None):
    return identify(token_set, EXPECTED, (xero or Xero(public())).read_keys, NOW)


def refusal(token_set, xero=None):
    with pytest.raises(TripRefused) as refused:
        who(token_set, xero)
    return refused.value.fault


def test_the_person_and_the_consents_own_event_are_told():
    identity = who(tokens())

    assert identity.xero_userid == "priya"
    assert identity.name == "Priya Nair"
    assert identity.email == "priya@harbourpine.example"
    assert identity.auth_event_id == "event-1"


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another-nonce"},
        {"nonce": None},
        {"aud": "somebody-else"},
        {"aud": ["somebody-else"]},
        {"aud": None},
        {"iss": "https://identity.example/elsewhere"},
        {"iss": None},
        {"exp": int(NOW.timestamp()) - 901},
        {"exp": "soon"},
        {"exp": None},
        {"iat": int(NOW.timestamp()) + 901},
        {"at_hash": "of-another-token"},
        {"at_hash": "ünlike any"},
        {"at_hash": 7},
        {"xero_userid": None},
        {"xero_userid": ""},
        {"xero_userid": 7},
        {"xero_userid": "x" * 65},
    ],
    ids=str,
)
def test_an_identity_token_with_a_wrong_claim_is_refused(wrong):
    assert refusal(tokens(**wrong)) == "wrong_identity"


def test_a_missing_identity_token_is_told_apart():
    assert refusal(replace(tokens(), id_token=None)) == "no_identity"


@pytest.mark.parametrize("clock_difference", [-899, 899])
def test_clocks_may_differ_a_little(clock_difference):
    issued = int(NOW.timestamp()) + clock_difference

    assert who(tokens(iat=issued, exp=issued + 1)).xero_userid == "priya"


def test_an_identity_token_may_do_without_at_hash():
    assert who(tokens(at_hash=None)).xero_userid == "priya"


@pytest.mark.parametrize(
    "damage", [str.upper, lambda token: token[:-9], lambda token: "no.token.at all", lambda _: "x"]
)
def test_a_damaged_identity_token_is_refused(damage):
    token_set = tokens()

    assert refusal(replace(token_set, id_token=damage(token_set.id_token))) == "wrong_identity"


def test_an_unsigned_identity_token_is_refused():
    header, body, _ = tokens().id_token.split(".")
    unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"

    assert refusal(replace(tokens(), id_token=f"{unsigned}.{body}.")) == "wrong_identity"
    assert refusal(replace(tokens(), id_token=f"{header}.{body}.")) == "wrong_identity"


def test_an_identity_token_that_somebody_else_signed_is_refused_after_one_more_look_at_the_keys():
    xero = Xero(public("another"))

    assert refusal(tokens(), xero) == "wrong_identity"
    assert xero.readings == [False, True]


def test_when_xero_changed_its_key_the_keys_are_read_once_more():
    xero = Xero(public("former"), public())

    assert who(tokens(), xero).xero_userid == "priya"
    assert xero.readings.count(True) == 1


def test_while_the_key_is_known_no_keys_are_read_anew():
    xero = Xero(public())
    who(tokens(), xero)

    assert True not in xero.readings


@pytest.mark.parametrize(
    "keys", [{}, {"keys": "none"}, {"keys": [{}]}, {"keys": ["x"]}, {"keys": [{"kty": "RSA"}]}]
)
def test_keys_that_make_no_sense_mean_that_xero_is_away(keys):
    with pytest.raises(XeroUnavailable):
        who(tokens(), Xero(keys))


def test_an_access_token_of_somebody_else_is_refused():
    assert refusal(tokens(access={"xero_userid": "sam"})) == "wrong_identity"


def test_an_access_token_that_is_only_a_text_names_no_event():
    token_set = replace(tokens(), access_token="opaque")
    id_token = key("xero").sign(CLAIMS | {"at_hash": half_hash("opaque")})

    assert who(replace(token_set, id_token=id_token)).auth_event_id is None


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"given_name": None}, "Nair"),
        ({"given_name": None, "family_name": None}, "priya@harbourpine.example"),
        ({"given_name": None, "family_name": None, "email": None}, "A Xero user"),
        ({"given_name": "P" * 150, "family_name": "N" * 150}, "P" * 150 + " " + "N" * 49),
    ],
)
def test_a_login_always_has_a_name_that_we_can_keep(changes, name):
    assert who(tokens(**changes)).name == name
