"""A sign-in that ran out in the middle of work leads back to the same page."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory

from tests.auth.form import sign_in, sign_in_remembered
from tests.page import Page, Visitor, contents_of
from tests.people import PASSWORD, Firm

SIGN_IN_AND_BACK = "/sign-in?next=/account"


@pytest.fixture
def clock() -> Iterator[FrozenDateTimeFactory]:
    with freeze_time("2026-03-02 12:00:00") as frozen:
        yield frozen


@pytest.fixture
def tired(visitor: Visitor, harbour: Firm, clock: FrozenDateTimeFactory) -> Visitor:
    """A visitor whose session ran out."""
    sign_in(visitor, harbour.staff.email)
    clock.tick(timedelta(hours=13))
    return visitor


def sign_in_here(visitor: Visitor, page: Page, firm: Firm) -> Page:
    assert page.h1 == "Sign in"
    return visitor.submit(page, "Sign in", email=firm.staff.email, password=PASSWORD)


def test_a_page_leads_back_to_itself_with_its_query(tired: Visitor, harbour: Firm) -> None:
    page = sign_in_here(tired, tired.get("/clients?q=smith+%26+co&page=2"), harbour)

    assert page.path == "/clients?q=smith+%26+co&page=2"


def test_a_form_leads_back_to_the_page_it_stood_on(
    visitor: Visitor, harbour: Firm, clock: FrozenDateTimeFactory
) -> None:
    sign_in(visitor, harbour.staff.email)
    account = visitor.get("/account?from=menu")
    clock.tick(timedelta(hours=13))

    sent = contents_of(account.form("Change password"), "Change password")
    came_from = {"Referer": "http://localhost/account?from=menu"}
    asked = visitor.open("POST", "/account", data=sent, headers=came_from)

    assert sign_in_here(visitor, asked, harbour).path == "/account?from=menu"


@pytest.mark.parametrize(
    "referrer", ["http://evil.example/account", "", "http://[", "http://localhost/sign-out"]
)
def test_a_form_from_nowhere_leads_to_the_clients(tired: Visitor, harbour: Firm, referrer: str) -> None:
    asked = tired.open("POST", "/account", data={}, headers={"Referer": referrer})

    assert sign_in_here(tired, asked, harbour).path == "/clients"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_htmx_moves_the_whole_browser(tired: Visitor, harbour: Firm, method: str) -> None:
    answer = tired.htmx("/account", method, page="/account?from=menu").response

    assert answer.status_code == 401
    assert answer.get_data() == b""
    back = answer.headers["HX-Redirect"]
    assert back == "/sign-in?next=/account?from%3Dmenu"
    assert sign_in_here(tired, tired.get(back), harbour).path == "/account?from=menu"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "address", ["http://evil.example/account", "//evil.example", "", "nonsense", "http://["]
)
def test_htmx_leads_back_to_no_other_host(tired: Visitor, method: str, address: str) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": address}
    answer = tired.client.open("/account", method=method, headers=headers)

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in"


def test_a_page_that_htmx_restores_from_history_is_asked_for_as_a_page(tired: Visitor) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    answer = tired.client.get("/account", headers=headers)

    assert (answer.status_code, answer.location) == (302, SIGN_IN_AND_BACK)


def test_a_remembered_visitor_is_back_on_the_page_at_once_and_knows_that_nothing_was_saved(
    visitor: Visitor, harbour: Firm, clock: FrozenDateTimeFactory
) -> None:
    sign_in_remembered(visitor, harbour.staff)
    account = visitor.get("/account")
    clock.tick(timedelta(hours=13))

    sent = contents_of(account.form("Change password"), "Change password")
    page = visitor.open("POST", "/account", data=sent, headers={"Referer": "http://localhost/account"})

    assert (page.status, page.path) == (200, "/account")
    assert page.messages == "This page was open for too long, so that nothing was saved. Do it again."


def test_a_forged_form_is_refused_while_signed_in(visitor: Visitor, harbour: Firm) -> None:
    sign_in(visitor, harbour.staff.email)

    page = visitor.open("POST", "/sign-out", data={"csrf_token": "forged"})

    assert page.status == 400
    assert visitor.get("/account").h1 == "Your account"
