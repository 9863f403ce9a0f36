"""The client page: the details, a card that shows every state, and the banner for a login that ran out."""

import pytest

from app.models import Client, XeroConnection, XeroInvitation, XeroLink
from tests.clients.books import BAKERY, keep_books
from tests.clients.states import archive, end_login, set_link, switch_off, to_check
from tests.people import Firm
from tests.records import add, add_login, change, history, rows


def card(visitor, books):
    return visitor.get(books.page).find("#xero-card").text


def test_the_details_stand_on_the_page(books, tomas):
    def write(client):
        client.type, client.country_code, client.year_end_month, client.year_end_day = "llp", "IE", 3, 31
        client.manager_id, client.address = books.firm.admin.id, "1 Quay Street\nHarwich"

    change(books.app, rows(books.app, Client)[0], write)

    page = tomas.get(books.page)

    assert (page.h1, page.title) == ("Bright Bakery", "Bright Bakery · Ledgerline")
    for words in ("LLP", "Ireland", "31 March", "Maren Holt", "1 Quay Street", "VAT number none"):
        assert words in page


def test_a_client_that_is_not_connected_can_be_connected(books, tomas):
    page = tomas.get(books.page)

    assert "Status Not connected" in page.find("#xero-card").text
    assert page.link("Connect with Xero") == books.picker
    assert page.link("Not on Xero") == f"{books.page}/not-on-xero"


def test_a_connected_client_can_be_changed_and_disconnected(books, tomas):
    books.link(BAKERY)

    page = tomas.get(books.page)

    assert "Status Connected" in page.find("#xero-card").text
    assert page.link("Change organisation") == books.picker
    assert page.link("Disconnect this client") == f"{books.page}/xero-link/delete"
    assert page.select("#reconnect-banner section") == []


def test_an_expired_login_is_told_on_the_card_and_above_it(books, tomas):
    books.link(BAKERY)
    end_login(books)

    page = tomas.get(books.page)

    assert (
        "Reconnection needed The authorisation expired: not used for 60 days" in page.find("#xero-card").text
    )
    assert "Priya Nair’s Xero login must be reconnected" in page.find("#reconnect-banner").text
    fields = {field.get("name"): field.get("value") for field in page.form("Reconnect").select("input")}
    assert (fields["purpose"], fields["login"]) == ("reconnect", str(books.login))


def test_the_banner_is_only_about_logins_that_this_client_depends_on(books, tomas):
    books.link(BAKERY)
    add_login(books.app, books.firm, "Martha Kerr", state="expired")

    assert tomas.get(books.page).select("#reconnect-banner section") == []


def test_there_is_no_banner_while_another_login_reaches_the_organisation(books, tomas):
    books.link(BAKERY)
    end_login(books)
    other = add_login(books.app, books.firm, "Tom Ellery")
    add(
        books.app,
        XeroConnection(
            practice_id=books.firm.practice.id,
            login_id=other,
            organisation_id=books.organisations[BAKERY],
            xero_id="another way",
        ),
    )

    page = tomas.get(books.page)

    assert "Status Connected" in page.find("#xero-card").text
    assert page.select("#reconnect-banner section") == []


def test_an_organisation_that_xero_no_longer_lists_is_told_with_its_cause(books, tomas):
    books.link(BAKERY)
    connection = rows(books.app, XeroConnection, organisation_id=books.organisations[BAKERY])[0]
    change(books.app, connection, lambda row: setattr(row, "ended_at", row.last_seen_at))

    assert "Reconnection needed Access was removed in Xero" in card(tomas, books)


def test_an_organisation_to_check_says_why_and_can_be_confirmed(books, tomas):
    to_check(books)
    page = tomas.get(books.page)
    assert "Check organisation The company numbers differ" in page.find("#xero-card").text

    page = tomas.submit(page, "Confirm this organisation")

    assert f"Confirmed: {BAKERY} belongs to Bright Bakery." in page.messages
    assert "Status Connected" in page.find("#xero-card").text
    assert history(books.app, books.firm) == ["link.created", "link.confirmed"]


@pytest.mark.parametrize(
    "meanwhile", [{"fit": "drifted", "fit_reason": "The name has changed"}, {"organisation_id": 3}]
)
def test_only_what_was_seen_is_confirmed(books, tomas, meanwhile):
    to_check(books)
    page = tomas.get(books.page)
    set_link(books, **meanwhile)

    page = tomas.submit(page, "Confirm this organisation")

    assert "Somebody changed this in the meantime." in page.messages
    assert rows(books.app, XeroLink)[0].fit != "confirmed"


def test_confirming_twice_says_that_it_is_done(books, tomas):
    to_check(books)
    page = tomas.get(books.page)
    tomas.submit(page, "Confirm this organisation")

    page = tomas.submit(page, "Confirm this organisation")

    assert "There is nothing to check any more." in page.messages
    assert history(books.app, books.firm) == ["link.created", "link.confirmed"]


def test_a_client_that_was_invited_is_waited_for(books, tomas):
    add(
        books.app,
        XeroInvitation(
            practice_id=books.firm.practice.id,
            client_id=books.client,
            invited_by_id=books.firm.admin.id,
            secret_hash="x",
        ),
    )

    assert "Status Waiting for client" in card(tomas, books)


@pytest.mark.parametrize("is_linked", [True, False])
def test_an_archived_client_offers_nothing_to_connect(books, tomas, is_linked):
    if is_linked:
        books.link(BAKERY)
    archive(books)

    page = tomas.get(books.page)

    assert "This client is archived, so nothing can be connected" in page
    links = [link.text for link in page.select("#xero-card a")]
    assert links == (["Disconnect this client"] if is_linked else [])
    assert tomas.get(books.picker).path == books.page


@pytest.mark.parametrize("state", ["linked", "broken", "to check", "not connected"])
def test_the_client_level_switched_off_hides_the_buttons_and_loses_nothing(books, tomas, state):
    if state in ("linked", "broken"):
        books.link(BAKERY)
    if state == "broken":
        end_login(books)
    if state == "to check":
        to_check(books)
    before = books.linked_to()
    switch_off(books)

    page = tomas.get(books.page)

    assert page.select("#xero-card a, #xero-card button, #reconnect-banner button") == []
    assert "The client level is switched off" in page
    for path in ("xero-link", "xero-link/delete", "xero-link/confirm", "xero-link/undo", "not-on-xero"):
        answer = tomas.post(f"{books.page}/{path}", organisation=3, was=2, reason="Uses Sage")
        assert "The client level is switched off, so nothing was changed." in answer.messages
    assert tomas.get(books.picker).path == books.page
    assert books.linked_to() == before


def test_another_practices_client_does_not_exist(books, visitor, saltmarsh: Firm):
    visitor.sign_in(saltmarsh.admin)

    assert visitor.get(books.page).status == 404


def test_an_archived_client_asks_nobody_to_reconnect(books, tomas):
    books.link(BAKERY)
    end_login(books)
    archive(books)

    assert tomas.get(books.page).select("#reconnect-banner section") == []


def test_a_name_that_runs_from_right_to_left_is_set_apart_in_the_message(app, harbour, tomas):
    books = keep_books(app, harbour, "مخبز النور")

    page = tomas.submit(tomas.get(books.picker), "OK", organisation=books.organisations["مخبز النور"])

    assert page.find("#messages bdi").text == "مخبز النور"
