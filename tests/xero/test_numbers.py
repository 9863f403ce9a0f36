"""Company and VAT numbers: one spelling for what is valid, nothing for what is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.xero.numbers import REGISTERS, are_different, are_same, read_company_number, read_vat_number
from tests.xero.fit_pairs import HELD_OUT, LABELLED, read_firms

COUNTRIES = sorted({*REGISTERS, "XI", "IM", "DE", "IT", "ES", "PL", "AE", ""})
WRITTEN = sorted(
    {
        number
        for file in (LABELLED, HELD_OUT)
        for firm in read_firms(file)
        for pair in firm.pairs
        for number in (
            *(pair.client.company_number, pair.client.vat_number),
            *(pair.books.registration_number, pair.books.tax_number),
        )
        if number
    }
)
UK_LIKE = st.from_regex(r"\A(company no\.? ?)?(SC|NI|OC|R|IP)?[ -]?[0-9]{1,8}\Z")
TYPED = st.one_of(st.text(max_size=20), st.sampled_from(WRITTEN), UK_LIKE)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("08123401", "08123401"),
        ("8123401", "08123401"),
        (" 0812 3401 ", "08123401"),
        ("Company No. 8123401", "08123401"),
        ("Registered in England & Wales 8123401", "08123401"),
        ("SC 45678", "SC045678"),
        ("sc-204567", "SC204567"),
        ("NI034567", "NI034567"),
        ("OC300123", "OC300123"),
        ("NC001234", "NC001234"),
        ("FC012345", "FC012345"),
        ("R0000123", "R0000123"),
        ("０８１２３４０１", "08123401"),
    ],
)
def test_a_uk_number_is_written_as_companies_house_writes_it(raw, expected):
    number = read_company_number(raw, "GB")

    assert (number.value, number.is_valid) == (expected, True)


@pytest.mark.parametrize(
    "raw", ["O8123401", "081234011", "ZZ123456", "SC1234567", "1", "12", "08123401A", "GB12"]
)
def test_a_mistyped_number_is_kept_and_is_not_valid(raw):
    number = read_company_number(raw, "GB")

    assert not number or not number.is_valid


@pytest.mark.parametrize(
    "raw", [None, "", " ", "-", "TBC", "n/a", "None", "00000000", "12345678", "99999999"]
)
def test_a_placeholder_is_no_number(raw):
    assert read_company_number(raw, "GB") is None
    assert read_vat_number(raw, "GB") is None


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("SC204570", "00204570", False),
        ("204570", "00204570", True),
        ("NI 34567", "NI034567", True),
    ],
)
def test_a_prefix_is_another_register_of_companies(one, other, is_same):
    ours, theirs = read_company_number(one, "GB"), read_company_number(other, "GB")

    assert are_same(ours, theirs) is is_same
    assert are_different(ours, theirs) is not is_same


def test_numbers_of_registers_that_do_not_compare_are_neither_same_nor_different():
    company, charity = (
        read_company_number("01098765", "GB"),
        read_company_number("1098765", "GB", is_charity=True),
    )
    irish = read_company_number("204570", "IE")

    for one, other in ((company, charity), (company, irish), (company, None), (None, None)):
        assert not are_same(one, other)
        assert not are_different(one, other)


def test_an_australian_companys_two_numbers_are_one():
    company = read_company_number("004 085 616", "AU")

    assert are_same(company, read_company_number("53 004 085 616", "AU")) is True
    assert are_different(company, read_company_number("51 824 753 556", "AU")) is True


@pytest.mark.parametrize(
    "raw", ["425876718", "GB 425 8767 18", "XI425876718", "GB425876718001", "gb-425.8767.18"]
)
def test_a_vat_number_is_the_same_however_it_is_written(raw):
    assert read_vat_number(raw, "GB").value == "GB425876718"


def test_a_prefix_outweighs_the_country():
    assert read_vat_number("IE6433435F", "GB") == read_vat_number("6433435F", "IE")


@settings(deadline=None)
@given(TYPED, st.sampled_from(COUNTRIES), st.booleans())
def test_reading_a_company_number_again_changes_nothing(raw, country, is_charity):
    number = read_company_number(raw, country, is_charity=is_charity)

    if number and number.is_valid:
        assert read_company_number(number.value, country, is_charity=is_charity) == number


@settings(deadline=None)
@given(TYPED, st.sampled_from(COUNTRIES))
def test_reading_a_vat_number_again_changes_nothing(raw, country):
    number = read_vat_number(raw, country)

    if number and number.is_valid:
        assert read_vat_number(number.value, country) == number


@settings(deadline=None)
@given(TYPED, TYPED, st.sampled_from(COUNTRIES))
def test_two_numbers_are_never_both_same_and_different(one, other, country):
    ours, theirs = read_company_number(one, country), read_company_number(other, country)

    assert not (are_same(ours, theirs) and are_different(ours, theirs))
    assert are_same(ours, theirs) == are_same(theirs, ours)
