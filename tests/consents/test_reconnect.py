"""A login broke: who is told, and one sign-in that brings everything back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import utcnow
from app.models import LoginState, XeroLink, XeroLogin, XeroOrganisation
from tests.consents.reconnecting import connect, fall, link_all, reconnect, statuses
from tests.records import add_client, add_login, add_organisations, change, rows
from tests.travel import PRIYA, come_back

NAMES = ["Harbour & Pine Ltd", *(f"Client {number:02} Ltd" for number in range(23))]


@pytest.fixture
def broken(app, visitor, harbour, xero):
    """Priya Nair’s login reaches the practice and 23 clients, and expired."""
    visitor.sign_in(harbour.admin)
    connect(visitor, xero, NAMES)
    link_all(app, harbour)
    fall(app)
    return visitor


def test_the_banner_counts_what_waits_and_says_what_to_press(broken):
    banner = broken.get("/settings/xero").find("#reconnect-banner").text

    assert "Priya Nair’s Xero login must be reconnected" in banner
    assert "24 organisations wait for it, and with them 23 clients and the practice itself." in banner
    assert "If something is missing over there, choose it in the list and the rest come back" in banner
    assert "otherwise press Continue (Xero’s number may differ from ours)" in banner


def test_after_a_revocation_the_banner_says_that_each_organisation_needs_its_own_allow_access(app, broken):
    fall(app, LoginState.REVOKED)

    banner = broken.get("/settings/xero").find("#reconnect-banner").text
    assert "Access was removed in Xero" in banner
    assert "Each organisation needs its own Allow access" in banner
    assert "press Continue" not in banner


def test_every_clients_page_shows_the_same_banner_to_staff_too(app, broken, harbour, new_visitor):
    client = rows(app, XeroLink)[-1].client_id
    page = new_visitor().sign_in(harbour.staff).get(f"/clients/{client}")

    assert "24 organisations wait for it" in page.find("#reconnect-banner").text
    assert page.form("Reconnect")


@pytest.mark.parametrize("how_many", [1, 24])
def test_one_sign_in_and_two_calls_bring_everything_back(app, visitor, harbour, xero, how_many):
    visitor.sign_in(harbour.admin)
    connect(visitor, xero, NAMES[:how_many])
    link_all(app, harbour)
    fall(app)
    for organisation in rows(app, XeroOrganisation):
        change(app, organisation, lambda one: setattr(one, "facts_read_at", None))
    xero.control.reset_calls()

    page = reconnect(visitor, xero)

    assert page.h1 == "Connected again"
    assert f"Repaired: {how_many}" in page
    calls = xero.control.calls()
    assert (calls["token"], calls["token.code"], calls["connections"]) == (1, 1, 1)
    assert calls["organisation"] == 0
    assert statuses(visitor) <= {"Connected"}
    assert "Status Connected" in visitor.get("/settings/xero").find("#xero-card").text
    assert not visitor.get("/settings/xero").select("#reconnect-banner section")


@pytest.mark.long
def test_a_thousand_come_back_with_the_same_two_calls(app, visitor, harbour, xero):
    visitor.sign_in(harbour.admin)
    connect(visitor, xero, [f"Client {number:04} Ltd" for number in range(1000)])
    link_all(app, harbour)
    fall(app)
    xero.control.reset_calls()

    page = reconnect(visitor, xero)

    assert "Repaired: 1000" in page
    assert (
        "1,000 organisations are connected again, and with them 999 clients and the practice itself" in page
    )
    calls = xero.control.calls()
    assert (calls["token.code"], calls["connections"]) == (1, 1)


def test_what_xero_lists_no_more_stays_linked_and_is_listed_with_its_cause_and_what_to_do(app, broken, xero):
    xero.control.cut("Client 07 Ltd", user=PRIYA)

    page = reconnect(broken, xero)

    assert page.h1 == "Connected again, but not everything"
    assert "Repaired: 23" in page
    missing = page.find("section[aria-labelledby=missing-title]").text
    assert "Missing: 1" in missing
    assert "Client 07 Ltd, linked to Client 07 Ltd. Access was removed in Xero." in missing
    assert "as Priya Nair, choose it in the list, and press Allow access" in missing
    assert len(rows(app, XeroLink)) == 24
    assert statuses(broken) == {"Connected", "Reconnection needed"}
    assert "1 linked organisation is reached by no Xero login any more" in broken.get("/settings/xero")


def test_after_a_revocation_one_allowed_organisation_is_back_and_the_others_are_listed(app, broken, xero):
    xero.control.revoke(PRIYA)
    fall(app, LoginState.REVOKED)

    page = reconnect(broken, xero, ["Client 03 Ltd"])

    assert page.h1 == "Connected again, but not everything"
    assert "Repaired: 1" in page
    assert "Missing: 23" in page
    assert len(rows(app, XeroLink)) == 24

    again = broken.submit(page, "Reconnect again")
    page = come_back(broken, xero.control.approve(again.leaves_for, PRIYA, ["Client 04 Ltd"]))
    assert "Repaired: 1" in page
    assert "Missing: 22" in page


def test_a_cancelled_reconnect_changes_nothing_and_can_be_made_again(app, broken, xero):
    start = broken.submit(broken.get("/settings/xero"), "Reconnect")
    page = come_back(broken, xero.control.approve(start.leaves_for, PRIYA, cancel=True))

    assert page.h1 == "You did not allow access"
    again = broken.submit(page, "Reconnect again")
    assert come_back(broken, xero.control.approve(again.leaves_for, PRIYA)).h1 == "Connected again"


def test_a_login_whose_sixty_days_run_out_soon_is_announced_and_reconnected(app, visitor, harbour, xero):
    visitor.sign_in(harbour.admin)
    connect(visitor, xero, NAMES[:3])
    link_all(app, harbour)
    assert "runs out" not in visitor.get("/settings/xero")
    change(
        app, rows(app, XeroLogin)[0], lambda login: setattr(login, "lapses_at", utcnow() + timedelta(days=9))
    )

    client = rows(app, XeroLink)[-1].client_id
    for path in ("/settings/xero", f"/clients/{client}"):
        banner = visitor.get(path).find("#reconnect-banner").text
        assert "Priya Nair’s Xero login runs out on" in banner
        assert "3 organisations depend on it, and with them 2 clients and the practice itself." in banner

    assert reconnect(visitor, xero).h1 == "Connected again"
    assert "runs out" not in visitor.get("/settings/xero")


def test_the_navigation_counts_what_needs_reconnecting_on_every_page(app, visitor, harbour):
    login = add_login(app, harbour, state=LoginState.EXPIRED)
    organisations = add_organisations(app, harbour, login, "Alder Ltd", "Birch Ltd")
    clients = [add_client(app, harbour, name) for name in ("Alder", "Birch", "Cedar")]
    visitor.sign_in(harbour.staff)
    assert not visitor.get("/clients").select("#broken-clients[href]")

    card = visitor.htmx(
        f"/clients/{clients[0]}/xero-link",
        method="POST",
        target="xero-card",
        organisation=organisations[0],
        was="",
    )

    assert card.find("#broken-clients").get("aria-label") == "1 client needs reconnecting"
    assert card.find("#broken-clients").get("hx-swap-oob") == "true"
    page = visitor.get("/account")
    assert page.find("#broken-clients").text == "1"
    assert page.find("#broken-on-tab").text == "1"
    assert [row.text for row in visitor.get(page.find("#broken-clients").get("href")).select("tbody th")] == [
        "Alder"
    ]


def test_a_practice_sees_nothing_of_anothers_outages(app, broken, saltmarsh, new_visitor):
    other = new_visitor().sign_in(saltmarsh.admin)
    login = rows(app, XeroLogin)[0].id

    assert not other.get("/settings/xero").select("#reconnect-banner section, a.count")
    assert other.post("/xero/consents", purpose="reconnect", login=login).status == 404
