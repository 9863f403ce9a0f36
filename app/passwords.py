"""Passwords: how they are hashed, compared, made and refused."""

from __future__ import annotations

import secrets
import unicodedata
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.common_passwords import COMMON_PASSWORDS

hasher = PasswordHasher()

SHORTEST, LONGEST = 12, 1000
FEWEST_DIFFERENT = 5
GENERATED_GROUPS, GROUP_LENGTH = 5, 4
# Without letters and digits that look alike when read out or copied by hand.
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"


def hashed(password: str) -> str:
    """The password as it is stored. Works for tens of milliseconds: hold no transaction open."""
    return hasher.hash(normal(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether a password is the stored one; does the same work where there is none. Slow as `hashed`."""
    try:
        return hasher.verify(stored or unmatchable(), normal(password))
    except (VerifyMismatchError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Whether a password was hashed with other parameters than today's."""
    return hasher.check_needs_rehash(stored)


def unmatchable() -> str:
    """A hash with today's parameters that no password is known to have."""
    salt, digest = (plain_base64(bytes(size)) for size in (hasher.salt_len, hasher.hash_len))
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${digest}"


def plain_base64(raw: bytes) -> str:
    return b64encode(raw).decode().rstrip("=")


def normal(password: str) -> str:
    # The same keys send different code points for é on different systems.
    return unicodedata.normalize("NFKC", password)


def generated() -> str:
    """A new random password that can be read out: five groups of four, about 99 bits."""
    return "-".join(
        "".join(secrets.choice(LEGIBLE) for _ in range(GROUP_LENGTH)) for _ in range(GENERATED_GROUPS)
    )


def fault_of_new(password: str, *, email: str, names: tuple[str, ...]) -> str | None:
    """What to do instead of this new password, or None; `names` are the user's and the practice's."""
    if len(password) < SHORTEST:
        return f"Choose a password of at least {SHORTEST} characters"
    if len(password) > LONGEST:
        return f"Choose a password of at most {LONGEST:,} characters"
    if letters(password) and letters(password) in map(letters, (email, *names)):
        return "Choose a password that is not your e-mail address, your name or your practice’s name"
    if is_common(password):
        return "Choose a password that is harder to guess: this one is on every list of common passwords"
    return None


def is_common(password: str) -> bool:
    folded = "".join(mark for mark in normal(password).casefold() if mark.isalnum())
    return folded in COMMON_PASSWORDS or len(set(normal(password))) < FEWEST_DIFFERENT


def letters(text: str) -> str:
    """The letters of a text alone, so that a name with digits or signs added is still that name."""
    return "".join(mark for mark in normal(text).casefold() if mark.isalpha())
