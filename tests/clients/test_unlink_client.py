"""Disconnecting a client ends one link, says what stays, and can be undone."""

from app.models import Client, Event, XeroConnection, XeroLink, XeroLogin
from tests.clients.books import BAKERY, LEEDS, OWN
from tests.records import add_client, change, history, rows

DISCONNECT = "Disconnect this client"


def disconnect(visitor, books):
    return visitor.submit(visitor.get(f"{books.page}/xero-link/delete"), DISCONNECT)


def test_the_question_says_what_ends_what_stays_and_who_else_uses_it(books, tomas, harbour):
    books.link(BAKERY)
    books.link(BAKERY, None)
    books.link(BAKERY, add_client(books.app, harbour, "Blue Door"))

    page = tomas.get(tomas.get(books.page).link(DISCONNECT))

    assert page.h1 == f"Disconnect Bright Bakery from {BAKERY}?"
    assert f"Bright Bakery is no longer linked to {BAKERY}." in page
    assert "This company is also linked to your practice and Blue Door." in page
    assert "The authorisation at Xero" in page
    assert books.linked_to() == BAKERY


def test_the_other_links_and_the_authorisation_stay(books, tomas, harbour):
    sister = add_client(books.app, harbour, "Blue Door")
    for client in (books.client, None, sister):
        books.link(BAKERY, client)
    connections, logins = rows(books.app, XeroConnection), rows(books.app, XeroLogin)

    page = disconnect(tomas, books)

    assert f"Disconnected from {BAKERY}." in page.messages
    assert books.linked_to() is None
    assert books.linked_to(None) == books.linked_to(sister) == BAKERY
    assert [row.ended_at for row in rows(books.app, XeroConnection)] == [row.ended_at for row in connections]
    assert [row.state for row in rows(books.app, XeroLogin)] == [row.state for row in logins]


def test_the_organisation_is_in_the_list_again_with_no_name_and_links_at_once(books, tomas):
    books.link(BAKERY)
    disconnect(tomas, books)

    window = tomas.get(books.picker)
    assert BAKERY in [option.text for option in window.select("option")]
    page = tomas.submit(window, "OK", organisation=books.organisations[BAKERY])

    assert f"Linked to {BAKERY}." in page.messages


def test_undo_brings_the_link_back(books, tomas):
    books.link(BAKERY)

    page = tomas.submit(disconnect(tomas, books), "Undo")

    assert f"Linked to {BAKERY} again." in page.messages
    assert books.linked_to() == BAKERY
    assert history(books.app, books.firm) == ["link.created", "link.removed", "link.created"]


def test_undo_brings_back_a_link_that_no_login_reaches_any_more(books, tomas):
    books.link(BAKERY)
    connection = rows(books.app, XeroConnection, organisation_id=books.organisations[BAKERY])[0]
    change(books.app, connection, lambda row: setattr(row, "ended_at", row.last_seen_at))

    page = tomas.submit(disconnect(tomas, books), "Undo")

    assert "Status Reconnection needed" in page.find("#xero-card").text


def test_undo_is_refused_when_the_link_has_changed_since(books, tomas):
    books.link(BAKERY)
    page = disconnect(tomas, books)
    books.link(LEEDS)

    page = tomas.submit(page, "Undo")

    assert "This cannot be undone: the link has changed since." in page.messages
    assert books.linked_to() == LEEDS


def test_undo_is_refused_when_the_client_was_marked_not_on_xero_since(books, tomas):
    books.link(BAKERY)
    page = disconnect(tomas, books)
    form = tomas.get(f"{books.page}/not-on-xero")
    tomas.submit(form, "Mark as Not on Xero", reason="Uses Sage")

    page = tomas.submit(page, "Undo")

    assert "This cannot be undone" in page.messages
    assert "Status Not on Xero Uses Sage" in page.find("#xero-card").text


def test_a_second_undo_finds_it_done(books, tomas):
    books.link(BAKERY)
    page = disconnect(tomas, books)
    tomas.submit(page, "Undo")

    page = tomas.submit(page, "Undo")

    assert "This is as it was before already. Nothing was changed." in page.messages
    assert books.linked_to() == BAKERY


def test_undo_takes_only_events_of_this_very_client(books, tomas, harbour):
    sister = add_client(books.app, harbour, "Blue Door")
    books.link(BAKERY, sister)
    event = rows(books.app, Event)[0].id

    assert tomas.post(f"{books.page}/xero-link/undo", event=event).status == 404
    assert books.linked_to(sister) == BAKERY


def test_disconnecting_twice_says_that_it_was_done(books, tomas):
    books.link(BAKERY)
    question = tomas.get(f"{books.page}/xero-link/delete")
    tomas.submit(question, DISCONNECT)

    page = tomas.submit(question, DISCONNECT)

    assert "Bright Bakery was disconnected already. Nothing was changed." in page.messages


def test_a_stale_question_does_not_end_what_a_colleague_linked(books, tomas):
    books.link(BAKERY)
    question = tomas.get(f"{books.page}/xero-link/delete")
    tomas.post(
        f"{books.page}/xero-link", organisation=books.organisations[LEEDS], was=books.organisations[BAKERY]
    )

    page = tomas.submit(question, DISCONNECT)

    assert "Somebody changed this in the meantime." in page.messages
    assert books.linked_to() == LEEDS


def test_the_question_about_a_client_without_a_link_leads_back(books, tomas):
    page = tomas.get(f"{books.page}/xero-link/delete")

    assert page.path == books.page
    assert "Bright Bakery is not linked to a Xero company." in page.messages


def test_an_archived_client_can_still_be_disconnected_but_not_linked_again(books, tomas):
    books.link(BAKERY)
    change(books.app, rows(books.app, Client)[0], lambda row: setattr(row, "archived_at", row.created_at))

    page = disconnect(tomas, books)
    assert books.linked_to() is None
    page = tomas.submit(page, "Undo")

    assert "This client is archived. Restore it first" in page.messages
    assert rows(books.app, XeroLink) == []


def test_the_practices_own_link_survives_the_client_that_shares_it(books, tomas):
    books.link(OWN, None)
    books.link(OWN)

    disconnect(tomas, books)

    assert books.linked_to(None) == OWN


def test_undo_brings_back_what_somebody_vouched_for(books, tomas):
    books.link(LEEDS)
    link = rows(books.app, XeroLink)[0]
    change(books.app, link, lambda row: setattr(row, "fit", "contradicted"))
    change(books.app, link, lambda row: setattr(row, "fit_reason", "The numbers differ"))
    tomas.submit(tomas.get(books.page), "Confirm this organisation")

    tomas.submit(disconnect(tomas, books), "Undo")

    assert rows(books.app, XeroLink)[0].fit == "confirmed"
