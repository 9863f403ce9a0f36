"""The only HTTP: Xero's addresses, headers and JSON become our types here. One token per call, none kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from app.clock import utcnow
from app.xero.errors import (
    AccessRefused,
    OrganisationGone,
    PermissionNeeded,
    ReconnectNeeded,
    XeroMisconfigured,
    XeroUnavailable,
)
from app.xero.facts import OrganisationFacts, RemoteConnection, parse_connection, parse_organisation
from app.xero.identity import JWKS_LIFETIME
from app.xero.limits import throttled
from app.xero.tokens import TokenSet, UnusableAnswer

Timeout = tuple[float, float]
TOKEN_TIMEOUT: Timeout = (5, 10)
READ_TIMEOUT: Timeout = (5, 20)
OUR_FAULT = ("invalid_client", "unauthorized_client")
# Xero spells it without the third i.
SCOPE_MISSING = ("insufficent_scope", "insufficient_scope", "AuthorizationUnsuccessful")
VERIFIER_CHARACTERS = 64


@dataclass(frozen=True)
class XeroAddresses:
    """Where Xero lives, and who we are to it."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    scopes: tuple[str, ...]
    uses_pkce: bool
    authorize_url: str
    token_url: str
    jwks_url: str
    api_url: str


@dataclass(frozen=True)
class TripSecrets:
    """What proves at the end of a trip that it is the one we began."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)

    @classmethod
    def fresh(cls) -> TripSecrets:
        return cls(generate_token(43), generate_token(43), generate_token(VERIFIER_CHARACTERS))


class XeroApi:
    """Calls to Xero. Holds addresses and Xero's public keys, never a token."""

    def __init__(self, addresses: XeroAddresses, token_timeout: Timeout = TOKEN_TIMEOUT) -> None:
        self.addresses = addresses
        self.token_timeout = token_timeout
        self._jwks: dict[str, Any] | None = None
        self._jwks_read_at: datetime | None = None

    def authorize_url(self, secrets: TripSecrets) -> str:
        """The page at Xero where a person allows access."""
        uses_pkce = self.addresses.uses_pkce
        url, _ = self._oauth(scope=" ".join(self.addresses.scopes)).create_authorization_url(
            self.addresses.authorize_url,
            state=secrets.state,
            nonce=secrets.nonce,
            code_verifier=secrets.verifier if uses_pkce else None,
        )
        return str(url)

    def exchange_code(self, code: str, verifier: str) -> TokenSet:
        """The tokens for a code; ReconnectNeeded where Xero refuses it, UnusableAnswer where parts lack."""
        extra = {"code_verifier": verifier} if self.addresses.uses_pkce else {}
        return self._tokens("fetch_token", code=code, grant_type="authorization_code", **extra)

    def refresh(self, refresh_token: str) -> TokenSet:
        """The next token set; ReconnectNeeded where Xero refuses the refresh token."""
        try:
            return self._tokens("refresh_token", refresh_token=refresh_token)
        except UnusableAnswer as fault:
            raise XeroUnavailable(f"a refresh answered with {fault}") from None

    def jwks(self, *, anew: bool = False) -> dict[str, Any]:
        """Xero's public signing keys, read at most once a day unless asked for anew."""
        now = utcnow()
        is_stale = self._jwks_read_at is None or now - self._jwks_read_at > JWKS_LIFETIME
        if anew or is_stale or self._jwks is None:
            self._jwks = self._json(self._send("GET", self.addresses.jwks_url), dict)
            self._jwks_read_at = now
        return self._jwks

    def connections(self, access_token: str) -> list[RemoteConnection]:
        """Everything that this Xero user ever connected to our app, in no order."""
        try:
            answer = self._send("GET", f"{self.addresses.api_url}/connections", bearer(access_token))
        except OrganisationGone:
            # No organisation was named: Xero’s edge turns away whoever calls too often.
            raise XeroUnavailable("the list was refused") from None
        entries = [parse_connection(entry) for entry in self._json(answer, list) if isinstance(entry, dict)]
        return [entry for entry in entries if entry is not None]

    def organisation(
        self, access_token: str, tenant_id: str, timeout: Timeout = READ_TIMEOUT
    ) -> OrganisationFacts:
        """What Xero knows about one organisation."""
        headers = bearer(access_token) | {"Xero-Tenant-Id": tenant_id}
        answer = self._send("GET", f"{self.addresses.api_url}/api.xro/2.0/Organisation", headers, timeout)
        facts = parse_organisation(self._json(answer, dict))
        if facts is None:
            raise XeroUnavailable("an organisation answer without an organisation")
        return facts

    def delete_connection(self, access_token: str, connection_id: str) -> None:
        """End one connection at Xero and none of its login's others; one that is gone already is fine."""
        url = f"{self.addresses.api_url}/connections/{quote(connection_id, safe='')}"
        self._send("DELETE", url, bearer(access_token), expects_none=True)

    def _oauth(self, **options: Any) -> OAuth2Session:
        session = OAuth2Session(
            self.addresses.client_id,
            self.addresses.client_secret,
            redirect_uri=self.addresses.redirect_uri,
            code_challenge_method="S256",
            **options,
        )
        # Authlib takes a JSON error without `error` for a token, and fills in an old refresh token.
        for hook in ("access_token_response", "refresh_token_response"):
            session.register_compliance_hook(hook, examine_token_answer)
        return session

    def _tokens(self, call: str, **parameters: Any) -> TokenSet:
        session = self._oauth()
        try:
            with session:
                answer = getattr(session, call)(
                    self.addresses.token_url, timeout=self.token_timeout, allow_redirects=False, **parameters
                )
        except requests.RequestException as error:
            raise XeroUnavailable(f"no answer from the token endpoint: {type(error).__name__}") from None
        except OAuthError:
            raise XeroUnavailable("an error in a good token answer") from None
        return TokenSet.from_answer(answer, utcnow())

    def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        timeout: Timeout = READ_TIMEOUT,
        expects_none: bool = False,
    ) -> requests.Response:
        try:
            answer = requests.request(
                method,
                url,
                headers={"Accept": "application/json", **(headers or {})},
                timeout=timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise XeroUnavailable(f"no answer from Xero: {type(error).__name__}") from None
        if not (expects_none and answer.status_code == 404):
            raise_for_api(answer)
        return answer

    @staticmethod
    def _json(answer: requests.Response, shape: type[Any]) -> Any:
        try:
            found = answer.json()
        except ValueError:
            raise XeroUnavailable("an answer that is not JSON") from None
        if not isinstance(found, shape):
            raise XeroUnavailable("an answer of another shape")
        return found


def bearer(access_token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {access_token}"}


def examine_token_answer(answer: requests.Response) -> requests.Response:
    """Let a usable token answer through; raise what everything else means."""
    content = json_object(answer)
    if answer.status_code == 200 and content and "error" not in content:
        # Authlib completes what is missing from memory, and stumbles over an odd `expires_in`.
        TokenSet.from_answer(content, utcnow())
        return answer
    problem = content.get("error")
    if answer.status_code in (400, 401) and problem in OUR_FAULT:
        raise XeroMisconfigured(f"the token endpoint says {problem}")
    if answer.status_code == 400 and problem == "invalid_grant":
        raise ReconnectNeeded("the token endpoint says invalid_grant")
    if answer.status_code == 429:
        raise throttled(answer.headers)
    raise XeroUnavailable(f"the token endpoint answered {answer.status_code}")


def raise_for_api(answer: requests.Response) -> None:
    """Raise what an API answer means, going by its status first: bodies may be empty or not JSON."""
    status = answer.status_code
    if 200 <= status < 300:
        return
    if status == 401:
        challenge = answer.headers.get("WWW-Authenticate", "") + answer.text
        if any(word in challenge for word in SCOPE_MISSING):
            raise PermissionNeeded("a permission is missing")
        raise AccessRefused("the access token was refused")
    if status == 403:
        raise OrganisationGone("this organisation is not connected")
    if status == 429:
        raise throttled(answer.headers)
    raise XeroUnavailable(f"Xero answered {status}")


def json_object(answer: requests.Response) -> dict[str, Any]:
    try:
        content = answer.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
