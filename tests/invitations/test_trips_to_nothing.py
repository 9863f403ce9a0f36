"""Trips of a client that come to nothing: nothing is kept, the words are theirs, and they can try again."""

from __future__ import annotations

import pytest

from app.models import XeroConnection, XeroLink, XeroLogin, XeroOrganisation
from tests.invitations.steps import ROSA, connect, rosa, set_out, try_again
from tests.records import rows
from tests.travel import come_back

BOOKS = "Alder Lane Bakery Ltd"


def nothing_is_kept(app):
    return not any(rows(app, model) for model in (XeroLogin, XeroOrganisation, XeroConnection, XeroLink))


@pytest.mark.parametrize("many", [[], ["One Ltd", "Two Ltd"]], ids=["none", "several"])
def test_none_or_several_chosen_keep_nothing_and_can_be_tried_again(app, client, xero, link, many):
    rosa(xero, BOOKS, "One Ltd", "Two Ltd")
    xero.control.set_modes(several_at_once=True)
    if not many:
        # Something must be connected already, or Xero shows no Continue: through a trip that was left there.
        xero.control.approve(set_out(client, link), ROSA, ["One Ltd"])

    page = connect(client, xero, link, many)

    assert page.h1 in ("No company was chosen", "More than one company was chosen")
    assert nothing_is_kept(app)
    assert try_again(client, xero, page, [BOOKS]).h1 == "Connected"


def test_what_several_chosen_connected_is_given_back_at_xero(client, xero, link):
    rosa(xero, BOOKS, "One Ltd")
    xero.control.set_modes(several_at_once=True)

    connect(client, xero, link, [BOOKS, "One Ltd"])

    assert xero.control.connections() == []


def test_cancelling_changes_nothing_and_can_be_tried_again(app, client, xero, link):
    rosa(xero, BOOKS)

    page = connect(client, xero, link, cancel=True)

    assert page.h1 == "You did not allow access"
    assert nothing_is_kept(app)
    assert try_again(client, xero, page, [BOOKS]).h1 == "Connected"


def test_a_list_that_does_not_arrive_loses_nothing(app, client, xero, link):
    """Xero greys the company out after Allow access, so that the second trip can only press Continue."""
    rosa(xero, BOOKS)
    address = xero.control.approve(set_out(client, link), ROSA, [BOOKS])
    xero.control.fail("connections", 503)

    page = come_back(client, address)

    assert page.h1 == "Xero did not say which company you chose"
    assert nothing_is_kept(app)
    assert try_again(client, xero, page).h1 == "Connected"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (lambda control: control.offline(), "Xero did not answer"),
        (lambda control: control.spoil("token", without_keys=["id_token"]), "Xero could not finish"),
        (lambda control: control.spoil("token", without_keys=["refresh_token"]), "not work at the moment"),
        (lambda control: control.fail("token", 401, body='{"error": "invalid_client"}'), "not work at the"),
        (lambda control: control.fail("token", 400, body='{"error": "invalid_grant"}'), "That took too long"),
    ],
    ids=["away", "no identity", "no lasting access", "our credentials", "code refused"],
)
def test_every_fault_has_words_for_the_client(app, client, xero, link, fault, words):
    rosa(xero, BOOKS)
    address = xero.control.approve(set_out(client, link), ROSA, [BOOKS])
    fault(xero.control)

    page = come_back(client, address)
    xero.control.offline(on=False)

    assert words in page.h1
    assert page.status == 200
    assert nothing_is_kept(app)
    assert page.form("Connect to Xero")
    for words_for_staff in ("Settings, Xero", "offline_access", "the log says"):
        assert words_for_staff not in page


def test_of_two_browsers_with_one_link_only_the_first_home_is_kept(app, client, new_visitor, xero, link):
    rosa(xero, BOOKS, "One Ltd")
    second = new_visitor()
    first_home = xero.control.approve(set_out(client, link), ROSA, [BOOKS])
    second_home = xero.control.approve(set_out(second, link), ROSA, ["One Ltd"])

    pages = come_back(client, first_home), come_back(second, second_home)

    assert [page.h1 for page in pages] == ["Connected", "This invitation is not open any more"]
    assert [organisation.name for organisation in rows(app, XeroOrganisation)] == [BOOKS]
    assert len(xero.control.connections()) == 1


def test_an_invitation_that_is_taken_back_during_the_trip_keeps_nothing(
    app, visitor, client, xero, link, bakery
):
    rosa(xero, BOOKS)
    address = xero.control.approve(set_out(client, link), ROSA, [BOOKS])
    visitor.submit(visitor.get(f"/clients/{bakery}"), "Take it back")

    page = come_back(client, address)

    assert page.h1 == "This invitation is not open any more"
    assert nothing_is_kept(app)
    assert xero.control.connections() == []
    assert "Connect to Xero" not in page


def test_the_callback_of_another_browser_is_turned_away_in_words(app, client, new_visitor, xero, link):
    rosa(xero, BOOKS)
    address = xero.control.approve(set_out(client, link), ROSA, [BOOKS])

    page = come_back(new_visitor(), address)

    assert page.status == 400
    assert "did not begin in this browser" in page.h1
    assert "open it again" in page
    assert nothing_is_kept(app)
