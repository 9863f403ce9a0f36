"""Which new passwords are good enough, and how they are compared."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import passwords

TYPED = st.text(st.characters(codec="utf-8"))


def fault_of(password: str) -> str | None:
    return passwords.fault_of_new(
        password, email="maren@harbour.example", names=("Maren Holt", "Harbour & Pine")
    )


@pytest.mark.parametrize(
    "password",
    [
        "seven grey herons",
        "k3$Zr!9wQ-p2",
        "marenharbourexample and a boat",
        "пароль из пяти слов",
        "  spaces around  ",
        "1975-06-30-2841",
    ],
)
def test_a_long_password_of_any_kind_is_taken(password: str) -> None:
    assert fault_of(password) is None


@pytest.mark.parametrize(
    "password",
    ["password1234", "Password-1234", "qwerty 123456", "aaaaaaaaaaaaaaaa", "abababababab", "123456789012"],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    assert "harder to guess" in (fault_of(password) or "")


def test_a_password_has_an_end() -> None:
    assert fault_of("herons " * 200) == "Choose a password of at most 1,000 characters"


def test_the_same_password_from_another_keyboard_matches() -> None:
    composed, decomposed = "caf\u00e9 au lait sucr\u00e9", "cafe\u0301 au lait sucre\u0301"

    assert passwords.matches(passwords.hashed(composed), decomposed)


def test_a_stored_text_that_is_no_hash_lets_nobody_in() -> None:
    assert not passwords.matches("!", "!")
    assert not passwords.matches(None, "")


@settings(max_examples=25, deadline=None)
@given(TYPED, TYPED)
def test_only_the_same_text_matches(one: str, other: str) -> None:
    stored = passwords.hashed(one)

    assert passwords.matches(stored, one)
    assert passwords.matches(stored, other) is (passwords.normal(one) == passwords.normal(other))


def test_made_passwords_are_good_enough_and_never_the_same() -> None:
    made = {passwords.generated() for _ in range(20)}

    assert len(made) == 20
    assert not any(fault_of(password) for password in made)
