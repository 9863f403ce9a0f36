"""The page with the link is shown once."""

from __future__ import annotations

from tests.records import add_client


def test_who_comes_back_to_the_page_of_a_link_finds_the_client(app, visitor, harbour):
    client = add_client(app, harbour, "Bright Bakery")

    page = visitor.sign_in(harbour.staff).get(f"/clients/{client}/invitations")

    assert page.h1 == "Bright Bakery"
