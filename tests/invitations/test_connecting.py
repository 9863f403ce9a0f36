"""The client's trip: exactly the one organisation chosen is kept, and nothing else of theirs."""

from __future__ import annotations

from app.models import (
    Event,
    XeroConsent,
    XeroInvitation,
    XeroLink,
    XeroLogin,
    XeroOrganisation,
)
from tests.invitations.steps import ask, connect, rosa, try_again
from tests.records import add_client, change, history, rows

BOOKS = "Alder Lane Bakery Ltd"


def test_the_books_that_are_certainly_the_clients_are_linked(app, visitor, client, xero, link, bakery):
    rosa(xero, BOOKS)

    page = connect(client, xero, link, [BOOKS])

    assert page.h1 == "Connected"
    assert f"{BOOKS} is connected to Harbour & Pine." in page
    (made,) = rows(app, XeroLink)
    assert (made.client_id, made.linked_by_id, made.came_about) == (bakery, None, "invitation")
    card = visitor.get(f"/clients/{bakery}").find("#xero-card").text
    assert "Connected" in card
    assert "Rosa Alder" in card
    assert "by the client, who was asked to" in card


def test_what_else_the_client_reaches_is_neither_kept_nor_shown(app, visitor, client, xero, link, bakery):
    rosa(xero, BOOKS, "Rosa’s Secret Trust", "Alder Holdings Ltd")
    xero.control.set_modes(several_at_once=True)
    other = connect(client, xero, link, ["Rosa’s Secret Trust", "Alder Holdings Ltd"])
    assert other.h1 == "More than one company was chosen"

    page = try_again(client, xero, other, [BOOKS])

    assert page.h1 == "Connected"
    assert [organisation.name for organisation in rows(app, XeroOrganisation)] == [BOOKS]
    stored = "".join(repr(vars(row)) for model in (XeroConsent, Event) for row in rows(app, model))
    assert "Secret Trust" not in stored
    for path in (f"/clients/{bakery}", "/settings/xero/organisations", f"/clients/{bakery}/xero-link/new"):
        assert "Secret Trust" not in visitor.get(path).html


def test_what_an_earlier_trip_to_another_practice_connected_is_not_kept(
    app, visitor, new_visitor, client, xero, link, saltmarsh
):
    rosa(xero, BOOKS, "Alder Holdings Ltd")
    elsewhere = ask(new_visitor().sign_in(saltmarsh.staff), add_client(app, saltmarsh, "Holdings"))
    connect(new_visitor(), xero, elsewhere, ["Alder Holdings Ltd"])

    page = connect(client, xero, link, [BOOKS])

    assert page.h1 == "Connected"
    kept = {(row.practice_id, row.name) for row in rows(app, XeroOrganisation)}
    assert kept == {(saltmarsh.practice.id, "Alder Holdings Ltd"), (1, BOOKS)}


def test_books_that_do_not_fit_for_certain_wait_for_the_practice(
    app, visitor, client, xero, link, harbour, bakery
):
    rosa(xero, "Other Bakery Ltd", number="07654321")

    page = connect(client, xero, link, ["Other Bakery Ltd"])

    assert "Harbour & Pine will confirm that these are the books of Alder Lane Bakery Ltd." in page
    assert rows(app, XeroLink) == []
    card = visitor.get(f"/clients/{bakery}")
    assert "Check organisation" in card.find("#xero-card").text
    assert "The client connected Other Bakery Ltd" in card
    side_by_side = visitor.get(card.link("Compare and confirm"))
    assert "The company numbers differ" in side_by_side
    assert "07654321" in side_by_side
    assert history(app, harbour)[-1] == "invitation.answered"


def test_the_practice_sets_aside_what_the_client_connected(app, visitor, client, xero, link, bakery):
    rosa(xero, "Other Bakery Ltd", number="07654321")
    connect(client, xero, link, ["Other Bakery Ltd"])

    page = visitor.submit(visitor.get(f"/clients/{bakery}"), "Set it aside")

    assert "set aside" in page.messages
    assert "Not connected" in page.find("#xero-card").text
    assert rows(app, XeroLink) == []


def test_books_that_contradict_are_linked_with_a_reason_only(app, visitor, client, xero, link, bakery):
    rosa(xero, "Other Bakery Ltd", number="07654321")
    connect(client, xero, link, ["Other Bakery Ltd"])
    page = visitor.get(visitor.get(f"/clients/{bakery}").link("Compare and confirm"))

    refused = visitor.submit(page, "Link anyway")
    assert refused.status == 422
    assert "Enter why it is the right one" in refused.find("#reason-fault").text
    told = visitor.submit(refused, "Link anyway", reason="They took over the old company")

    assert "Linked to Other Bakery Ltd." in told.messages
    (made,) = rows(app, XeroLink)
    assert (made.reason, made.fit) == ("They took over the old company", "confirmed")
    assert "Connected" in told.find("#xero-card").text
    assert "settled in the meantime" in visitor.submit(refused, "Link anyway", reason="Again").messages
    assert "Not connected" in visitor.submit(told, "Undo").find("#xero-card").text


def test_choosing_another_company_settles_what_the_client_connected(app, visitor, client, xero, link, bakery):
    rosa(xero, "Other Bakery Ltd", number="07654321")
    connect(client, xero, link, ["Other Bakery Ltd"])
    (organisation,) = rows(app, XeroOrganisation)

    visitor.post(f"/clients/{bakery}/xero-link", organisation=organisation.id, was="", reason="They renamed")

    assert not any(invitation.awaits_confirmation for invitation in rows(app, XeroInvitation))


def test_a_link_that_there_is_already_is_never_replaced_unasked(
    app, visitor, client, new_visitor, xero, link, bakery
):
    rosa(xero, BOOKS, "Alder Holdings Ltd")
    connect(client, xero, link, [BOOKS])
    again = ask(visitor_after_ending(visitor, client, app, bakery), bakery, "Make a link")

    page = connect(new_visitor(), xero, again, ["Alder Holdings Ltd"])

    assert "will confirm" in page
    (kept,) = rows(app, XeroLink)
    names = {row.id: row.name for row in rows(app, XeroOrganisation)}
    assert names[kept.organisation_id] == BOOKS


def visitor_after_ending(visitor, client, app, bakery):
    """The client ended the connection, so that the practice may ask anew."""
    (trip,) = rows(app, XeroConsent)
    client.submit(client.get(f"/invitations/answers/{trip.id}/end"), "End the connection")
    return visitor


def test_continue_brings_back_the_clients_own_company(app, visitor, new_visitor, client, xero, link, bakery):
    """After 60 days the company stands greyed out at Xero: there is nothing left to press but Continue."""
    rosa(xero, BOOKS)
    connect(client, xero, link, [BOOKS])
    (login,) = rows(app, XeroLogin)
    change(app, login, lambda row: setattr(row, "state", "expired"))
    again = ask(visitor, bakery)

    page = connect(new_visitor(), xero, again)

    assert page.h1 == "Connected"
    assert "Connected" in visitor.get(f"/clients/{bakery}").find("#xero-card").text


def test_a_link_works_once(client, new_visitor, xero, link):
    rosa(xero, BOOKS, "One Ltd")
    connect(client, xero, link, [BOOKS])

    page = new_visitor().get(link)

    assert (page.status, page.h1) == (410, "This invitation has been answered")
    assert BOOKS not in page


def test_the_result_is_shown_in_the_clients_own_browser_only(app, visitor, client, new_visitor, xero, link):
    rosa(xero, BOOKS)
    page = connect(client, xero, link, [BOOKS])

    assert client.get(page.path).h1 == "Connected"
    for somebody_else in (new_visitor(), visitor):
        for path in (page.path, f"{page.path}/end"):
            assert somebody_else.get(path).status == 404
    (trip,) = rows(app, XeroConsent)
    assert visitor.get(f"/xero/consents/{trip.id}").status == 404


def test_a_practice_that_switched_clients_off_is_asked_later(app, client, xero, link, harbour):
    rosa(xero, BOOKS)
    change(app, harbour.practice, lambda row: setattr(row, "links_clients", False))

    page = connect(client, xero, link, [BOOKS])

    assert "will confirm" in page
    assert rows(app, XeroLink) == []
