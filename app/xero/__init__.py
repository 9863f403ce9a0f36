"""Everything we know about Xero: the service that routes, jobs and commands call."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from flask import Flask, current_app

from app.xero.api import XeroAddresses, XeroApi
from app.xero.sealing import KeyRing

CALLBACK_PATH = "/xero/callback"


@dataclass(frozen=True)
class Timing:
    """What renewing an authorisation may take, in seconds."""

    call: int
    lease: int
    wait: int


@dataclass(frozen=True)
class XeroService:
    """What one app uses to speak to Xero and to keep what it was given."""

    api: XeroApi
    ring: KeyRing
    client_id: str
    issuer: str
    timing: Timing
    fingerprint_key: bytes = field(repr=False)

    def fingerprint(self, text: str) -> str:
        """A short name for a secret, by which an operator can follow it and nobody can find it."""
        return hmac.new(self.fingerprint_key, text.encode(), hashlib.sha256).hexdigest()[:8]


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
        XeroApi(addresses, call_timeout(config["XERO_TOKEN_SECONDS"])),
        KeyRing(config["TOKEN_KEYS"]),
        config["XERO_CLIENT_ID"],
        config["XERO_ISSUER"],
        Timing(config["XERO_TOKEN_SECONDS"], config["TOKEN_LEASE_SECONDS"], config["TOKEN_WAIT_SECONDS"]),
        hashlib.sha256(b"fingerprints of tokens" + config["SECRET_KEY"].encode()).digest(),
    )
    # Imported here, because they ask this module for the service.
    from app.xero.background import Background
    from app.xero.metering import Meters
    from app.xero.store import Store

    app.extensions.setdefault("xero_store", Store(config["DATABASE_URL"]))
    app.extensions.setdefault("xero_background", Background())
    app.extensions.setdefault("xero_meters", Meters())


def call_timeout(seconds: int) -> tuple[float, float]:
    """So many seconds, shared out between connecting and waiting for the answer."""
    connecting = min(5, seconds / 3)
    return connecting, seconds - connecting


def service() -> XeroService:
    """The current app's Xero service."""
    found: XeroService = current_app.extensions["xero"]
    return found
