"""A login in the database, with real tokens of the stand-in’s, as tests of the lifecycle handle it."""

from __future__ import annotations

from app.clock import utcnow
from app.models import XeroLogin
from app.xero import service, strongbox
from app.xero.api import TripSecrets
from app.xero.identity import Identity
from tests.records import change, rows
from tests.travel import PRIYA, answer_of

WHO = Identity("priya-id", "Priya Nair", PRIYA, None)


def consented(xero):
    """Tokens of a new consent, not stored yet."""
    secrets, api = TripSecrets.fresh(), service().api
    chosen = [] if xero.control.connections() else ["Harbour & Pine Ltd"]
    redirect = xero.control.approve(api.authorize_url(secrets), PRIYA, chosen)
    return api.exchange_code(answer_of(redirect)["code"], secrets.verifier)


def login(app):
    return rows(app, XeroLogin)[0]


def tokens_of(app):
    with app.app_context():
        return strongbox.open_tokens(login(app))


def spend(app):
    """Let the access token run out by our own reckoning."""
    change(app, login(app), lambda row: setattr(row, "access_expires_at", utcnow()))


MOMENTS = (
    "access_expires_at",
    "refreshed_at",
    "lapses_at",
    "lease_until",
    "sent_at",
    "retry_at",
    "forced_at",
)


def age(app, by):
    """Let time go by for the login, by whatever clock its row is measured."""

    def earlier(row):
        for name in MOMENTS:
            if moment := getattr(row, name):
                setattr(row, name, moment - by)

    change(app, login(app), earlier)


def lasts(app, left):
    """Let the access token last for so long."""
    change(app, login(app), lambda row: setattr(row, "access_expires_at", utcnow() + left))


def is_current(app, xero):
    """Whether the stored refresh token still works over there."""
    return bool(service().api.refresh(tokens_of(app)[1]).access_token)


def refreshes(xero):
    return xero.control.calls()["token.refresh"]
