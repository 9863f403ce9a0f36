"""Names of every kind, and very many of them, on the way home."""

from __future__ import annotations

import pytest

from app.consents import arrival
from app.models import XeroConnection
from tests.records import rows
from tests.travel import PRIYA, priya, travel

LONG = "Very " * 39 + "Long"
NAMES = [
    LONG,
    "مخبز الحي القديم",
    "Καφενείο Ακρόπολις",
    "海港会计师事务所",
    "Bright 🥐 Bakery",
    "O'Neil & <b>Sons</b>",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_company_of_any_name_comes_home_and_goes_again(visitor, harbour, xero, name):
    priya(xero, name)
    visitor.sign_in(harbour.admin)

    page = travel(visitor, xero, [name])
    assert f"Harbour & Pine is linked to {name}" in page
    assert name in visitor.get("/settings/xero").find("#xero-card").text

    confirming = visitor.get("/settings/xero/link/delete")
    assert name in confirming.h1
    assert visitor.submit(confirming, "Disconnect from Xero").status == 200


def test_a_xero_user_of_any_name_is_named(visitor, harbour, xero):
    xero.control.add_user(PRIYA, "Siobhán “Shiv” مريم", "O'Neil")
    xero.control.add_organisation("Harbour & Pine Ltd", users=[PRIYA])
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, ["Harbour & Pine Ltd"])

    assert "O'Neil" in visitor.get("/settings/xero").find("#xero-card").text


def test_a_thousand_companies_come_home_at_once(app, visitor, harbour, xero, monkeypatch):
    monkeypatch.setattr(arrival, "FACTS_BUDGET", 0)
    xero.control.set_modes(several_at_once=True)
    xero.control.add_user(PRIYA, "Priya", "Nair")
    names = [f"Company {number:04}" for number in range(1001)]
    xero.control.add_organisations([{"name": name, "users": [PRIYA]} for name in names])
    visitor.sign_in(harbour.admin)

    page = travel(visitor, xero, names)

    assert page.h1 == "Choose what to link"
    assert "New: 1001" in page
    assert page.link("and 951 more") == "/settings/xero/organisations"
    assert len(page.select("input[type=radio]")) == 50
    assert len(rows(app, XeroConnection)) == 1001
