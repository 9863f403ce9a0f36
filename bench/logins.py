"""Xero logins with real tokens of the stand-in’s."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from flask import Flask
from sqlalchemy import update

from app.clock import utcnow
from app.extensions import db
from app.models import Practice, XeroLogin
from app.models.event import Author
from app.xero import lifecycle, service
from app.xero.api import TripSecrets
from app.xero.identity import Identity
from app.xero.tokens import TokenSet
from bench.stand_in import StandIn


def add_practice(app: Flask) -> int:
    with app.app_context():
        practice = Practice(name="Harbour & Pine")
        db.session.add(practice)
        db.session.commit()
        return practice.id


def add_login(app: Flask, xero: StandIn, practice_id: int, number: int = 0) -> int:
    """A login of the practice, which has just been authorised; returns its id."""
    answer = consented(app, xero, number)
    with app.app_context():
        identity = Identity(f"user-{number}", f"Priya Nair {number}", address(number), None)
        tokens = TokenSet.from_answer(answer, utcnow())
        return lifecycle.keep_grant(practice_id, identity, tokens, Author())


def consented(app: Flask, xero: StandIn, number: int = 0) -> dict[str, Any]:
    """The token endpoint’s answer after a new person has allowed access to their organisation."""
    xero.control.add_user(address(number), "Priya", f"Nair {number}")
    xero.control.add_organisation(f"Harbour & Pine {number}", users=[address(number)])
    with app.app_context():
        addresses, secrets = service().api.addresses, TripSecrets.fresh()
        asked = service().api.authorize_url(secrets)
    redirect = xero.control.approve(asked, address(number), [f"Harbour & Pine {number}"])
    answer = requests.post(
        addresses.token_url,
        data={
            "grant_type": "authorization_code",
            "code": parse_qs(urlsplit(redirect).query)["code"][0],
            "redirect_uri": addresses.redirect_uri,
            "code_verifier": secrets.verifier,
        },
        auth=(addresses.client_id, addresses.client_secret),
        timeout=30,
    )
    answer.raise_for_status()
    return dict(answer.json())


def address(number: int) -> str:
    return f"priya.nair{number}@harbourpine.example"


def let_last(app: Flask, left: timedelta, *login_ids: int) -> None:
    """Have the access tokens of these logins last for so long, by our own reckoning."""
    with app.app_context():
        changed = update(XeroLogin).where(XeroLogin.id.in_(login_ids))
        db.session.execute(changed.values(access_expires_at=utcnow() + left))
        db.session.commit()


def generation_of(app: Flask, login_id: int) -> int:
    with app.app_context():
        return db.session.get_one(XeroLogin, login_id).generation
