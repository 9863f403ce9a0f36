"""What a production installation refuses to start with."""

import pytest

from app.variables import DEMO_KEY, DEMO_SECRET
from tests.frame.production import PRODUCTION
from tests.frame.test_config import faults_of

XERO_ADDRESSES = (
    "XERO_AUTHORIZE_URL",
    "XERO_TOKEN_URL",
    "XERO_REVOCATION_URL",
    "XERO_JWKS_URL",
    "XERO_ISSUER",
    "XERO_API_URL",
)
NOT_XERO = (
    "http://localhost:8001/connect/token",
    "https://sandbox.example.com",
    "http://api.xero.com",
    "https://evilxero.com",
    "https://api.xero.com.evil.example",
    "https://xero.com@evil.example",
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", DEMO_SECRET),
        ("TOKEN_KEYS", DEMO_KEY),
        ("TOKEN_KEYS", f"{PRODUCTION['TOKEN_KEYS']},{DEMO_KEY}"),
        ("TOKEN_KEYS", DEMO_KEY.replace("demo:", "renamed:")),
        ("TOKEN_KEYS", ","),
        ("PUBLIC_URL", "http://ledgerline.example.com"),
        ("PUBLIC_URL", "http://localhost:8000"),
    ],
)
def test_production_refuses_what_only_the_demo_may_use(name: str, value: str) -> None:
    (sentence,) = faults_of(PRODUCTION | {name: value})

    assert sentence.startswith(f"{name} ")
    assert f"for example {name}=" in sentence


@pytest.mark.parametrize("address", NOT_XERO)
@pytest.mark.parametrize("name", XERO_ADDRESSES)
def test_production_talks_to_xero_itself_and_to_nobody_else(name: str, address: str) -> None:
    (sentence,) = faults_of(PRODUCTION | {name: address})

    assert sentence.startswith(f"{name} is not ")


@pytest.mark.parametrize("value", ["1", "true", "on", "yes", "TRUE", "y", "2", "off"])
def test_production_refuses_whatever_flask_takes_for_debug_mode(value: str) -> None:
    (sentence,) = faults_of(PRODUCTION | {"FLASK_DEBUG": value})

    assert sentence.startswith("FLASK_DEBUG is ")


def test_production_refuses_a_clock_that_is_made_wrong() -> None:
    (sentence,) = faults_of(PRODUCTION | {"CLOCK_OFFSET_SECONDS": "-600"})

    assert sentence.startswith("CLOCK_OFFSET_SECONDS is set")


def test_an_unnamed_environment_is_production() -> None:
    sentences = faults_of({"PUBLIC_URL": "http://localhost:8000"})

    assert any("SECRET_KEY is missing" in sentence for sentence in sentences)
    assert any("PUBLIC_URL is not https" in sentence for sentence in sentences)
