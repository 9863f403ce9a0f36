"""The HTTP API of the control: each deed does what it says, and says what it cannot do."""

from __future__ import annotations

import pytest

from sandbox.control_client import ControlClient, ControlRefused
from tests.sandbox.conftest import PRIYA, SAM, Books
from tests.sandbox.trip import CLIENT_ID, DAY, REDIRECT_URI, Trip

EVERY_FACT = {
    "legal_name": "Wrenfield Upholstery Limited",
    "short_code": "!wren",
    "country_code": "IE",
    "base_currency": "EUR",
    "registration_number": "998500",
    "tax_number": "IE9982417S",
    "organisation_type": "PARTNERSHIP",
    "line_of_business": "Upholstery",
    "address_line": "1 Mill Lane",
    "city": "Malton",
    "postal_code": "YO17 9ZZ",
    "phone": "01653 000000",
    "financial_year_end_day": 30,
    "financial_year_end_month": 9,
    "timezone": "GMTSTANDARDTIME",
    "version": "GLOBAL",
    "plan": "STANDARD",
    "status": "ACTIVE",
    "pays_tax": False,
    "is_demo": True,
}


def test_an_organisation_can_be_added_with_every_fact(
    app: Trip, books: Books, control: ControlClient
) -> None:
    made = control.add_organisation("Wrenfield Upholstery Ltd", users=[PRIYA], **EVERY_FACT)
    assert {name: made[name] for name in EVERY_FACT} == EVERY_FACT

    tokens = app.sign_in(PRIYA, [made["tenant_id"]])
    found = app.call(tokens, made["tenant_id"]).json()["Organisations"][0]

    assert found["LegalName"] == "Wrenfield Upholstery Limited"
    assert (found["TaxNumber"], found["ShortCode"], found["BaseCurrency"]) == ("IE9982417S", "!wren", "EUR")
    assert (found["IsDemoCompany"], found["PaysTax"], found["Class"]) == (True, False, "STANDARD")
    assert found["Phones"] == [{"PhoneType": "OFFICE", "PhoneNumber": "01653 000000"}]
    assert found["Addresses"][0]["PostalCode"] == "YO17 9ZZ"


def test_facts_can_change(app: Trip, books: Books, control: ControlClient) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])

    control.change_organisation(books.bakery, name="New name", registration_number="99999999")

    found = app.call(tokens, books.bakery).json()["Organisations"][0]
    assert (found["Name"], found["RegistrationNumber"]) == ("New name", "99999999")
    assert found["LegalName"] == "Alder Lane Bakery Ltd"


def test_cutting_ends_one_persons_connection_or_everybodys(
    app: Trip, books: Books, control: ControlClient
) -> None:
    priya, sam = app.sign_in(PRIYA, [books.bakery]), app.sign_in(SAM, [books.bakery])

    assert len(control.cut(books.bakery, PRIYA)) == 1
    assert app.call(priya, books.bakery).status_code == 403
    assert app.call(sam, books.bakery).status_code == 200
    assert app.refresh(priya["refresh_token"]).status_code == 200

    control.cut("Alder Lane Bakery Ltd")
    assert app.call(sam, books.bakery).status_code == 403


def test_a_user_taken_out_of_an_organisation_no_longer_reaches_it(
    app: Trip, books: Books, control: ControlClient
) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])

    control.remove_member(PRIYA, books.bakery)

    assert app.call(tokens, books.bakery).status_code == 403
    assert app.connections(tokens).json() == []
    with pytest.raises(ControlRefused, match="sees 0"):
        app.code(PRIYA, [books.bakery])
    control.add_member(PRIYA, books.bakery)
    assert app.call(app.sign_in(PRIYA, [books.bakery]), books.bakery).status_code == 200


def test_a_deleted_organisation_is_gone_for_everybody(
    app: Trip, books: Books, control: ControlClient
) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])

    control.delete_organisation(books.bakery)

    assert app.call(tokens, books.bakery).status_code == 403
    assert [each["name"] for each in control.organisations()] == ["Harbour & Pine Ltd"]


def test_an_access_token_can_run_out_early(app: Trip, books: Books, control: ControlClient) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])

    assert control.expire_access_token(PRIYA) == 1

    assert "TokenExpired" in app.call(tokens, books.bakery).text
    fresh = app.refresh(tokens["refresh_token"]).json()
    assert app.call(fresh, books.bakery).status_code == 200


def test_a_refresh_token_can_run_out_early(app: Trip, books: Books, control: ControlClient) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])

    control.expire_refresh_token(PRIYA)

    assert app.refresh(tokens["refresh_token"]).json() == {"error": "invalid_grant"}
    assert app.call(tokens, books.bakery).status_code == 200
    assert len(control.connections()) == 1


def test_revoking_is_as_the_user_would_do_it(app: Trip, books: Books, control: ControlClient) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])

    assert control.revoke(PRIYA) == 1

    assert app.refresh(tokens["refresh_token"]).json() == {"error": "invalid_grant"}
    assert "AuthenticationUnsuccessful" in app.call(tokens, books.bakery).text
    assert control.connections() == []


def test_apps_do_not_share_logins_or_connections(app: Trip, books: Books, control: ControlClient) -> None:
    control.register_app("another", "its-secret", [REDIRECT_URI], "Another app")
    another = Trip(app.stand_in, ("another", "its-secret"))
    first, second = app.sign_in(PRIYA, [books.bakery]), another.sign_in(PRIYA, [books.harbour])

    control.revoke(PRIYA, CLIENT_ID)

    assert app.connections(first).status_code == 401
    assert [each["tenantId"] for each in another.connections(second).json()] == [books.harbour]


@pytest.mark.parametrize(
    "redirect_uri", ["http://127.0.0.1:8000/callback", "http://books.example/", "javascript:alert(1)", ""]
)
def test_only_https_or_localhost_can_be_registered(control: ControlClient, redirect_uri: str) -> None:
    with pytest.raises(ControlRefused, match="localhost"):
        control.register_app("another", "its-secret", [redirect_uri])


def test_the_clock_moves_on_and_back(app: Trip, books: Books, control: ControlClient) -> None:
    before = control.state()["now"]

    assert control.move_clock(DAY) == DAY
    assert control.state()["now"] - before >= DAY
    control.set_clock_offset(0)
    assert control.state()["now"] - before < DAY


def test_calls_are_counted_by_endpoint_and_remembered(
    app: Trip, books: Books, control: ControlClient
) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])
    app.refresh(tokens["refresh_token"])
    app.call(tokens, books.bakery)
    app.call(tokens, books.harbour)

    counts = control.calls()
    latest = control.recent_calls()[-1]

    assert (counts["token"], counts["token.code"], counts["token.refresh"]) == (2, 1, 1)
    assert (counts["organisation"], counts["users"]) == (2, 0)
    assert (latest["endpoint"], latest["status"], latest["tenant_id"]) == (
        "organisation",
        403,
        books.harbour,
    )
    control.reset_calls()
    assert set(control.calls().values()) == {0}


def test_current_tokens_can_be_read(app: Trip, books: Books, control: ControlClient) -> None:
    first = app.sign_in(PRIYA, [books.bakery])
    second = app.refresh(first["refresh_token"]).json()

    (login,) = control.tokens()

    assert login["email"] == PRIYA
    assert [token["value"] for token in login["refresh_tokens"]] == [second["refresh_token"]]
    assert [token["value"] for token in login["rotated_refresh_tokens"]] == [first["refresh_token"]]
    assert len(login["access_tokens"]) == 2
