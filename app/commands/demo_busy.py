"""How Saltmarsh Accounting came to be busy: real trips to the stand-in for Xero, and what happened since."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from flask import current_app
from sqlalchemy import select

from app.clock import utcnow
from app.commands.demo_control import Control
from app.consents.arrival import bring_home
from app.demo_accounts import DEMO_ACCOUNTS, SALTMARSH
from app.extensions import db
from app.models import Client, Purpose, User, XeroConsent, XeroLogin, XeroOrganisation
from app.xero import consents, lifecycle, organisations, service
from app.xero.errors import ReconnectNeeded
from app.xero.links import Act, Subject, point

SAM = "sam.osei@ledgerworks.example"
MARTHA = ("martha.kerr@saltmarsh.example", "Martha", "Kerr")
PRACTICE_BOOKS = "Saltmarsh Accounting Ltd"
SAMS_CLIENTS = {
    "SAM001": "Samphire Seafoods Ltd",
    "TER001": "Tern & Tide Boatbuilders Ltd",
    "WIN001": "Windpump Cycles Ltd",
}
MARTHAS_CLIENTS = {"UMB001": "Umber Pottery", "VIO001": "Viola House Care Homes Ltd"}
CUT = "Tern & Tide Boatbuilders Ltd"
LAPSED_DAYS_AGO = 4
UNUSED_FOR = timedelta(days=60)


def tell() -> None:
    """Two logins, links to five clients and the practice; one login then expires, one organisation is cut."""
    control = Control(current_app.config["XERO_API_URL"])
    users = people()
    martha = control.add_user(*MARTHA, organisations=list(MARTHAS_CLIENTS.values()))
    with control.several_at_once():
        marthas = travel(control, users[0], martha, list(MARTHAS_CLIENTS.values()))
        sams = travel(control, users[0], SAM, list(SAMS_CLIENTS.values()))
    travel(control, users[0], SAM, [PRACTICE_BOOKS])
    for code, name in (SAMS_CLIENTS | MARTHAS_CLIENTS).items():
        link(code, name, users[-1])
    expire(control, martha, marthas)
    control.cut(CUT)
    read_connections(sams)


def people() -> list[User]:
    """The people of Saltmarsh, its admin first."""
    emails = [account.email for account in DEMO_ACCOUNTS if account.practice == SALTMARSH]
    found = {user.email: user for user in db.session.scalars(select(User).where(User.email.in_(emails)))}
    return [found[email] for email in emails]


def travel(control: Control, user: User, xero_user: str, names: Sequence[str]) -> int:
    """Go to Xero and back as a browser would; returns the id of the login that came home."""
    browser = secrets.token_urlsafe(32)
    address = consents.begin(user, Purpose.LINK_PRACTICE, browser)
    db.session.commit()
    answer = parse_qs(urlsplit(control.approve(address, xero_user, names)).query)
    consent = consents.find_returning(answer["state"][0], browser)
    claimed = consents.claim(consent)
    consent_id = consent.id
    db.session.commit()
    if claimed:
        bring_home(consent_id, answer["code"][0], *claimed, None)
    login_id = db.session.get_one(XeroConsent, consent_id).login_id
    db.session.commit()
    if login_id is None:
        raise RuntimeError(f"the trip of {xero_user} came to nothing")
    return login_id


def link(code: str, name: str, user: User) -> None:
    """Link a client to the organisation of that name."""
    here = {"practice_id": user.practice_id}
    client_id = db.session.scalars(select(Client.id).filter_by(code=code, **here)).one()
    organisation_id = db.session.scalars(select(XeroOrganisation.id).filter_by(name=name, **here)).one()
    point(Subject(user.practice_id, client_id), organisation_id, Act(user, "picker"), was=None)
    db.session.commit()


def expire(control: Control, xero_user: str, login_id: int) -> None:
    """Let sixty days go by for one login, and find out as we would then."""
    lapsed = utcnow() - timedelta(days=LAPSED_DAYS_AGO)
    login = db.session.get_one(XeroLogin, login_id)
    login.authorised_at = login.refreshed_at = lapsed - UNUSED_FOR
    login.access_expires_at = login.lapses_at = lapsed
    db.session.commit()
    control.expire_refresh_token(xero_user)
    with suppress(ReconnectNeeded):
        lifecycle.fresh_access_token(login_id)
    db.session.refresh(login)
    if login.is_active:
        raise RuntimeError("the stand-in refreshed an expired login")
    login.state_since = lapsed
    db.session.commit()


def read_connections(login_id: int) -> None:
    """Notice what changed at Xero."""
    listed = lifecycle.call_with_token(login_id, service().api.connections)
    organisations.reconcile(db.session.get_one(XeroLogin, login_id), listed, utcnow())
    db.session.commit()
