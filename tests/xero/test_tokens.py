"""Token sets are made from good answers only, and print no secret."""

from datetime import UTC, datetime, timedelta

import pytest

from app.xero.tokens import TokenSet, UnusableAnswer, loaded

NOW = datetime(2026, 4, 3, 14, 5, tzinfo=UTC)
ANSWER = {
    "access_token": "the-access-token",
    "refresh_token": "the-refresh-token",
    "id_token": "the-id-token",
    "expires_in": 1800,
    "scope": "openid offline_access email",
}


def test_an_answer_becomes_a_token_set():
    tokens = TokenSet.from_answer(ANSWER, NOW)

    assert (tokens.access_token, tokens.refresh_token) == ("the-access-token", "the-refresh-token")
    assert tokens.expires_at == NOW + timedelta(minutes=30)
    assert tokens.lapses_at == NOW + timedelta(days=60)
    assert tokens.scopes == ("email", "offline_access", "openid")


@pytest.mark.parametrize("name", ["access_token", "refresh_token"])
@pytest.mark.parametrize("value", [None, "", 7, ["a"], {"a": "b"}])
def test_an_answer_without_one_of_the_tokens_is_refused(name, value):
    with pytest.raises(UnusableAnswer, match=f"^no {name}$"):
        TokenSet.from_answer(ANSWER | {name: value}, NOW)


@pytest.mark.parametrize(
    "value", [None, 0, "0", -1, "-1", "", "soon", True, 1800.5, "1e3", "١٨٠٠", 10**12, "9" * 5000, [1800]]
)
def test_an_answer_that_does_not_say_how_long_it_lasts_is_refused(value):
    with pytest.raises(UnusableAnswer, match="expires_in"):
        TokenSet.from_answer(ANSWER | {"expires_in": value}, NOW)


def test_seconds_as_text_are_as_good_as_a_number():
    assert TokenSet.from_answer(ANSWER | {"expires_in": "1800"}, NOW) == TokenSet.from_answer(ANSWER, NOW)


@pytest.mark.parametrize("value", [None, 7, ["a"]])
def test_an_identity_token_that_is_no_text_counts_as_missing(value):
    assert TokenSet.from_answer(ANSWER | {"id_token": value}, NOW).id_token is None


def test_permissions_may_be_missing():
    assert TokenSet.from_answer(ANSWER | {"scope": None}, NOW).scopes == ()


def test_a_token_set_prints_no_secret():
    printed = repr(TokenSet.from_answer(ANSWER, NOW))

    assert not [name for name in ("access", "refresh", "id") if f"the-{name}-token" in printed]


def test_a_refusal_repeats_nothing_of_the_answer():
    with pytest.raises(UnusableAnswer) as refused:
        TokenSet.from_answer(ANSWER | {"expires_in": "the-secret"}, NOW)

    assert "the-" not in str(refused.value)


def test_what_is_written_for_sealing_is_read_back():
    assert loaded(TokenSet.from_answer(ANSWER, NOW).dumped()) == ("the-access-token", "the-refresh-token")
