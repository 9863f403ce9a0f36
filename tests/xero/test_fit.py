"""The three verdicts and their reasons, rule by rule."""

from dataclasses import replace

import pytest

from app.xero.fit import BooksFacts, ClientFacts, Fit, Verdict, judge

CERTAIN, UNSURE, CONTRADICTED = Verdict.CERTAIN, Verdict.UNSURE, Verdict.CONTRADICTED
VAT, OTHER_VAT = "425876718", "418258151"
BAKERY = ClientFacts("Bright Bakery Ltd", company_number="08123401")
BAKERY_BOOKS = BooksFacts("Bright Bakery", "Bright Bakery Limited", "8123401", country_code="GB")


def fit(client: ClientFacts | str, books: BooksFacts | str, *, name_is_unique: bool = True) -> Fit:
    ours = ClientFacts(client) if isinstance(client, str) else client
    theirs = BooksFacts(books) if isinstance(books, str) else books
    return judge(ours, theirs, name_is_unique=name_is_unique)


def verdict(client: ClientFacts | str, books: BooksFacts | str) -> Verdict:
    return fit(client, books).verdict


def test_equal_company_numbers_are_certain():
    found = fit(BAKERY, BAKERY_BOOKS)

    assert found == Fit(CERTAIN, "The company numbers are equal: 08123401", 100)


def test_a_renamed_company_keeps_its_number():
    assert verdict(BAKERY, replace(BAKERY_BOOKS, name="Crumb Group PLC", legal_name=None)) is CERTAIN


def test_a_company_number_on_a_person_does_not_make_them_the_company():
    found = fit(ClientFacts("John Smith", "sole_trader", "08123401"), BAKERY_BOOKS)

    assert found.verdict is UNSURE
    assert found.reason == (
        "The company numbers are equal: 08123401. "
        "But: Different legal forms: the client is a person, the organisation a company"
    )


def test_different_company_numbers_contradict_an_equal_name():
    found = fit(BAKERY, replace(BAKERY_BOOKS, registration_number="SC081234"))

    assert (found.verdict, found.reason) == (
        CONTRADICTED,
        "The company numbers differ: 08123401 and SC081234",
    )


@pytest.mark.parametrize("number", ["TBC", "N/A", "none", "00000000", "12345678", "99999999", "pending", "-"])
def test_placeholders_are_no_numbers(number):
    client = ClientFacts("Heron Joinery Ltd", company_number=number, vat_number=number)
    books = BooksFacts("Elm Electrical Ltd", registration_number=number, tax_number=number)

    assert fit(client, books).verdict is UNSURE
    assert fit(client, books).reason == "Nothing says that they are the same"


def test_a_mistyped_number_proves_nothing_and_is_named():
    client = ClientFacts("Heron Joinery Ltd", vat_number="425876719")
    books = BooksFacts("Heron Joiners Ltd", tax_number="425876719")

    assert fit(client, books).verdict is UNSURE
    assert "The client’s VAT number is not a valid one: 425876719" in fit(client, books).reason


def test_a_charity_number_is_not_a_company_number():
    assert (
        verdict(ClientFacts("Oak Aid", "charity", "1098765"), BooksFacts("Elm Ltd", None, "01098765"))
        is UNSURE
    )


@pytest.mark.parametrize(
    ("client", "organisation"),
    [
        ("Bright Bakery Ltd", "BRIGHT BAKERY LIMITED"),
        ("The Bright Bakery Ltd", "Bright Bakery Ltd."),
        ("Café Lumière Ltd", "Cafe Lumiere Ltd"),
        ("Salt & Pepper Ltd", "Salt and Pepper Ltd"),
        ("Salt + Pepper Ltd", "Salt & Pepper Ltd"),
        ("O’Brien’s Joinery Ltd", "OBriens Joinery Ltd"),
        ("A.B.C. Nurseries Ltd", "ABC Nurseries Ltd"),
        ("Hi-Fi House Ltd", "HiFi House Ltd"),
        ("Smith & Co Ltd", "Smith and Company Limited"),
        ("Maria Lopez t/a Corner Café", "Corner Cafe"),
        ("Maria Lopez", "Maria Lopez trading as Corner Cafe"),
        ("Bright Bakery L.L.P.", "Bright Bakery LLP"),
        ("Καφενείο Μελτέμι", "ΚΑΦΕΝΕΙΟ ΜΕΛΤΕΜΙ"),
        ("مخبز الزيتونة", "مخبز الزيتونة"),
        ("北京烤鸭", "北京烤鸭"),
    ],
)
def test_names_that_differ_in_writing_only_are_certain(client, organisation):
    assert verdict(client, organisation) is CERTAIN
    assert fit(client, organisation, name_is_unique=False).verdict is UNSURE


@pytest.mark.parametrize(
    ("client", "organisation"),
    [
        ("Bright Bakery Ltd", "Bright Bakery Holdings Ltd"),
        ("Bright Bakery Ltd", "Bright Bakery Group"),
        ("Inkwell Press Ltd", "Inkwell Press (Northern) Ltd"),
        ("Inkwell Press Ltd", "Inkwell Press (UK) Ltd"),
        ("J Smith", "John Smith"),
        ("John Smith", "John Smith Ltd"),
        ("Bright Bakery Ltd", "Bright Bakery PLC"),
        ("Bright Bakery Ltd", "Brihgt Bakery Ltd"),
        ("", ""),
        ("🌙", "🌙"),
        ("!!!", "!!!"),
        ("Ltd", "Ltd"),
        ("TBC", "TBC"),
        ("がま", "かま"),
        ("Йод", "Иод"),
    ],
)
def test_other_names_are_unsure(client, organisation):
    assert verdict(client, organisation) is UNSURE


def test_a_trading_name_is_not_enough_where_the_legal_name_is_another():
    found = fit("Corner Cafe", BooksFacts("Corner Cafe", "Swaffham Stores Ltd"))

    assert found.verdict is UNSURE
    assert "the legal names differ: “Corner Cafe”, “Swaffham Stores Ltd”" in found.reason


@pytest.mark.parametrize(
    ("client", "organisation"),
    [
        ("Alpha Ltd t/a Beta", "Gamma Ltd t/a Beta"),
        ("Alpha Ltd t/a Beta", "Beta Ltd"),
        ("Beta Ltd", "Alpha Ltd t/a Beta"),
    ],
)
def test_two_companies_may_trade_under_one_name(client, organisation):
    assert verdict(client, organisation) is UNSURE
    both = ClientFacts(client, vat_number=VAT), BooksFacts(organisation, tax_number=VAT)
    assert verdict(*both) is UNSURE


def test_an_equal_name_with_another_vat_number_is_unsure():
    client = ClientFacts("Bright Bakery Ltd", vat_number=VAT)

    assert verdict(client, BooksFacts("Bright Bakery Ltd", tax_number=OTHER_VAT)) is UNSURE
    assert verdict(client, BooksFacts("Bright Bakery Ltd", tax_number=f"GB {VAT}")) is CERTAIN


def test_one_vat_number_makes_a_misspelled_name_certain():
    client = ClientFacts("Heaton Hardware Ltd", vat_number=VAT)

    assert verdict(client, BooksFacts("Heaton Hardwear Ltd", tax_number=VAT)) is CERTAIN
    assert verdict(client, BooksFacts("Heaton Hardwear Ltd")) is UNSURE


@pytest.mark.parametrize(
    ("client", "organisation"),
    [
        ("Tyne Foods Retail Ltd", "Tyne Foods Wholesale Ltd"),
        ("Ouseburn A Ltd", "Ouseburn B Ltd"),
        ("Ouseburn East Ltd", "Ouseburn West Ltd"),
        ("Rosewarne Estate Ltd", "Rosewarne Estates Ltd"),
        ("Morwenna Rowe", "Morwenna Rowe Ltd"),
    ],
)
def test_companies_of_one_vat_group_are_not_mistaken_for_each_other(client, organisation):
    found = fit(ClientFacts(client, vat_number=VAT), BooksFacts(organisation, tax_number=VAT))

    assert found.verdict is UNSURE
    assert found.reason.startswith("The VAT numbers are equal")


@pytest.mark.parametrize(
    ("client", "organisation", "reason"),
    [
        (
            ClientFacts("Elm", "llp"),
            BooksFacts("Elm Ltd"),
            "the client is an LLP, the organisation a company",
        ),
        (ClientFacts("Elm LLP"), BooksFacts("Elm Ltd"), "the client is an LLP, the organisation a company"),
        (ClientFacts("Al Elm", "sole_trader"), BooksFacts("Al Elm Ltd"), "the client is a person"),
        (ClientFacts("Elm Ltd"), BooksFacts("Elm Family Trust"), "Only the organisation is a trust"),
        (ClientFacts("Elm Ltd"), BooksFacts("Elm Pension Scheme"), "Only the organisation is a pension fund"),
        (ClientFacts("Elm Charity"), BooksFacts("Elm Ltd"), "Only the client is a charity"),
        (
            ClientFacts("Elm Holdings 2 Ltd"),
            BooksFacts("Elm Holdings 3 Ltd"),
            "Different numbers in the names",
        ),
        (ClientFacts("Elm Homes II"), BooksFacts("Elm Homes III"), "Different numbers in the names"),
        (ClientFacts("Elm Homes No 1"), BooksFacts("Elm Homes Two"), "Different numbers in the names"),
        (
            ClientFacts("Elm Ltd"),
            BooksFacts("Elm Ltd", country_code="IE"),
            "the client is in the United Kingdom",
        ),
        (ClientFacts("Elm Ltd"), BooksFacts("Elm Ltd", is_demo_company=True), "demo company"),
    ],
)
def test_what_contradicts_is_said(client, organisation, reason):
    found = fit(client, organisation)

    assert found.verdict is CONTRADICTED
    assert reason in found.reason
    assert found.score < 70


def test_xero_knows_no_llp_and_so_does_not_contradict_one():
    client = ClientFacts("Elm", "llp", "OC301234")

    assert verdict(client, BooksFacts("Elm", None, "OC301234", organisation_type="COMPANY")) is CERTAIN
    assert verdict(client, BooksFacts("Elm LLP", organisation_type="PARTNERSHIP")) is CERTAIN
    assert verdict(client, BooksFacts("Elm", organisation_type="PARTNERSHIP")) is UNSURE


def test_a_trading_trust_is_not_the_company_of_its_name():
    company = ClientFacts("Carlton Cakes Pty Ltd", "company", "004 085 616", country="AU")
    trust = BooksFacts(
        "Carlton Cakes", None, "51 824 753 556", country_code="AU", organisation_type="COMPANY"
    )

    assert verdict(company, trust) is CONTRADICTED


def test_holdings_rank_below_the_company_itself():
    client = ClientFacts("Old Mill Ltd")
    scores = [fit(client, name).score for name in ("Old Mill Ltd", "Old Mil Ltd", "Old Mill Holdings Ltd")]

    assert scores == sorted(scores, reverse=True)
