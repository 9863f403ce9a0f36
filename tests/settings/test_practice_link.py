"""Disconnecting the practice, taking things back, and the list of all connections."""

from __future__ import annotations

import pytest

from app.models import Event, LoginState, XeroConnection, XeroLink, XeroLogin
from tests.records import add, add_client, add_login, add_organisations, change, history, rows


@pytest.fixture
def books(app, harbour):
    """Ids of Alder Ltd, to which the practice is linked, and Birch Ltd, to which a client is linked too."""
    ids = add_organisations(app, harbour, add_login(app, harbour), "Alder Ltd", "Birch Ltd")
    client_id = add_client(app, harbour, "Alder Lane Bakery")
    for subject in (None, client_id):
        add(
            app,
            XeroLink(
                practice_id=harbour.practice.id,
                client_id=subject,
                organisation_id=ids[0],
                came_about="picked",
            ),
        )
    return ids


@pytest.fixture
def admin(visitor, harbour):
    return visitor.sign_in(harbour.admin)


def own_link(app, firm):
    return [one.organisation_id for one in rows(app, XeroLink, practice_id=firm.practice.id, client_id=None)]


def test_before_disconnecting_a_page_says_what_ends_and_what_stays(app, admin, harbour, books):
    page = admin.get(admin.get("/settings/xero").link("Disconnect from Xero"))

    assert page.h1 == "Disconnect Harbour & Pine from Alder Ltd?"
    assert "no longer linked to Alder Ltd" in page
    assert "The authorisation at Xero" in page
    assert "Every client’s link" in page
    assert page.link("Keep it connected") == "/settings/xero"
    assert own_link(app, harbour) == [books[0]]


def test_disconnecting_ends_the_practices_link_and_nothing_else(app, admin, harbour, books, xero):
    page = admin.submit(admin.get("/settings/xero/link/delete"), "Disconnect from Xero")

    assert "Disconnected from Alder Ltd." in page.messages
    assert own_link(app, harbour) == []
    assert len(rows(app, XeroLink)) == 1
    assert [login.state for login in rows(app, XeroLogin)] == ["active"]
    assert not any(one.ended_at for one in rows(app, XeroConnection))
    assert not any(xero.control.calls().values())
    option = admin.get("/settings/xero/link/new").select("#organisation option")[1]
    assert option.text.endswith("linked to Alder Lane Bakery")


def test_disconnecting_can_be_undone(app, admin, harbour, books):
    page = admin.submit(admin.get("/settings/xero/link/delete"), "Disconnect from Xero")

    page = admin.submit(page, "Undo")

    assert "Linked to Alder Ltd again." in page.messages
    assert own_link(app, harbour) == [books[0]]


def test_pressing_undo_twice_does_nothing_more(app, admin, harbour, books):
    page = admin.submit(admin.get("/settings/xero/link/delete"), "Disconnect from Xero")
    admin.submit(page, "Undo")

    page = admin.submit(page, "Undo")

    assert "Nothing was changed." in page.messages
    assert own_link(app, harbour) == [books[0]]


def test_undo_is_refused_once_the_link_changed_since(app, admin, harbour, books):
    disconnected = admin.submit(admin.get("/settings/xero/link/delete"), "Disconnect from Xero")
    admin.post("/settings/xero/link", organisation=books[1], was="")

    page = admin.submit(disconnected, "Undo")

    assert "This cannot be undone: the link has changed since." in page.messages
    assert own_link(app, harbour) == [books[1]]


def test_disconnecting_twice_says_that_it_was_done_already(app, admin, harbour, books):
    form = admin.get("/settings/xero/link/delete")
    admin.submit(form, "Disconnect from Xero")

    page = admin.submit(form, "Disconnect from Xero")

    assert "disconnected already. Nothing was changed." in page.messages
    assert history(app, harbour) == ["link.removed"]


def test_pressing_ok_twice_links_once(app, admin, harbour, books):
    for _ in range(2):
        page = admin.post("/settings/xero/link", organisation=books[1], was=books[0])

    assert "That company is linked already. Nothing was changed." in page.messages
    assert history(app, harbour) == ["link.changed"]


@pytest.mark.parametrize(("path", "fields"), [("link", {"organisation": "birch"}), ("link/delete", {})])
@pytest.mark.parametrize("was", ["", "birch", "999", "x"])
def test_a_page_that_is_out_of_date_changes_nothing(app, admin, harbour, books, path, fields, was):
    names = {"birch": books[1]}
    sent = {name: names.get(value, value) for name, value in (fields | {"was": was}).items()}

    page = admin.post(f"/settings/xero/{path}", **sent)

    assert "Somebody changed this in the meantime. This is how it is now." in page.messages
    assert own_link(app, harbour) == [books[0]]
    assert history(app, harbour) == []


def test_every_change_says_who_what_before_and_after(app, admin, harbour, books):
    admin.post("/settings/xero/link", organisation=books[1], was=books[0])

    event = rows(app, Event)[0]
    assert (event.what, event.user_id, event.address) == ("link.changed", harbour.admin.id, "127.0.0.1")
    assert event.before == {"organisation_id": books[0], "organisation": "Alder Ltd"}
    assert event.after == {"organisation_id": books[1], "organisation": "Birch Ltd"}
    assert event.at


@pytest.mark.parametrize("event", ["", "x", "0", "999", "9" * 30])
def test_an_unknown_event_cannot_be_undone(admin, books, event):
    assert admin.post("/settings/xero/link/undo", event=event).status == 404


def test_another_practices_event_cannot_be_undone(app, admin, new_visitor, harbour, saltmarsh, books):
    admin.post("/settings/xero/link", organisation=books[1], was=books[0])
    event = rows(app, Event)[0]

    stranger = new_visitor().sign_in(saltmarsh.admin)

    assert stranger.post("/settings/xero/link/undo", event=event.id).status == 404
    assert own_link(app, harbour) == [books[1]]


def test_all_connections_are_listed_with_status_link_and_login(app, admin, harbour, books):
    cut = rows(app, XeroConnection, organisation_id=books[1])[0]
    change(app, cut, lambda one: setattr(one, "ended_at", one.last_seen_at))

    page = admin.get("/settings/xero/organisations")

    lines = [line.text for line in page.select("tbody tr")]
    assert len(lines) == 2
    assert "Alder Ltd Connected Harbour & Pine (the practice), Alder Lane Bakery Priya Nair" in lines[0]
    assert "Birch Ltd Reconnection needed Access was removed in Xero" in lines[1]
    assert "nobody" in lines[1]


def test_staff_see_all_connections_too_and_strangers_none(
    app, visitor, new_visitor, harbour, saltmarsh, books
):
    assert "Alder Ltd" in visitor.sign_in(harbour.staff).get("/settings/xero/organisations")

    page = new_visitor().sign_in(saltmarsh.admin).get("/settings/xero/organisations")
    assert "No Xero organisation is authorised yet." in page


@pytest.mark.parametrize(
    ("query", "page"), [("", 1), ("?page=2", 2), ("?page=99", 3), ("?page=0", 1), ("?page=x", 1)]
)
def test_many_connections_come_page_by_page(app, admin, harbour, books, query, page):
    add_organisations(app, harbour, rows(app, XeroLogin)[0].id, *(f"Company {n:03}" for n in range(118)))

    shown = admin.get(f"/settings/xero/organisations{query}")

    assert f"120 organisations, page {page}" in shown
    assert len(shown.select("tbody tr")) == (20 if page == 3 else 50)


def test_a_broken_login_turns_its_organisations(app, admin, harbour, books):
    change(app, rows(app, XeroLogin)[0], lambda login: setattr(login, "state", LoginState.REVOKED))

    page = admin.get("/settings/xero/organisations")

    assert page.text.count("Reconnection needed") == 2
