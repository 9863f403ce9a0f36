"""Xero's answers as our own types: every field may be absent, and dates look odd."""

from datetime import UTC, datetime

import pytest

from app.xero.facts import parse_connection, parse_date, parse_organisation

ENTRY = {
    "id": "connection-1",
    "authEventId": "event-1",
    "tenantId": "tenant-1",
    "tenantType": "ORGANISATION",
    "tenantName": "Alder Lane Bakery Ltd",
    "createdDateUtc": "2019-12-07T18:46:19.5165400",
    "updatedDateUtc": "2019-12-07T18:46:19.5187840",
}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2019-12-07T18:46:19.5165400", datetime(2019, 12, 7, 18, 46, 19, 516540, UTC)),
        ("2019-12-07T18:46:19.5", datetime(2019, 12, 7, 18, 46, 19, 500000, UTC)),
        ("2019-12-07T18:46:19", datetime(2019, 12, 7, 18, 46, 19, 0, UTC)),
        ("2019-12-07T18:46:19Z", datetime(2019, 12, 7, 18, 46, 19, 0, UTC)),
        ("2019-12-07T18:46:19.5165400+13:00", datetime(2019, 12, 7, 5, 46, 19, 516540, UTC)),
    ],
)
def test_a_date_without_a_zone_is_in_utc(raw, expected):
    assert parse_date(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [None, "", "yesterday", "2019-12-07", "2019-13-40T18:46:19", "0001-01-01T00:00:00+13:00", "/Date(1)/"],
)
def test_what_is_no_date_is_none(raw):
    assert parse_date(raw) is None


def test_a_connection_is_read_whole():
    connection = parse_connection(ENTRY)

    assert (connection.xero_id, connection.tenant_id) == ("connection-1", "tenant-1")
    assert connection.name == "Alder Lane Bakery Ltd"
    assert connection.auth_event_id == "event-1"
    assert connection.connected_at == datetime(2019, 12, 7, 18, 46, 19, 516540, UTC)


@pytest.mark.parametrize("name", ["authEventId", "tenantName", "createdDateUtc", "updatedDateUtc"])
@pytest.mark.parametrize("value", [None, 7, ""])
def test_a_connection_may_lack_whatever_does_not_address_it(name, value):
    assert parse_connection(ENTRY | {name: value}).tenant_id == "tenant-1"


@pytest.mark.parametrize("name", ["id", "tenantId", "tenantType"])
def test_a_connection_that_cannot_be_addressed_is_dropped(name):
    assert parse_connection(ENTRY | {name: None}) is None


@pytest.mark.parametrize("kind", ["PRACTICE", "PRACTICEMANAGER", "organisation", "SOMETHINGNEW"])
def test_only_a_set_of_books_is_an_organisation(kind):
    assert parse_connection(ENTRY | {"tenantType": kind}) is None


def test_an_organisations_facts_may_all_be_absent():
    facts = parse_organisation({"Organisations": [{}]})

    assert facts.name == ""
    assert facts.short_code is None
    assert facts.is_demo_company is False


@pytest.mark.parametrize(
    "answer", [{}, {"Organisations": []}, {"Organisations": None}, {"Organisations": ["x"]}]
)
def test_an_answer_without_an_organisation_is_none(answer):
    assert parse_organisation(answer) is None


def test_facts_are_no_longer_than_we_can_keep():
    facts = parse_organisation(
        {"Organisations": [{"Name": "Alder", "TaxNumber": "9" * 300, "CountryCode": "GBRX"}]}
    )

    assert facts.tax_number is None
    assert facts.country_code is None
