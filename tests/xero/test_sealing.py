"""What is sealed opens only where it belongs, with a key on the ring."""

import base64

import pytest

from app.xero.errors import SealBroken
from app.xero.sealing import KeyRing

OLD, NEW = b"o" * 32, b"n" * 32
ROW = ("tokens", 1, "our-app", "priya")


def damaged(sealed, position):
    name, _, encoded = sealed.partition(".")
    raw = bytearray(base64.b64decode(encoded))
    raw[position] ^= 1
    return f"{name}.{base64.b64encode(raw).decode()}"


def test_what_was_sealed_opens_again():
    ring = KeyRing({"2026a": NEW})

    assert ring.open(ring.seal("geheim ☂", *ROW), *ROW) == "geheim ☂"


def test_the_same_text_never_looks_the_same_twice():
    ring = KeyRing({"2026a": NEW})

    assert ring.seal("text", *ROW) != ring.seal("text", *ROW)


@pytest.mark.parametrize(
    "other_row",
    [
        ("tokens", 2, "our-app", "priya"),
        ("tokens", 1, "another-app", "priya"),
        ("tokens", 1, "our-app", "sam"),
        ("trip", 1, "our-app", "priya"),
        ("tokens", 1, "our-app"),
        (),
    ],
)
def test_a_text_moved_to_another_row_does_not_open(other_row):
    ring = KeyRing({"2026a": NEW})

    with pytest.raises(SealBroken):
        ring.open(ring.seal("text", *ROW), *other_row)


@pytest.mark.parametrize("position", [0, 11, 12, -1])
def test_a_damaged_text_does_not_open(position):
    ring = KeyRing({"2026a": NEW})

    with pytest.raises(SealBroken):
        ring.open(damaged(ring.seal("text", *ROW), position), *ROW)


@pytest.mark.parametrize("sealed", ["", "2026a", "2026a.", "2026a.AAAA", "2026a.not base64", ".AAAA", "text"])
def test_what_was_never_sealed_does_not_open(sealed):
    with pytest.raises(SealBroken):
        KeyRing({"2026a": NEW}).open(sealed, *ROW)


def test_a_text_under_a_key_that_is_gone_does_not_open():
    sealed = KeyRing({"2025a": OLD}).seal("text", *ROW)

    with pytest.raises(SealBroken, match="not on the ring"):
        KeyRing({"2026a": NEW}).open(sealed, *ROW)


def test_another_key_under_the_same_name_does_not_open_it():
    sealed = KeyRing({"2026a": OLD}).seal("text", *ROW)

    with pytest.raises(SealBroken):
        KeyRing({"2026a": NEW}).open(sealed, *ROW)


def test_during_a_rotation_the_first_key_seals_and_both_open():
    old, both = KeyRing({"2025a": OLD}), KeyRing({"2026a": NEW, "2025a": OLD})

    assert both.open(old.seal("text", *ROW), *ROW) == "text"
    assert both.open(both.seal("text", *ROW), *ROW) == "text"
    assert both.seal("text", *ROW).startswith("2026a.")


def test_a_ring_and_its_refusals_show_no_key_and_no_text():
    ring = KeyRing({"2026a": NEW})

    with pytest.raises(SealBroken) as refused:
        ring.open(ring.seal("the-secret", *ROW))
    for shown in (repr(ring), str(refused.value)):
        assert "nnnn" not in shown
        assert "the-secret" not in shown
