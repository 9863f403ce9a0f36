"""Which permissions a login has, which it lacks, and what each is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from app.extensions import db
from app.models import XeroLogin
from app.xero import service

SETTINGS = "to read an organisation’s name, numbers and settings, which tell whose it is"
PURPOSES: Mapping[str, str] = {
    "openid": "to know which Xero user signs in",
    "profile": "to show the Xero user’s name",
    "email": "to show the Xero user’s e-mail address",
    "offline_access": "to stay connected while nobody is signed in at Xero",
    "accounting.settings": SETTINGS,
    "accounting.settings.read": SETTINGS,
}
OTHERWISE = "asked for by whoever runs Ledgerline for you"


def missing(granted: str) -> list[str]:
    """The permissions that are asked for and not among the granted ones, in the order they are asked for."""
    # Xero says nothing where all that was asked for was granted.
    has = set(granted.split())
    return [scope for scope in service().api.addresses.scopes if scope not in has] if has else []


def purpose_of(scope: str) -> str:
    return PURPOSES.get(scope, OTHERWISE)


def with_purposes(scopes: Iterable[str]) -> list[tuple[str, str]]:
    """Each permission with what it is for."""
    return [(scope, purpose_of(scope)) for scope in scopes]


def logins_that_lack(practice_id: int) -> list[int]:
    """The practice’s logins that lack a permission, by what they were granted or by what Xero said since."""
    wanted = select(XeroLogin.id, XeroLogin.scopes, XeroLogin.lacks_permission_at)
    rows = db.session.execute(wanted.filter_by(practice_id=practice_id))
    return [row.id for row in rows if row.lacks_permission_at or missing(row.scopes)]
