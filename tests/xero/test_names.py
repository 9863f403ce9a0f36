"""Names brought to one spelling."""

import pytest

from app.xero.legal_forms import Form
from app.xero.names import Name, read_names


def read(raw: str, country: str = "GB") -> Name:
    (name,) = read_names(raw, country)
    return name


@pytest.mark.parametrize(
    ("raw", "country", "key", "form"),
    [
        ("Bright Bakery Ltd", "GB", "brightbakery", Form.COMPANY),
        ("Bright Bakery Public Limited Company", "GB", "brightbakery", Form.COMPANY),
        ("Strictly Limited Prints", "GB", "strictlylimitedprints", None),
        ("Limited Editions Limited", "GB", "limitededitions", Form.COMPANY),
        ("Bright Bakery Ltd (UK)", "GB", "brightbakeryuk", Form.COMPANY),
        ("Kelp & Co (Pty) Ltd", "ZA", "kelpandco", Form.COMPANY),
        ("Dovecote Dental L.L.P.", "GB", "dovecotedental", Form.LLP),
        ("Camden Choir CIO", "GB", "camdenchoir", Form.CHARITY),
        ("Lindenhof GmbH & Co. KG", "DE", "lindenhof", Form.PARTNERSHIP),
        ("Αρτοποιεία Μελτέμι Ε.Π.Ε.", "GR", "αρτοποιειαμελτεμι", Form.COMPANY),
        ("ООО Ромашка", "CY", "ромашка", Form.COMPANY),
        ("The Day Spa", "GB", "dayspa", None),
        ("Terme Day Spa", "IT", "termeday", Form.COMPANY),
        ("DBA Systems Ltd", "GB", "dbasystems", Form.COMPANY),
        ("ATF Plumbing", "GB", "atfplumbing", None),
        ("Łódź Ærø Straße", "PL", "lodzaerostrasse", None),
        ("Zero\u200bWidth Ltd", "GB", "zerowidth", Form.COMPANY),
    ],
)
def test_a_name_is_read_without_what_is_only_writing(raw, country, key, form):
    name = read(raw, country)

    assert name.key == key
    assert (name.standing and name.standing.form) == form


def test_digits_stay_apart_where_letters_are_drawn_together():
    assert read("Area 5 1 Ltd").key != read("Area 51 Ltd").key
    assert read("Hi-Fi House").key == read("Hifi House").key


@pytest.mark.parametrize(
    ("raw", "numbers"),
    [
        ("Elm Holdings 2 Ltd", (2,)),
        ("Elm Holdings No. 2 Ltd", (2,)),
        ("Elm Holdings Two Ltd", (2,)),
        ("Elm Holdings II Ltd", (2,)),
        ("Elm2019 Ltd", (2019,)),
        ("Elm Fund V", (5,)),
        ("V Festival Ltd", ()),
        ("24/7 Plumbing", (24, 7)),
        ("B2B Ltd", ()),
        ("٣ Elm Ltd", (3,)),
    ],
)
def test_numbers_are_read_however_they_are_written(raw, numbers):
    assert read(raw).numbers == numbers


@pytest.mark.parametrize(
    ("raw", "keys"),
    [
        ("Maria Lopez t/a Corner Café", ["marialopez", "cornercafe"]),
        ("Bure Ltd T/As The Wherry Inn", ["bure", "wherryinn"]),
        ("Bure Ltd trading as: Wherry", ["bure", "wherry"]),
        ("Coolum Pty Ltd ATF Coolum Unit Trust", ["coolumunittrust"]),
        ("The Trustee for Maleny Dairy Trust", ["malenydairytrust"]),
    ],
)
def test_one_text_may_hold_two_names_and_a_trustee_speaks_for_the_trust(raw, keys):
    assert [name.key for name in read_names(raw, "GB")] == keys


@pytest.mark.parametrize(
    "raw", [None, "", "  ", "🌙🌙", "...", "Ltd", "TBC", "Demo Company (UK)", "My Company"]
)
def test_what_names_nobody_is_no_name(raw):
    assert read_names(raw, "GB") == ()


@pytest.mark.parametrize(
    ("raw", "role"),
    [
        ("Elm Family Trust", Form.TRUST),
        ("Elm Pension Scheme No 2", Form.PENSION),
        ("Elm SSAS", Form.PENSION),
        ("Elm Foundation", Form.CHARITY),
        ("Trust Motors Ltd", None),
    ],
)
def test_a_trust_says_so_at_the_end(raw, role):
    assert read(raw).role == role
