"""What every answer carries, so that a browser trusts nobody else."""

import pytest

from app import create_app
from app.security import content_policy
from tests.frame.production import PRODUCTION
from tests.page import Visitor
from tests.people import Firm


def test_forms_may_lead_to_xero_and_nothing_else_may() -> None:
    policy = content_policy("https://login.xero.com/identity/connect/authorize")

    assert "form-action 'self' https://login.xero.com https://*.xero.com" in policy
    assert policy.count("xero.com") == 2


def test_in_the_demo_forms_may_lead_to_the_stand_in() -> None:
    policy = content_policy("http://localhost:8001/identity/connect/authorize")

    assert "form-action 'self' http://localhost:8001" in policy
    assert "xero.com" not in policy


@pytest.mark.parametrize("path", ["/clients", "/nothing", "/sign-in"])
def test_pages_are_not_stored(path: str, visitor: Visitor, harbour: Firm) -> None:
    page = visitor.sign_in(harbour.admin).get(path)

    assert page.response.headers["Cache-Control"] == "no-store"


def test_files_may_be_stored_and_their_addresses_change_with_them(visitor: Visitor, harbour: Firm) -> None:
    sheet = visitor.sign_in(harbour.admin).get("/clients").find("link[rel=stylesheet]").get("href")

    assert "?v=" in sheet
    assert "no-store" not in visitor.get(sheet).response.headers.get("Cache-Control", "")


def test_caches_keep_fragments_and_pages_apart(visitor: Visitor, harbour: Firm) -> None:
    assert "HX-Request" in visitor.sign_in(harbour.admin).get("/clients").response.vary


def test_the_answer_to_an_error_is_as_guarded_as_any_other(visitor: Visitor) -> None:
    page = visitor.get("/nothing")

    assert page.status == 404
    assert "default-src 'none'" in page.response.headers["Content-Security-Policy"]


def test_production_cookies_travel_over_https_only(tmp_path) -> None:
    app = create_app(PRODUCTION | {"DATABASE_URL": f"sqlite:///{tmp_path}/x.db"})

    answer = app.test_client().get("/sign-in", base_url="https://ledgerline.example.com")

    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    assert all("Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_the_demo_promises_no_https(visitor: Visitor) -> None:
    assert "Strict-Transport-Security" not in visitor.get("/nothing").response.headers


def test_browsers_keep_no_copies_of_pages_for_htmx(visitor: Visitor, harbour: Firm) -> None:
    config = visitor.sign_in(harbour.admin).get("/clients").find("meta[name=htmx-config]").get("content")

    assert '"historyCacheSize": 0' in config
    assert '"allowEval": false' in config
