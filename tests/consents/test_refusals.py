"""Whatever comes back from Xero is answered in words, and nothing is half-stored."""

from __future__ import annotations

from datetime import timedelta

import pytest
from freezegun import freeze_time

from app.clock import utcnow
from app.models import XeroConnection, XeroConsent, XeroLink, XeroLogin, XeroOrganisation
from tests.records import change, rows
from tests.travel import PRIYA, come_back, priya, set_out, travel

STORED = (XeroLogin, XeroOrganisation, XeroConnection, XeroLink)
CHOICE = ["Harbour & Pine Ltd"]


@pytest.fixture
def traveller(visitor, harbour, xero):
    """The admin's browser, about to set out; Priya sees one organisation over there."""
    priya(xero, *CHOICE)
    return visitor.sign_in(harbour.admin)


def approved(traveller, xero):
    return xero.control.approve(set_out(traveller), PRIYA, CHOICE)


def nothing_is_stored(app):
    return not any(rows(app, model) for model in STORED)


def exchanges(xero):
    return xero.control.calls().get("token.code", 0)


def test_an_unknown_state_is_a_page_and_no_code_is_exchanged(app, traveller, xero):
    address = approved(traveller, xero)

    page = come_back(traveller, address.replace("state=", "state=x"))

    assert page.status == 400
    assert page.h1 == "We do not know this trip to Xero"
    assert "Nothing was changed." in page
    assert exchanges(xero) == 0
    assert come_back(traveller, address).h1 == "Linked"


@pytest.mark.parametrize("query", ["", "?code=abc", "?error=access_denied", "?state=", "?state=%00&code=%00"])
def test_a_callback_without_a_state_of_ours_is_unknown(traveller, query):
    page = traveller.get(f"/xero/callback{query}")

    assert (page.status, page.h1) == (400, "We do not know this trip to Xero")


def test_a_trip_is_good_for_an_hour(app, traveller, xero):
    with freeze_time(utcnow()) as clock:
        address = set_out(traveller)
        clock.tick(timedelta(minutes=59, seconds=59))
        assert come_back(traveller, xero.control.approve(address, PRIYA, CHOICE)).h1 == "Linked"


def test_a_trip_of_more_than_an_hour_took_too_long(app, traveller, xero):
    with freeze_time(utcnow()) as clock:
        address = set_out(traveller)
        clock.tick(timedelta(hours=1))
        page = come_back(traveller, xero.control.approve(address, PRIYA, CHOICE))

    assert page.h1 == "That took too long"
    assert exchanges(xero) == 0
    assert nothing_is_stored(app)


def test_another_browser_is_refused_and_the_right_one_can_still_finish(traveller, new_visitor, harbour, xero):
    address = approved(traveller, xero)
    other = new_visitor().sign_in(harbour.admin)
    set_out(other)

    for stranger in (other, new_visitor()):
        page = come_back(stranger, address)
        assert page.status == 400
        assert page.h1 == "This trip to Xero did not begin in this browser"
    assert exchanges(xero) == 0

    assert come_back(traveller, address).h1 == "Linked"


def test_the_same_browser_twice_sees_the_first_result_and_no_code_is_exchanged_again(traveller, xero):
    address = approved(traveller, xero)
    first = come_back(traveller, address)

    second = come_back(traveller, address)

    assert second.path == first.path
    assert second.h1 == "Linked"
    assert exchanges(xero) == 1


def test_coming_back_again_with_an_error_does_not_overturn_the_first_result(traveller, xero):
    address = approved(traveller, xero)
    come_back(traveller, address)

    again = address.partition("?")[0] + "?error=access_denied&state=" + address.rpartition("state=")[2]

    assert come_back(traveller, again).h1 == "Linked"


def test_another_browser_does_not_see_the_result_of_a_trip_that_is_over(traveller, new_visitor, xero):
    address = approved(traveller, xero)
    come_back(traveller, address)

    assert come_back(new_visitor(), address).status == 400


def refused(app, traveller, xero, address=None):
    """The result page of a trip that brings nothing, after which nothing is stored."""
    page = come_back(traveller, address or approved(traveller, xero))
    assert page.status == 200
    assert "Nothing was changed." in page
    assert page.link("Connect again") == "/settings/xero/link/new"
    assert nothing_is_stored(app)
    consent = rows(app, XeroConsent)[-1]
    assert consent.finished_at
    assert consent.sealed_secrets is None
    return page.h1


def test_a_code_that_xero_refuses(app, traveller, xero):
    address = approved(traveller, xero)
    xero.control.move_clock(5 * 60 + 1)

    title = refused(app, traveller, xero, address)

    assert title == "Xero did not accept the answer any more"


def test_an_answer_with_neither_code_nor_error(app, traveller, xero):
    address = approved(traveller, xero)
    state = address.rpartition("state=")[2]

    assert refused(app, traveller, xero, f"/xero/callback?state={state}") == "Xero sent an incomplete answer"


def test_an_error_of_xeros_own_stands_before_a_code(app, traveller, xero):
    address = approved(traveller, xero) + "&error=server_error"

    assert refused(app, traveller, xero, address) == "Xero could not finish the trip"
    assert exchanges(xero) == 0


def test_no_refresh_token(app, traveller, xero):
    xero.control.spoil("token.code", without_keys=["refresh_token"])

    assert refused(app, traveller, xero) == "Xero gave no lasting access"


@pytest.mark.parametrize("edits", [{"without_keys": ["expires_in"]}, {"set_keys": {"expires_in": "soon"}}])
def test_tokens_that_do_not_say_how_long_they_last(app, traveller, xero, edits):
    xero.control.spoil("token.code", **edits)

    assert refused(app, traveller, xero) == "Xero gave an answer that we could not use"


@pytest.mark.parametrize(
    "mode", ["wrong_nonce", "wrong_audience", "wrong_issuer", "wrong_signature", "expired"]
)
def test_an_identity_that_does_not_fit_the_trip(app, traveller, xero, mode):
    xero.control.set_modes(id_token=mode)

    assert refused(app, traveller, xero) == "We could not be sure who came back from Xero"


def test_no_identity_at_all(app, traveller, xero):
    xero.control.set_modes(id_token="missing")

    assert refused(app, traveller, xero) == "Xero did not say who you are"


@pytest.mark.parametrize("endpoint", ["token.code", "jwks"])
@pytest.mark.parametrize(
    "fault",
    [
        {"status": 502, "body": "<h1>Bad gateway</h1>", "content_type": "text/html"},
        {"status": 403, "body": "<h1>Forbidden</h1>", "content_type": "text/html"},
        {"status": 200, "body": "<h1>Sign in</h1>", "content_type": "text/html"},
        {"status": 429, "headers": {"Retry-After": "9"}},
    ],
    ids=lambda fault: str(fault["status"]),
)
def test_xero_away_at_the_exchange(app, traveller, xero, endpoint, fault):
    xero.control.fail(endpoint, times=2, **fault)

    assert refused(app, traveller, xero) == "Xero did not answer"


def test_a_lost_reply_to_the_exchange(app, traveller, xero):
    xero.control.drop_reply("token.code")

    assert refused(app, traveller, xero) == "Xero did not answer"


@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client"])
def test_our_own_credentials_refused_are_the_operators_and_nobody_else_is_blamed(
    app, traveller, xero, logbook, error
):
    xero.control.fail("token.code", status=400, body=f'{{"error":"{error}"}}')

    assert refused(app, traveller, xero) == "Ledgerline is not set up correctly for Xero"
    page = traveller.get(f"/xero/consents/{rows(app, XeroConsent)[-1].id}")
    assert "This is not your fault." in page
    assert logbook.about("xero refuses our credentials")[0]["level"] == "error"


def test_a_trip_whose_secrets_do_not_open_is_the_operators(app, traveller, xero, logbook):
    address = approved(traveller, xero)
    consent = rows(app, XeroConsent)[-1]
    change(app, consent, lambda row: setattr(row, "sealed_secrets", "gone.AAAA"))

    assert refused(app, traveller, xero, address) == "Ledgerline is not set up correctly for Xero"
    assert logbook.about("the operator must act")[0]["level"] == "critical"
    assert exchanges(xero) == 0


def test_trips_that_failed_leave_the_way_free_for_the_next_one(traveller, xero):
    for mode in ("missing", "wrong_nonce", "expired"):
        xero.control.set_modes(id_token=mode)
        come_back(traveller, approved_with_continue(traveller, xero))
    xero.control.set_modes(id_token="")
    xero.control.cut("Harbour & Pine Ltd")

    assert travel(traveller, xero, CHOICE).h1 == "Linked"


def approved_with_continue(traveller, xero):
    """Xero remembers what was allowed, also when the app could not use the answer."""
    address = set_out(traveller)
    connected = bool(xero.control.connections())
    return xero.control.approve(address, PRIYA, [] if connected else CHOICE)


def test_what_was_allowed_in_a_trip_that_failed_is_offered_after_the_next(app, traveller, xero):
    xero.control.drop_reply("token.code")
    travel(traveller, xero, CHOICE)

    page = travel(traveller, xero)

    assert page.h1 == "Xero added nothing new"
    assert "This login also reaches" in page
    assert [label.text for label in page.select("fieldset .choice label")] == CHOICE
