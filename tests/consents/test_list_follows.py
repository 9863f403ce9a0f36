"""/connections may fail after a good exchange: the login is kept, and its list follows."""

from __future__ import annotations

import pytest

from app.clock import utcnow
from app.models import LoginState, Purpose, XeroConsent, XeroLink, XeroLogin, XeroOrganisation
from tests.records import add, change, rows
from tests.travel import PRIYA, priya, travel

TITLE = "Access was allowed, the list has not arrived yet"
CHOICE = ["Harbour & Pine Ltd"]


@pytest.fixture
def result(visitor, harbour, xero):
    """The result page of a trip whose list did not arrive."""
    priya(xero, *CHOICE)
    visitor.sign_in(harbour.admin)
    xero.control.fail("connections", status=503)
    return travel(visitor, xero, CHOICE)


def half_way(harbour):
    """What stands in a trip's row when the process was killed while it asked Xero."""
    return {
        "practice_id": harbour.practice.id,
        "user_id": harbour.admin.id,
        "purpose": Purpose.LINK_PRACTICE,
        "state_hash": "s" * 64,
        "browser_hash": "b" * 64,
        "used_at": utcnow(),
    }


def test_the_login_is_kept_and_the_page_offers_to_read_the_list_again(app, result):
    assert result.h1 == TITLE
    assert result.form("Read the list again")
    assert [login.state for login in rows(app, XeroLogin)] == ["active"]
    assert rows(app, XeroOrganisation) == []


def test_reading_the_list_again_finishes_the_trip_and_links(app, visitor, xero, result):
    page = visitor.submit(result, "Read the list again")

    assert page.h1 == "Linked"
    assert "Harbour & Pine is linked to Harbour & Pine Ltd" in page
    assert xero.control.calls()["token.code"] == 1


def test_while_xero_stays_away_the_page_says_so_and_can_be_asked_again(visitor, xero, result):
    xero.control.fail("connections", status=503)

    page = visitor.submit(result, "Read the list again")
    assert page.h1 == TITLE
    assert "Xero did not answer. Wait a minute, then read the list again." in page.messages

    assert visitor.submit(page, "Read the list again").h1 == "Linked"


def test_reading_it_again_once_it_was_read_changes_nothing(visitor, xero, result):
    visitor.submit(result, "Read the list again")
    xero.control.reset_calls()

    assert visitor.submit(result, "Read the list again").h1 == "Linked"
    assert not any(xero.control.calls().values())


def test_the_access_token_may_have_expired_meanwhile(app, visitor, xero, result):
    xero.control.expire_access_token(PRIYA)
    change(
        app, rows(app, XeroLogin)[0], lambda login: setattr(login, "access_expires_at", login.authorised_at)
    )

    assert visitor.submit(result, "Read the list again").h1 == "Linked"
    assert xero.control.calls()["token.refresh"] == 1


def test_a_login_that_ended_meanwhile_is_not_taken_for_xero_being_away(app, visitor, xero, result):
    change(app, rows(app, XeroLogin)[0], lambda login: setattr(login, "state", LoginState.REVOKED))

    page = visitor.submit(result, "Read the list again")

    assert "Xero does not let this login in any more. Connect again." in page.messages
    assert visitor.get(page.link("Connect again")).h1 == "Choose a Xero company"


def test_a_trip_that_broke_off_half_way_says_so_and_can_be_made_again(app, visitor, harbour, xero):
    priya(xero, *CHOICE)
    visitor.sign_in(harbour.admin)
    trip = add(app, XeroConsent(**half_way(harbour)))[0]

    page = visitor.get(f"/xero/consents/{trip}")

    assert page.h1 == "Not finished yet"
    visitor.get(page.link("Connect again"))
    assert travel(visitor, xero, CHOICE).h1 == "Linked"


def test_tokens_that_do_not_open_are_the_operators(app, visitor, xero, result, logbook):
    change(app, rows(app, XeroLogin)[0], lambda login: setattr(login, "sealed_tokens", "gone.AAAA"))

    page = visitor.submit(result, "Read the list again")

    assert "Ledgerline is not set up correctly for Xero" in page.messages
    assert logbook.about("the list of organisations follows later")[0]["level"] == "error"


def test_an_empty_list_is_an_answer_and_no_fault(app, visitor, harbour, xero):
    priya(xero, *CHOICE)
    visitor.sign_in(harbour.admin)
    xero.control.fail("connections", status=200, body="[]")

    page = travel(visitor, xero, CHOICE)

    assert page.h1 == "Xero lists nothing for this login"
    assert "You pressed Continue" not in page
    assert rows(app, XeroLink) == []


@pytest.mark.parametrize("body", ["{}", "<p>no list</p>", "null"])
def test_a_list_that_is_none_ends_nothing_that_was_known(app, visitor, harbour, xero, body):
    priya(xero, *CHOICE)
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, CHOICE)
    xero.control.fail("connections", status=200, body=body)

    assert travel(visitor, xero).h1 == TITLE
    assert "Connected" in visitor.get("/settings/xero").find("#xero-card").text
    assert rows(app, XeroConsent)[-1].finished_at is None


def test_the_settings_lead_to_a_trip_whose_list_is_missing(visitor, result):
    tab = visitor.get("/settings/xero")

    assert "the list of organisations has not arrived yet" in tab
    assert visitor.get(tab.link("Read the list again")).h1 == TITLE


def test_a_later_trip_of_the_same_login_finishes_what_an_earlier_one_waits_for(app, visitor, xero, result):
    assert "has not arrived yet" in visitor.get("/settings/xero")

    travel(visitor, xero)

    assert "has not arrived yet" not in visitor.get("/settings/xero")
    assert visitor.get(result.path).h1 == "Linked"
    assert len(rows(app, XeroLink)) == 1
