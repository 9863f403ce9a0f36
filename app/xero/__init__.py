"""Everything we know about Xero: the service that routes, jobs and commands call."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app

from app.xero.api import XeroAddresses, XeroApi
from app.xero.sealing import KeyRing

CALLBACK_PATH = "/xero/callback"


@dataclass(frozen=True)
class XeroService:
    """What one app uses to speak to Xero and to keep what it was given."""

    api: XeroApi
    ring: KeyRing
    client_id: str
    issuer: str


def init_xero(app: Flask) -> None:
    """Build the app's Xero service from its settings."""
    config = app.config
    addresses = XeroAddresses(
        client_id=config["XERO_CLIENT_ID"],
        client_secret=config["XERO_CLIENT_SECRET"],
        redirect_uri=config["PUBLIC_URL"] + CALLBACK_PATH,
        scopes=config["XERO_SCOPES"],
        uses_pkce=config["XERO_PKCE"],
        authorize_url=config["XERO_AUTHORIZE_URL"],
        token_url=config["XERO_TOKEN_URL"],
        jwks_url=config["XERO_JWKS_URL"],
        api_url=config["XERO_API_URL"],
    )
    app.extensions["xero"] = XeroService(
        XeroApi(addresses), KeyRing(config["TOKEN_KEYS"]), config["XERO_CLIENT_ID"], config["XERO_ISSUER"]
    )


def service() -> XeroService:
    """The current app's Xero service."""
    found: XeroService = current_app.extensions["xero"]
    return found
