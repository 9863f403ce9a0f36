"""The secret in an invitation's address stays out of the browser's storage."""

from __future__ import annotations


def test_a_page_under_a_secret_address_runs_no_script(visitor):
    page = visitor.get("/invitations/nobody-knows-this")

    assert page.status == 404
    assert page.select("script") == []
