"""An app's side of the protocol, spoken by hand: what the tests send to the stand-in."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from sandbox.server import RunningSandbox

CLIENT_ID, CLIENT_SECRET = "ledgerline-demo", "demo-secret-not-for-production"
REDIRECT_URI = "http://localhost:8000/xero/callback"
SCOPES = "openid profile email offline_access accounting.settings.read"
VERIFIER = "a-verifier-that-is-long-enough-for-everybody-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
TIMEOUT = 20
MINUTE, DAY = 60, 86400


def answer_of(redirect: str) -> dict[str, str]:
    """The parameters that came back to the app."""
    return {name: values[0] for name, values in parse_qs(urlsplit(redirect).query).items()}


def claims_of(token: str) -> dict[str, Any]:
    """The claims of a JWT, unchecked."""
    payload = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))


@dataclass(frozen=True)
class Trip:
    """Everything an app can ask of one stand-in."""

    stand_in: RunningSandbox
    auth: tuple[str, str] = (CLIENT_ID, CLIENT_SECRET)

    def authorize_url(self, **changes: str | None) -> str:
        """A good authorize request, with parameters changed, added or (None) left out."""
        query: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.auth[0],
            "redirect_uri": REDIRECT_URI,
            "scope": SCOPES,
            "state": "the-state",
            "nonce": "the-nonce",
        }
        sent = {name: value for name, value in (query | changes).items() if value is not None}
        return f"{self.stand_in.url}/identity/connect/authorize?{urlencode(sent)}"

    def code(self, user: str, organisations: Iterable[str] = (), **changes: str | None) -> str:
        """The code of a consent that `user` gives."""
        redirect = self.stand_in.control.approve(self.authorize_url(**changes), user, organisations)
        return answer_of(redirect)["code"]

    def post(self, path: str, auth: tuple[str, str] | None = None, **form: str) -> requests.Response:
        return requests.post(f"{self.stand_in.url}{path}", data=form, auth=auth or self.auth, timeout=TIMEOUT)

    def exchange(self, code: str, **more: str) -> requests.Response:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI} | more
        return self.post("/connect/token", **form)

    def refresh(self, refresh_token: str) -> requests.Response:
        return self.post("/connect/token", grant_type="refresh_token", refresh_token=refresh_token)

    def revoke(self, refresh_token: str) -> requests.Response:
        return self.post("/connect/revocation", token=refresh_token)

    def sign_in(self, user: str, organisations: Iterable[str] = (), **changes: str | None) -> dict[str, Any]:
        """The token set of a consent that `user` gives."""
        answer = self.exchange(self.code(user, organisations, **changes))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def connections(self, token_set: dict[str, Any], **query: str) -> requests.Response:
        return requests.get(
            f"{self.stand_in.url}/connections",
            params=query,
            headers={"Authorization": f"Bearer {token_set['access_token']}"},
            timeout=TIMEOUT,
        )

    def disconnect(self, token_set: dict[str, Any], connection_id: str) -> requests.Response:
        return requests.delete(
            f"{self.stand_in.url}/connections/{connection_id}",
            headers={"Authorization": f"Bearer {token_set['access_token']}"},
            timeout=TIMEOUT,
        )

    def call(
        self, token_set: dict[str, Any], tenant_id: str | None, path: str = "Organisation", **headers: str
    ) -> requests.Response:
        """An accounting call as a careful app makes it; `tenant_id` None leaves the header out."""
        sent = {"Authorization": f"Bearer {token_set['access_token']}", "Accept": "application/json"}
        sent |= {"Xero-Tenant-Id": tenant_id} if tenant_id else {}
        return requests.get(
            f"{self.stand_in.url}/api.xro/2.0/{path}", headers=sent | headers, timeout=TIMEOUT
        )
