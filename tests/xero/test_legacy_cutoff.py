"""Xero’s previous authentication method: connected until a midnight in the practice’s own time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from freezegun import freeze_time

from app.models import XeroLink, XeroLogin, XeroOrganisation
from app.models.legacy import ends_at
from tests.consents.reconnecting import link
from tests.records import add, add_client, change, rows
from tests.travel import PRIYA, come_back, priya, travel

WINTER, SUMMER = date(2021, 4, 1), date(2021, 7, 1)
NOTE = "Uses Xero’s previous authentication method, which ends on"
SECOND = timedelta(seconds=1)
MIDNIGHTS = [
    (WINTER, "Europe/London", "2021-03-31T23:00:00"),
    (WINTER, "Pacific/Auckland", "2021-03-31T11:00:00"),
    (WINTER, "America/New_York", "2021-04-01T04:00:00"),
    (SUMMER, "Europe/London", "2021-06-30T23:00:00"),
    (SUMMER, "Pacific/Auckland", "2021-06-30T12:00:00"),
    (SUMMER, "America/New_York", "2021-07-01T04:00:00"),
    (SUMMER, "Pacific/Kiritimati", "2021-06-30T10:00:00"),
    (SUMMER, "Etc/GMT+12", "2021-07-01T12:00:00"),
]


def furnish(app, firm, *tenants):
    """Organisations that the previous method opens: the first is the practice’s own, the others clients’."""
    organisations = [
        XeroOrganisation(practice_id=firm.practice.id, tenant_id=tenant, name=name, is_legacy=True)
        for name, tenant in tenants
    ]
    first, *others = add(app, *organisations)
    clients = [add_client(app, firm, name) for name, _ in tenants[1:]]
    add(app, link(firm, first, None), *(link(firm, *pair) for pair in zip(others, clients, strict=True)))
    return clients


def set_clock(app, firm, day, zone):
    app.config["XERO_LEGACY_CUTOFF"] = day
    change(app, firm.practice, lambda practice: setattr(practice, "time_zone", zone))


def words(visitor, user, client):
    """What the tab, the client’s card and the list say."""
    visitor.sign_in(user)
    tab = visitor.get("/settings/xero")
    row = visitor.get("/clients").find("tbody tr").text
    return (
        tab.find("#reconnect-banner").text,
        tab.find("#xero-card").text,
        row,
        visitor.get(f"/clients/{client}").find("#xero-card").text,
    )


@pytest.mark.parametrize(("day", "zone", "midnight"), MIDNIGHTS)
def test_connected_until_that_midnight_and_from_then_on_to_be_reconnected(
    app, visitor, harbour, day, zone, midnight
):
    moment = datetime.fromisoformat(midnight).replace(tzinfo=UTC)
    (client,) = furnish(app, harbour, ("Harbour & Pine Ltd", "t1"), ("Alder Ltd", "t2"))
    set_clock(app, harbour, day, zone)
    ends = f"{day.day} {day:%B %Y}"

    with freeze_time(moment - SECOND):
        banner, *others = words(visitor, harbour.admin, client)
        assert f"Xero’s previous authentication method ends on {ends}" in banner
        assert "2 organisations use it still, and with them 1 client and the practice itself." in banner
        for text in others:
            assert "Connected" in text
            assert f"{NOTE} {ends}" in text
        assert not visitor.get("/account").select("a.count")

    with freeze_time(moment):
        banner, *others = words(visitor, harbour.admin, client)
        assert "Xero’s previous authentication method has ended" in banner
        for text in others:
            assert "Reconnection needed" in text
            assert "Uses Xero’s previous authentication method" in text
            assert "which ends on" not in text
        assert "has ended" in visitor.get(f"/clients/{client}").find("#reconnect-banner").text
        assert visitor.get("/account").find("#broken-clients").text == "1"
        assert visitor.get("/account").find("#broken-on-tab").text == "1"


def test_two_practices_in_two_zones_each_have_their_own_midnight(
    app, visitor, new_visitor, harbour, saltmarsh
):
    here = furnish(app, harbour, ("Harbour & Pine Ltd", "t1"), ("Alder Ltd", "t2"))[0]
    there = furnish(app, saltmarsh, ("Saltmarsh Ltd", "t1"), ("Reed Ltd", "t2"))[0]
    set_clock(app, harbour, WINTER, "Pacific/Auckland")
    set_clock(app, saltmarsh, WINTER, "America/New_York")

    with freeze_time("2021-03-31T20:00:00Z"):
        assert "Reconnection needed" in words(visitor, harbour.admin, here)[1]
        assert "Connected" in words(new_visitor(), saltmarsh.admin, there)[1]


@pytest.mark.parametrize("zone", ["Europe/London", "America/Havana", "Asia/Beirut", "Africa/Cairo"])
def test_the_method_ends_with_the_first_moment_of_the_day(zone):
    for number in range(366):
        day = date(2020, 1, 1) + timedelta(days=number)
        moment = ends_at(day, zone)
        assert moment.astimezone(ZoneInfo(zone)).date() == day
        assert (moment - SECOND).astimezone(ZoneInfo(zone)).date() < day


@pytest.fixture
def legacy(app, visitor, harbour, xero):
    """The practice and two clients linked with the previous method to organisations that Priya sees."""
    names = ["Harbour & Pine Ltd", "Alder Ltd", "Birch Ltd"]
    priya(xero, *names)
    tenants = {one["name"]: one["tenant_id"] for one in xero.control.organisations()}
    furnish(app, harbour, *((name, tenants[name]) for name in names))
    visitor.sign_in(harbour.admin)
    return names


def is_legacy(app):
    return {one.name: one.is_legacy for one in rows(app, XeroOrganisation)}


def test_any_consent_mends_all_that_it_reaches_at_once(app, visitor, xero, legacy):
    xero.control.set_modes(several_at_once=True)
    before = [(one.client_id, one.organisation_id) for one in rows(app, XeroLink)]

    start = visitor.submit(visitor.get("/settings/xero"), "Reconnect")
    page = come_back(visitor, xero.control.approve(start.leaves_for, PRIYA, legacy))

    assert page.h1 == "Connected again"
    assert "3 organisations are connected again, and with them 2 clients and the practice itself." in page
    assert set(is_legacy(app).values()) == {False}
    assert [(one.client_id, one.organisation_id) for one in rows(app, XeroLink)] == before
    assert not visitor.get("/settings/xero").select("#reconnect-banner section")


def test_what_that_consent_does_not_reach_is_listed_with_what_to_do(app, visitor, xero, legacy):
    start = visitor.submit(visitor.get("/settings/xero"), "Reconnect")
    page = come_back(visitor, xero.control.approve(start.leaves_for, PRIYA, ["Alder Ltd"]))

    assert page.h1 == "Connected again, but not everything"
    missing = page.find("section[aria-labelledby=missing-title]").text
    assert "Missing: 2" in missing
    assert "Birch Ltd, linked to Birch Ltd. Uses Xero’s previous authentication method." in missing
    assert page.form("Reconnect again")


def test_what_another_practices_consent_had_connected_is_mended_with_a_plain_continue(
    app, visitor, saltmarsh, new_visitor, xero, legacy
):
    xero.control.set_modes(several_at_once=True)
    travel(new_visitor().sign_in(saltmarsh.admin), xero, legacy)

    page = travel(visitor, xero)

    assert page.h1 == "Connected again"
    assert "Repaired: 3" in page
    mended = rows(app, XeroOrganisation, practice_id=1)
    assert {one.is_legacy for one in mended} == {False}


def test_they_can_be_chosen_in_the_picker_and_say_why_nobody_authorised_them(app, visitor, harbour, legacy):
    with freeze_time("2021-03-01T12:00:00Z"):
        visitor.sign_in(harbour.admin)
        names = [one.text for one in visitor.get("/settings/xero/link/new").select("#organisation option")]
    assert any(name.startswith("Alder Ltd – linked to Alder Ltd") for name in names)
    assert not any("Reconnection needed" in name for name in names)
    assert rows(app, XeroLogin) == []
