"""An independent reader: Xero's own SDK takes the stand-in for the real thing."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token, TokenApi
from xero_python.exceptions import HTTPStatusException
from xero_python.identity import IdentityApi

from sandbox.control_client import ControlClient
from tests.sandbox.conftest import PRIYA, SAM, Books
from tests.sandbox.trip import CLIENT_ID, CLIENT_SECRET, Trip


class Sdk:
    """The SDK, signed in as whoever the token set is of."""

    def __init__(self, url: str, token_set: dict[str, Any]) -> None:
        self.tokens = token_set | {"scope": token_set["scope"].split()}
        self.oauth = OAuth2Token(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
        self.oauth.update_token(**self.tokens)
        self.client = ApiClient(
            Configuration(oauth2_token=self.oauth),
            oauth2_token_getter=lambda: self.tokens,
            oauth2_token_saver=self.save,
        )
        self.identity = IdentityApi(self.client, base_url=url)
        self.accounting = AccountingApi(self.client, base_url=f"{url}/api.xro/2.0")

    def save(self, token_set: dict[str, Any]) -> None:
        self.tokens = token_set


@pytest.fixture
def sdk(app: Trip, books: Books, monkeypatch: pytest.MonkeyPatch) -> Sdk:
    url = app.stand_in.url
    monkeypatch.setattr(TokenApi, "refresh_token_url", f"{url}/connect/token")
    monkeypatch.setattr(TokenApi, "revoke_token_url", f"{url}/connect/revocation")
    return Sdk(url, app.sign_in(PRIYA, [books.bakery]))


def test_it_reads_the_connections(sdk: Sdk, books: Books) -> None:
    (found,) = sdk.identity.get_connections()

    assert (found.tenant_id, found.tenant_type) == (books.bakery, "ORGANISATION")
    assert found.tenant_name == "Alder Lane Bakery Ltd"
    assert found.created_date_utc.year >= 2025
    assert [c.id for c in sdk.identity.get_connections(auth_event_id=found.auth_event_id)] == [found.id]


def test_it_reads_the_organisation(sdk: Sdk, books: Books) -> None:
    (found,) = sdk.accounting.get_organisations(books.bakery).organisations

    assert (found.organisation_id, found.name) == (books.bakery, "Alder Lane Bakery Ltd")
    assert str(found.country_code).endswith("GB")
    assert found.financial_year_end_month == 3
    assert found.is_demo_company is False
    assert found.created_date_utc.year >= 2025


def test_it_reads_the_users(sdk: Sdk, books: Books) -> None:
    found = sdk.accounting.get_users(books.bakery).users

    assert [user.email_address for user in found] == [PRIYA, SAM]
    assert uuid.UUID(found[0].user_id)


def test_it_refreshes_and_goes_on_with_the_new_pair(sdk: Sdk, books: Books, control: ControlClient) -> None:
    before = dict(sdk.tokens)
    control.expire_access_token(PRIYA)

    sdk.oauth.refresh_access_token(sdk.client)

    assert sdk.tokens["refresh_token"] != before["refresh_token"]
    assert len(sdk.identity.get_connections()) == 1


def test_it_deletes_a_connection(sdk: Sdk, control: ControlClient) -> None:
    (found,) = sdk.identity.get_connections()

    sdk.identity.delete_connection(found.id)

    assert control.connections() == []


def test_it_revokes(sdk: Sdk, control: ControlClient) -> None:
    sdk.oauth.revoke_access_token(sdk.client)

    assert control.tokens() == []
    assert control.connections() == []


def test_it_understands_a_refusal(sdk: Sdk, books: Books, control: ControlClient) -> None:
    control.cut(books.bakery)

    with pytest.raises(HTTPStatusException) as refused:
        sdk.accounting.get_organisations(books.bakery)

    assert refused.value.status == 403
