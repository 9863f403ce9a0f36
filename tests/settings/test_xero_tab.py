"""Settings, Xero: what the tab shows in each state, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import utcnow
from app.models import Event, LoginState, Practice, XeroConnection, XeroLink, XeroLogin, XeroOrganisation
from tests.records import add, add_login, add_organisations, change, rows
from tests.travel import priya, travel

BUTTONS = ("Connect to Xero", "Choose another company", "Disconnect from Xero")


@pytest.fixture
def linked(app, harbour):
    """Harbour & Pine is linked to its own organisation, through Priya Nair's login."""
    organisation = add_organisations(app, harbour, add_login(app, harbour), "Harbour & Pine Ltd")[0]
    link = XeroLink(
        practice_id=harbour.practice.id,
        organisation_id=organisation,
        came_about="picked",
        linked_by_id=harbour.admin.id,
    )
    return add(app, link)[0]


def card(page):
    return page.find("#xero-card")


def buttons(page):
    return [link.text for link in card(page).select("a") if link.text in BUTTONS]


def test_a_practice_that_never_connected_is_told_so_and_offered_to(visitor, harbour):
    page = visitor.sign_in(harbour.admin).get("/settings/xero")

    assert "You have not connected Harbour & Pine to its own Xero organisation yet." in card(page).text
    assert buttons(page) == ["Connect to Xero"]
    assert "No Xero organisation is authorised at present." in page
    assert "must be reconnected" not in page


def test_a_linked_practice_sees_what_when_by_whom_and_through_whom(visitor, harbour, linked):
    text = card(visitor.sign_in(harbour.admin).get("/settings/xero")).text

    assert "Organisation Harbour & Pine Ltd Status Connected" in text
    assert f"{utcnow():%B %Y}" in text
    assert "by Maren Holt Authorised by Priya Nair" in text


def test_the_button_changed_once_the_practice_is_linked(visitor, harbour, linked):
    page = visitor.sign_in(harbour.admin).get("/settings/xero")

    assert buttons(page) == ["Choose another company", "Disconnect from Xero"]
    assert visitor.get(page.link("Show Xero connections")).path == "/settings/xero/organisations"


@pytest.mark.parametrize(
    ("state", "cause"),
    [
        (LoginState.EXPIRED, "The authorisation expired: not used for 60 days"),
        (LoginState.REVOKED, "Access was removed in Xero"),
    ],
)
def test_a_broken_login_has_a_banner_that_says_whose_it_is_and_why(
    app, visitor, harbour, linked, state, cause
):
    change(app, rows(app, XeroLogin)[0], lambda login: setattr(login, "state", state))

    page = visitor.sign_in(harbour.admin).get("/settings/xero")

    banner = page.find(".banner").text
    assert "Priya Nair’s Xero login must be reconnected" in banner
    assert cause in banner
    assert "1 organisation waits for it, and with it the practice itself." in banner
    assert "Status Reconnection needed" in card(page).text
    assert cause in card(page).text
    assert len(rows(app, XeroLink)) == 1


def test_another_living_login_keeps_the_organisation_connected(app, visitor, harbour, linked):
    change(app, rows(app, XeroLogin)[0], lambda login: setattr(login, "state", LoginState.EXPIRED))
    colleague = add_login(app, harbour, "Sam Osei")
    organisation = rows(app, XeroOrganisation)[0]
    connection = XeroConnection(
        practice_id=harbour.practice.id, login_id=colleague, organisation_id=organisation.id, xero_id="c"
    )
    add(app, connection)

    text = card(visitor.sign_in(harbour.admin).get("/settings/xero")).text

    assert "Status Connected" in text
    assert "Sam Osei" in text


def test_a_login_that_was_cut_off_no_longer_counts_as_authorising(app, visitor, harbour, linked):
    change(app, rows(app, XeroConnection)[0], lambda one: setattr(one, "ended_at", utcnow()))

    text = card(visitor.sign_in(harbour.admin).get("/settings/xero")).text

    assert "Priya Nair" not in text
    assert "Reconnection needed" in text


def test_a_practice_that_was_cut_off_is_told_how_to_come_back(app, visitor, harbour, xero):
    priya(xero, "Old Mill Ltd", "Harbour & Pine Ltd")
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, ["Old Mill Ltd"])
    travel(visitor, xero, ["Harbour & Pine Ltd"])
    xero.control.cut("Harbour & Pine Ltd")
    travel(visitor, xero)

    page = visitor.get("/settings/xero")
    assert "No Xero login reaches Harbour & Pine Ltd any more. Connect to Xero" in card(page).text
    assert buttons(page) == ["Connect to Xero", "Disconnect from Xero"]

    assert travel(visitor, xero, ["Harbour & Pine Ltd"]).h1 == "Linked"
    page = visitor.get("/settings/xero")
    assert "Status Connected" in card(page).text
    assert buttons(page) == ["Choose another company", "Disconnect from Xero"]


def test_staff_see_everything_and_who_can_change_it(visitor, harbour, linked):
    page = visitor.sign_in(harbour.staff).get("/settings/xero")

    assert "Status Connected" in card(page).text
    assert "Only an administrator can change this: Maren Holt." in card(page).text
    assert buttons(page) == []
    assert not page.select("form[action=/settings/xero/switches]")


@pytest.mark.parametrize("path", ["/settings/xero/link/new", "/settings/xero/link/delete"])
def test_staff_who_try_an_admins_page_learn_who_can(visitor, harbour, path):
    page = visitor.sign_in(harbour.staff).get(path)

    assert page.status == 403
    assert "Maren Holt" in page


@pytest.mark.parametrize("path", ["switches", "link", "link/delete", "link/undo"])
def test_staff_change_nothing(app, visitor, harbour, linked, path):
    visitor.sign_in(harbour.staff)

    assert visitor.post(f"/settings/xero/{path}", switch="links_practice", on="no").status == 403
    assert len(rows(app, XeroLink)) == 1
    assert rows(app, Practice, id=harbour.practice.id)[0].links_practice


def switches(app, firm):
    practice = rows(app, Practice, id=firm.practice.id)[0]
    return practice.links_practice, practice.links_clients


def test_the_two_switches_are_independent(app, visitor, harbour):
    page = visitor.sign_in(harbour.admin).get("/settings/xero")

    page = visitor.submit(page, "Switch off the practice level")
    assert "The practice level is off." in page.messages
    assert switches(app, harbour) == (False, True)

    page = visitor.submit(page, "Switch off the client level")
    page = visitor.submit(page, "Switch on the practice level")
    assert switches(app, harbour) == (True, False)


def test_off_hides_the_buttons_and_loses_nothing_and_on_brings_it_back(app, visitor, harbour, linked):
    page = visitor.sign_in(harbour.admin).get("/settings/xero")
    before = [vars(one)["organisation_id"] for one in rows(app, XeroLink)]

    page = visitor.submit(page, "Switch off the practice level")
    assert buttons(page) == []
    assert "Harbour & Pine Ltd" in card(page).text
    assert [login.state for login in rows(app, XeroLogin)] == ["active"]

    page = visitor.submit(page, "Switch on the practice level")
    assert buttons(page) == ["Choose another company", "Disconnect from Xero"]
    assert [one.organisation_id for one in rows(app, XeroLink)] == before


@pytest.mark.parametrize("path", ["link", "link/delete", "link/undo"])
def test_while_the_practice_level_is_off_nothing_is_linked_or_ended(app, visitor, harbour, linked, path):
    change(app, harbour.practice, lambda practice: setattr(practice, "links_practice", False))
    organisation = rows(app, XeroOrganisation)[0].id

    page = visitor.sign_in(harbour.admin).post(
        f"/settings/xero/{path}", organisation=organisation, was=organisation, event=1
    )

    assert "The practice level is switched off. Switch it on first." in page.messages
    assert len(rows(app, XeroLink)) == 1


def test_with_the_client_level_off_the_client_list_says_nothing_of_xero(app, visitor, harbour):
    from tests.records import add_client

    add_client(app, harbour, "Alder Lane Bakery")
    visitor.sign_in(harbour.admin)
    assert "Not connected" in visitor.get("/clients")

    change(app, harbour.practice, lambda practice: setattr(practice, "links_clients", False))
    assert "Not connected" not in visitor.get("/clients")


def test_a_switch_stands_in_the_history_once_and_with_what_was_before(app, visitor, harbour):
    visitor.sign_in(harbour.admin)
    for _ in range(2):
        visitor.post("/settings/xero/switches", switch="links_clients", on="no")

    event = rows(app, Event, what="switch.changed")
    assert len(event) == 1
    assert (event[0].before, event[0].after) == ({"links_clients": True}, {"links_clients": False})
    assert event[0].user_id == harbour.admin.id


@pytest.mark.parametrize("name", ["", "name", "id", "time_zone"])
def test_nothing_but_a_switch_can_be_switched(app, visitor, harbour, name):
    visitor.sign_in(harbour.admin).post("/settings/xero/switches", switch=name, on="no")

    assert switches(app, harbour) == (True, True)
    assert rows(app, Practice, id=harbour.practice.id)[0].name == "Harbour & Pine"


def test_times_stand_in_the_practices_own_zone(app, visitor, harbour, linked):
    change(
        app,
        rows(app, XeroLink)[0],
        lambda one: setattr(
            one, "linked_at", utcnow().replace(year=2026, month=7, day=1, hour=23, minute=30)
        ),
    )
    change(app, harbour.practice, lambda practice: setattr(practice, "time_zone", "Pacific/Auckland"))

    assert "2 July 2026, 11:30" in card(visitor.sign_in(harbour.admin).get("/settings/xero")).text


def test_the_tab_shows_nothing_of_another_practice(app, visitor, harbour, saltmarsh, linked):
    login = add_login(
        app, saltmarsh, "Zoe Quinn", state=LoginState.EXPIRED, state_since=utcnow() - timedelta(days=1)
    )
    add_organisations(app, saltmarsh, login, "Tidewater Ltd")

    page = visitor.sign_in(harbour.admin).get("/settings/xero")

    assert "Zoe Quinn" not in page
    assert "1 Xero organisation is authorised" in page
    assert "Harbour & Pine Ltd" not in visitor.sign_in(saltmarsh.admin).get("/settings/xero")
