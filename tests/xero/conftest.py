"""The stand-in without an app: the service, a code and its tokens; and with one: a login."""

import pytest

from app.models.event import Author
from app.xero import lifecycle
from app.xero.api import TripSecrets, XeroAddresses, XeroApi
from tests.travel import PRIYA, answer_of, priya
from tests.xero.logins import WHO, consented
from tests.xero.ways import BOOKS, TOMAS, authorise, two_people

SECRET = "demo-secret-not-for-production"


def addresses(xero, **changes):
    found = {
        "client_id": "ledgerline-demo",
        "client_secret": SECRET,
        "redirect_uri": "http://localhost/xero/callback",
        "scopes": ("openid", "profile", "email", "offline_access", "accounting.settings.read"),
        "uses_pkce": True,
        "authorize_url": f"{xero.url}/identity/connect/authorize",
        "token_url": f"{xero.url}/connect/token",
        "jwks_url": f"{xero.url}/.well-known/openid-configuration/jwks",
        "api_url": xero.url,
    }
    return XeroAddresses(**found | changes)


@pytest.fixture
def api(xero):
    return XeroApi(addresses(xero))


@pytest.fixture
def trip(xero, api):
    """A code that Priya gave us, and what it takes to use it."""
    priya(xero, "Harbour & Pine Ltd")
    secrets = TripSecrets.fresh()
    redirect = xero.control.approve(api.authorize_url(secrets), PRIYA, ["Harbour & Pine Ltd"])
    return answer_of(redirect)["code"], secrets.verifier


@pytest.fixture
def tokens(api, trip):
    return api.exchange_code(*trip)


@pytest.fixture
def people(xero):
    priya(xero, "Harbour & Pine Ltd")


@pytest.fixture
def login_id(in_app, harbour, xero, people):
    author = Author(harbour.admin.id, "192.0.2.7")
    return lifecycle.keep_grant(harbour.practice.id, WHO, consented(xero), author)


@pytest.fixture
def both(in_app, harbour, xero):
    """Priya's login and Tomas's; both reach the books."""
    two_people(xero, BOOKS, "Alder Bakery Ltd")
    logins = [authorise(in_app, harbour, xero, email, BOOKS) for email in (PRIYA, TOMAS)]
    xero.control.reset_calls()
    return logins


@pytest.fixture
def only_priya(in_app, harbour, xero):
    """Priya's login, the only one that reaches the books."""
    two_people(xero, BOOKS)
    login_id = authorise(in_app, harbour, xero, PRIYA, BOOKS)
    xero.control.reset_calls()
    return login_id
