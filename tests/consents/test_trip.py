"""The whole trip, page by page, with the stand-in over real HTTP."""

from __future__ import annotations

from tests.travel import priya, travel


def test_one_organisation_chosen_at_xero_is_linked_to_the_practice(visitor, harbour, xero):
    priya(xero, "Harbour & Pine Ltd", "Bright Bakery Ltd")
    visitor.sign_in(harbour.admin)

    page = travel(visitor, xero, ["Harbour & Pine Ltd"])

    assert page.status == 200
    assert page.h1 == "Linked"
    assert "Harbour & Pine is linked to Harbour & Pine Ltd" in page
    tab = visitor.get("/settings/xero")
    assert "Connected" in tab.find("#xero-card").text
    assert "Authorised by Priya Nair" in tab.find("#xero-card").text
