"""/connections in either case, with the ids and dates as Xero writes them."""

from __future__ import annotations

import re

import requests

from sandbox.control_client import ControlClient
from tests.sandbox.conftest import PRIYA, SAM, Books
from tests.sandbox.trip import MINUTE, TIMEOUT, Trip, claims_of

SEVEN_DIGITS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}")


def test_a_connection_has_xeros_fields(app: Trip, books: Books) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])

    (found,) = app.connections(tokens).json()

    assert sorted(found) == [
        "authEventId",
        "createdDateUtc",
        "id",
        "tenantId",
        "tenantName",
        "tenantType",
        "updatedDateUtc",
    ]
    assert found["tenantId"] == books.bakery
    assert found["id"] != books.bakery
    assert found["tenantName"] == "Alder Lane Bakery Ltd"
    assert found["tenantType"] == "ORGANISATION"
    assert SEVEN_DIGITS.fullmatch(found["createdDateUtc"])
    assert SEVEN_DIGITS.fullmatch(found["updatedDateUtc"])


def test_both_spellings_answer_and_carry_no_limit_headers(app: Trip, books: Books) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}

    answers = [
        requests.get(f"{app.stand_in.url}/{name}", headers=headers, timeout=TIMEOUT)
        for name in ("connections", "Connections")
    ]

    assert answers[0].json() == answers[1].json()
    assert not [name for name in answers[0].headers if "limit" in name.lower()]


def test_nothing_left_is_an_empty_list(app: Trip, books: Books, control: ControlClient) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])

    control.cut(books.bakery)

    assert (app.connections(tokens).status_code, app.connections(tokens).json()) == (200, [])


def test_each_person_sees_only_their_own(app: Trip, books: Books) -> None:
    priya, sam = app.sign_in(PRIYA, [books.bakery]), app.sign_in(SAM, [books.bakery])

    (hers,), (his,) = app.connections(priya).json(), app.connections(sam).json()

    assert hers["tenantId"] == his["tenantId"]
    assert hers["id"] != his["id"]


def test_the_filter_names_what_was_chosen_in_this_consent(app: Trip, books: Books) -> None:
    app.sign_in(PRIYA, [books.bakery])
    tokens = app.sign_in(PRIYA, [books.harbour])
    event = claims_of(tokens["access_token"])["authentication_event_id"]

    assert [found["tenantId"] for found in app.connections(tokens, authEventId=event).json()] == [
        books.harbour
    ]


def test_continuing_keeps_the_first_event(app: Trip, books: Books, control: ControlClient) -> None:
    before = app.connections(app.sign_in(PRIYA, [books.bakery])).json()
    control.move_clock(MINUTE)

    tokens = app.sign_in(PRIYA)

    event = claims_of(tokens["access_token"])["authentication_event_id"]
    assert app.connections(tokens).json() == before
    assert app.connections(tokens, authEventId=event).json() == []


def test_continuing_may_move_the_updated_date(app: Trip, books: Books, control: ControlClient) -> None:
    (before,) = app.connections(app.sign_in(PRIYA, [books.bakery])).json()
    control.set_modes(reauthorising_moves_updated_date=True)
    control.move_clock(MINUTE)

    (after,) = app.connections(app.sign_in(PRIYA)).json()

    assert after["updatedDateUtc"] > before["updatedDateUtc"]
    assert after["createdDateUtc"] == before["createdDateUtc"]


def test_a_practice_can_be_connected_and_is_no_set_of_books(
    app: Trip, books: Books, control: ControlClient
) -> None:
    for kind in ("PRACTICE", "PRACTICEMANAGER"):
        made = control.add_organisation(f"Harbour {kind}", users=[PRIYA], tenant_type=kind)
        tokens = app.sign_in(PRIYA, [made["tenant_id"]])
        assert app.call(tokens, made["tenant_id"]).status_code == 403

    assert [
        c["tenantType"] for c in sorted(app.connections(tokens).json(), key=lambda c: c["tenantName"])
    ] == [
        "PRACTICE",
        "PRACTICEMANAGER",
    ]


def test_the_order_means_nothing_and_does_not_change(app: Trip, books: Books, control: ControlClient) -> None:
    control.set_modes(several_at_once=True)
    made = control.add_organisations([{"name": f"Books {n:02}", "users": [PRIYA]} for n in range(20)])
    tokens = app.sign_in(PRIYA, [each["tenant_id"] for each in made])

    names = [each["tenantName"] for each in app.connections(tokens).json()]

    assert names not in (sorted(names), sorted(names, reverse=True))
    assert names == [each["tenantName"] for each in app.connections(tokens).json()]


def test_deleting_takes_the_connection_id(app: Trip, books: Books) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])
    (found,) = app.connections(tokens).json()

    assert app.disconnect(tokens, books.bakery).status_code == 403
    answer = app.disconnect(tokens, found["id"])
    assert (answer.status_code, answer.content) == (204, b"")
    assert app.disconnect(tokens, found["id"]).status_code == 404
    assert app.connections(tokens).json() == []
    assert app.refresh(tokens["refresh_token"]).status_code == 200


def test_somebody_elses_connection_does_not_exist(app: Trip, books: Books) -> None:
    priya, sam = app.sign_in(PRIYA, [books.bakery]), app.sign_in(SAM, [books.bakery])
    (hers,) = app.connections(priya).json()

    assert app.disconnect(sam, hers["id"]).status_code == 404
    assert len(app.connections(priya).json()) == 1


def test_deleting_may_end_it_for_everybody(app: Trip, books: Books, control: ControlClient) -> None:
    control.set_modes(deleting_ends_it_for_everybody=True)
    priya, sam = app.sign_in(PRIYA, [books.bakery]), app.sign_in(SAM, [books.bakery])

    app.disconnect(priya, app.connections(priya).json()[0]["id"])

    assert app.connections(sam).json() == []


def test_renaming_shows_in_the_list(app: Trip, books: Books, control: ControlClient) -> None:
    tokens = app.sign_in(PRIYA, [books.bakery])

    control.change_organisation(books.bakery, name="Alder & Daughters Ltd")

    assert app.connections(tokens).json()[0]["tenantName"] == "Alder & Daughters Ltd"


def test_fields_can_be_left_out(app: Trip, books: Books, control: ControlClient) -> None:
    control.set_modes(omit_auth_event_id=True, omit_authentication_event_id=True)
    tokens = app.sign_in(PRIYA, [books.bakery])

    assert "authEventId" not in app.connections(tokens).json()[0]
    assert "authentication_event_id" not in claims_of(tokens["access_token"])
