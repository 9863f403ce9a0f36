"""The client ends the connection from the page that confirmed it."""

from __future__ import annotations

import pytest

from app.clock import utcnow
from app.models import XeroConnection, XeroLink, XeroLogin
from tests.invitations.steps import ROSA, ask, connect, rosa
from tests.records import add_client, change, history, rows

BOOKS = "Alder Lane Bakery Ltd"


@pytest.fixture
def answered(app, visitor, client, harbour, bakery, xero):
    """The page that tells the client that the books are connected."""
    rosa(xero, BOOKS, "One Ltd")
    return connect(client, xero, ask(visitor.sign_in(harbour.staff), bakery), [BOOKS])


def end(client, answered):
    return client.submit(client.get(answered.link("end the connection")), "End the connection")


def test_ending_deletes_the_connection_at_xero_and_tells_the_practice(
    app, visitor, client, answered, xero, harbour, bakery
):
    page = end(client, answered)

    assert page.h1 == "The connection has ended"
    assert xero.control.connections() == []
    card = visitor.get(f"/clients/{bakery}").find("#xero-card").text
    assert "Reconnection needed" in card
    assert "Access was removed in Xero" in card
    assert len(rows(app, XeroLink)) == 1
    assert history(app, harbour)[-2:] == ["connection.ended", "invitation.ended"]


def test_ending_twice_changes_nothing_more(app, client, answered, harbour):
    end(client, answered)
    before = history(app, harbour)

    page = client.post(f"{answered.path}/end")

    assert page.h1 == "The connection has ended"
    assert client.get(f"{answered.path}/end").h1 == "The connection has ended"
    assert history(app, harbour) == before


def test_nothing_has_ended_while_xero_is_away(app, client, answered, xero):
    xero.control.offline()

    page = end(client, answered)

    assert "nothing has ended yet" in page.messages
    assert page.h1 == "Connected"
    assert [row.ended_at for row in rows(app, XeroConnection)] == [None]


def test_a_connection_that_was_cut_in_xero_already_is_no_fault(app, client, answered, xero):
    xero.control.cut(BOOKS)

    assert end(client, answered).h1 == "The connection has ended"


def test_a_client_who_is_locked_out_is_told_where_to_end_it(app, client, answered, xero):
    xero.control.revoke(ROSA)
    (login,) = rows(app, XeroLogin)
    xero.control.expire_access_token(ROSA)
    change(app, login, lambda row: setattr(row, "access_expires_at", utcnow()))

    page = end(client, answered)

    assert "open Settings, Connected apps in Xero" in page.messages


def test_only_the_browser_that_connected_can_end_it(new_visitor, visitor, answered, xero):
    for somebody_else in (new_visitor(), visitor):
        assert somebody_else.post(f"{answered.path}/end").status == 404
    assert len(xero.control.connections()) == 1


def test_another_practices_connection_of_the_same_person_stays_open(
    app, new_visitor, client, answered, xero, saltmarsh
):
    theirs = add_client(app, saltmarsh, "Alder")
    connect(new_visitor(), xero, ask(new_visitor().sign_in(saltmarsh.admin), theirs), ["One Ltd"])

    end(client, answered)

    assert len(xero.control.connections()) == 1


def test_what_the_client_ended_stays_so_while_xero_lists_it_for_another_practice(
    app, new_visitor, visitor, client, answered, xero, saltmarsh, bakery
):
    theirs = add_client(app, saltmarsh, "Alder")
    connect(new_visitor(), xero, ask(new_visitor().sign_in(saltmarsh.admin), theirs), ["One Ltd"])
    ours, others = rows(app, XeroConnection)
    change(app, others, lambda row: setattr(row, "xero_id", ours.xero_id))
    end(client, answered)

    reconciled = app.test_cli_runner().invoke(args=["xero", "reconcile"])

    assert reconciled.exit_code == 0
    assert len(xero.control.connections()) == 2
    assert rows(app, XeroConnection)[0].ended_at is not None
