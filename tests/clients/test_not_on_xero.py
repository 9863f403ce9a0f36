"""Not on Xero is a normal state, with a reason, and counts as nothing missing."""

from app.models import Client
from tests.clients.books import BAKERY
from tests.records import add_client, change, history, rows

MARK = "Mark as Not on Xero"


def mark(visitor, books, reason="Uses Sage"):
    return visitor.submit(visitor.get(f"{books.page}/not-on-xero"), MARK, reason=reason)


def test_a_client_is_marked_with_a_reason_and_the_card_says_so(books, tomas):
    page = mark(tomas, books, "  Uses   Sage ")

    assert "Bright Bakery is marked as Not on Xero." in page.messages
    assert "Status Not on Xero Uses Sage" in page.find("#xero-card").text
    assert history(books.app, books.firm) == ["client.not_on_xero"]


def test_undo_takes_the_mark_away(books, tomas):
    page = tomas.submit(mark(tomas, books), "Undo")

    assert "Status Not connected" in page.find("#xero-card").text
    assert history(books.app, books.firm) == ["client.not_on_xero", "client.on_xero"]


def test_the_card_takes_the_mark_away_too(books, tomas):
    page = tomas.submit(mark(tomas, books), "On Xero after all")

    assert "Bright Bakery is not marked as Not on Xero any more." in page.messages
    assert "Status Not connected" in page.find("#xero-card").text


def test_undo_of_another_reason_brings_the_former_one_back(books, tomas):
    mark(tomas, books)

    page = tomas.submit(mark(tomas, books, "Stopped trading"), "Undo")

    assert "Status Not on Xero Uses Sage" in page.find("#xero-card").text


def test_undo_does_not_sweep_away_what_a_colleague_wrote_since(books, tomas):
    first = mark(tomas, books)
    mark(tomas, books, "Stopped trading")

    page = tomas.submit(first, "Undo")

    assert "Somebody changed this in the meantime." in page.messages
    assert "Not on Xero Stopped trading" in page.find("#xero-card").text


def test_a_reason_is_needed_and_is_short(books, tomas):
    form = tomas.get(f"{books.page}/not-on-xero")

    empty = tomas.submit(form, MARK, reason="   ")
    long = tomas.submit(form, MARK, reason="x" * 201)

    assert (empty.status, long.status) == (422, 422)
    assert "Enter why this client is not on Xero." in empty
    assert "Shorten the reason to 200 characters." in long
    assert rows(books.app, Client)[0].not_on_xero_because is None


def test_two_who_mark_at_once_lose_no_reason(books, tomas):
    form = tomas.get(f"{books.page}/not-on-xero")
    mark(tomas, books, "Stopped trading")

    page = tomas.submit(form, MARK, reason="Uses Sage")

    assert "Somebody changed this in the meantime." in page.messages
    assert rows(books.app, Client)[0].not_on_xero_because == "Stopped trading"


def test_the_same_again_changes_nothing(books, tomas):
    form = tomas.get(f"{books.page}/not-on-xero")
    tomas.submit(form, MARK, reason="Uses Sage")

    page = tomas.submit(form, MARK, reason="Uses Sage")

    assert "That is noted already. Nothing was changed." in page.messages
    assert history(books.app, books.firm) == ["client.not_on_xero"]


def test_a_linked_client_is_on_xero(books, tomas):
    form = tomas.get(f"{books.page}/not-on-xero")
    books.link(BAKERY)

    page = tomas.submit(form, MARK, reason="Uses Sage")

    assert "Disconnect it first" in page.messages
    assert "Disconnect it first" in tomas.get(f"{books.page}/not-on-xero").messages
    assert books.linked_to() == BAKERY


def test_an_archived_client_is_left_as_it_is(books, tomas):
    form = tomas.get(f"{books.page}/not-on-xero")
    change(books.app, rows(books.app, Client)[0], lambda row: setattr(row, "archived_at", row.created_at))

    page = tomas.submit(form, MARK, reason="Uses Sage")

    assert "This client is archived." in page.messages
    assert rows(books.app, Client)[0].not_on_xero_because is None


def test_undo_takes_only_a_marking_of_this_very_client(books, tomas, harbour):
    mark(tomas, books)
    sister = add_client(books.app, harbour, "Blue Door")

    assert tomas.post(f"/clients/{sister}/not-on-xero/delete", event=1).status == 404
    assert rows(books.app, Client)[0].not_on_xero_because == "Uses Sage"
