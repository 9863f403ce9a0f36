"""Settings are read once, and what is missing, empty or malformed stops the start with a sentence."""

import pytest

from app.config import ConfigurationError, load_config
from app.variables import SETTINGS
from tests.frame.production import PRODUCTION

NAMES = [setting.name for setting in SETTINGS]
NEEDED = [setting.name for setting in SETTINGS if setting.default is None]
MALFORMED = {
    "ENVIRONMENT": ["staging", "PRODUCTION"],
    "PUBLIC_URL": [
        "ledgerline",
        "ftp://example.com",
        "https://",
        "https://a b.example",
        "https://me:pw@example.com",
    ],
    "SECRET_KEY": ["tiny-secret", "x" * 31],
    "TOKEN_KEYS": ["nameless", "a:c2hvcnQ=", "a:%%%", ":" + "A" * 43 + "=", ",", "a b"],
    "DATABASE_URL": ["ledgerline.db", "mysql://localhost/x", "postgresql://localhost/x", "sqlite://"],
    "XERO_SCOPES": ["openid", "offline_access profile"],
    "XERO_PKCE": ["perhaps", "2"],
    "XERO_AUTHORIZE_URL": ["login.xero.com", "https://login.xero.com:99999/x", "https://login.xero.com/?a=b"],
    "XERO_TOKEN_URL": ["identity.xero.com/connect/token"],
    "XERO_REVOCATION_URL": ["javascript:alert(1)"],
    "XERO_JWKS_URL": ["//identity.xero.com/jwks"],
    "XERO_ISSUER": ["xero"],
    "XERO_API_URL": ["api.xero.com"],
    "XERO_TOKEN_SECONDS": ["1", "61", "soon"],
    "TOKEN_LEASE_SECONDS": ["2", "601", "-3"],
    "TOKEN_WAIT_SECONDS": ["0", "121"],
    "XERO_LEGACY_CUTOFF": ["tomorrow", "2021-02-30", "01/04/2021"],
    "XERO_CONNECTION_ALLOWANCE": ["0", "-1", "many", "1.5"],
    "JOBS_URL": [
        "jobs.db",
        "mysql://localhost/jobs",
        "sqlite://",
        "redis://",
        "postgresql://localhost",
        "redis:///0",
        "amqp://localhost",
    ],
    "JOB_LEASE_SECONDS": ["1", "91", "soon"],
    "TRUSTED_PROXIES": ["everybody", "10.0.0.0/99", "127.0.0.1;10.0.0.1"],
    "SMTP_URL": [
        "mail.example.com",
        "smtp://",
        "http://mail.example.com",
        "smtp://mail.example.com:99999",
        "smtp://mail.example.com?tls=perhaps",
        "smtps://mail.example.com?tls=starttls",
        "smtp://name:secret@mail.example.com",
        "smtp://mail.example.com/inbox",
    ],
    "MAIL_FROM": ["nobody", "A <a@b> <c@d>", "two words@example.com", "a@b@c", "Name <>", "@example.com"],
    "SESSION_HOURS": ["0", "169", "twelve", "1.5", "-1", "１２"],
}


def faults_of(environ: dict[str, str]) -> list[str]:
    with pytest.raises(ConfigurationError) as refusal:
        load_config(environ)
    return refusal.value.sentences


def test_a_complete_production_environment_is_accepted() -> None:
    config = load_config(PRODUCTION)

    assert not config["IS_DEMO"]
    assert config["SESSION_COOKIE_SECURE"]


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_setting_is_named_with_an_example(name: str) -> None:
    environ = {key: value for key, value in PRODUCTION.items() if key != name}

    (sentence,) = faults_of(environ)

    assert sentence.startswith(f"{name} is missing.")
    assert f"for example {name}=" in sentence


@pytest.mark.parametrize("empty", ["", "  \t"], ids=["empty", "blank"])
@pytest.mark.parametrize("name", NAMES)
def test_an_empty_setting_is_named_with_an_example(name: str, empty: str) -> None:
    (sentence,) = faults_of(PRODUCTION | {name: empty})

    assert sentence.startswith(f"{name} is empty.")
    assert f"for example {name}=" in sentence


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_setting_stops_the_demo_too(name: str) -> None:
    sentences = faults_of({"ENVIRONMENT": "demo"} | {name: " "})

    assert any(sentence.startswith(f"{name} is empty.") for sentence in sentences)


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name in MALFORMED for value in MALFORMED[name]]
)
def test_a_malformed_setting_is_named_with_an_example_and_its_value_is_kept_out(
    name: str, value: str
) -> None:
    sentence = next(fault for fault in faults_of(PRODUCTION | {name: value}) if fault.startswith(f"{name} "))

    assert f"for example {name}=" in sentence
    if name in ("SECRET_KEY", "TOKEN_KEYS"):
        assert value not in sentence.partition(". ")[0]


def test_every_setting_that_can_be_malformed_is_tried() -> None:
    free_texts = {"XERO_CLIENT_ID", "XERO_CLIENT_SECRET"}

    assert set(MALFORMED) | free_texts == set(NAMES)


def test_all_faults_are_told_at_once() -> None:
    sentences = faults_of({"SESSION_HOURS": "never"})

    assert {sentence.split()[0] for sentence in sentences} == {*NEEDED, "SESSION_HOURS"}


@pytest.mark.parametrize("name", ["SECRET_KEY", "XERO_CLIENT_SECRET", "XERO_CLIENT_ID"])
def test_a_secret_of_digits_stays_a_text(name: str) -> None:
    digits = "0012345678901234567890123456789012345678"

    assert load_config(PRODUCTION | {name: digits})[name] == digits


def test_spaces_around_a_value_do_not_count() -> None:
    assert load_config(PRODUCTION | {"XERO_CLIENT_ID": "  abc \n"})["XERO_CLIENT_ID"] == "abc"


def test_several_keys_keep_their_order() -> None:
    older = "2025b:" + "B" * 43 + "="

    ring = load_config(PRODUCTION | {"TOKEN_KEYS": f"{PRODUCTION['TOKEN_KEYS']} {older}"})["TOKEN_KEYS"]

    assert list(ring) == ["2026a", "2025b"]


def test_the_demo_needs_nothing_and_follows_its_ports() -> None:
    config = load_config(
        {"ENVIRONMENT": "demo", "PORT": "8100", "SANDBOX_PORT": "8101", "DEMO_DIR": "/tmp/x"}
    )

    assert config["PUBLIC_URL"] == "http://localhost:8100"
    assert config["XERO_API_URL"] == "http://localhost:8101"
    assert config["DATABASE_URL"] == "sqlite:////tmp/x/ledgerline.db"
    assert config["IS_DEMO"]


def test_what_the_environment_says_outranks_the_demo() -> None:
    config = load_config({"ENVIRONMENT": "demo", "XERO_CLIENT_ID": "mine"})

    assert config["XERO_CLIENT_ID"] == "mine"


def test_a_lease_must_outlast_the_call_that_it_is_for() -> None:
    with pytest.raises(ConfigurationError, match="TOKEN_LEASE_SECONDS is not more than XERO_TOKEN_SECONDS"):
        load_config(PRODUCTION | {"XERO_TOKEN_SECONDS": "20", "TOKEN_LEASE_SECONDS": "20"})
