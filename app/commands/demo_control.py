"""The stand-in's own controls, as far as telling the story needs them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import requests

from app.commands.demo_folder import DemoRefused

TIMEOUT_SECONDS = 15


class Control:
    """What happens at Xero, decided from outside. People are named by their e-mail address."""

    def __init__(self, url: str) -> None:
        self.url = f"{url}/control/api"

    def add_user(self, email: str, given: str, family: str, *, organisations: Sequence[str]) -> str:
        """Have somebody who works for these organisations; returns the e-mail address."""
        self.post("users", email=email, given_name=given, family_name=family, organisations=organisations)
        return email

    def approve(self, address: str, xero_user: str, organisations: Sequence[str]) -> str:
        """Allow access as that person would; returns the address to which the browser is sent."""
        answer = self.post("approve", authorize_url=address, user=xero_user, organisations=organisations)
        return str(answer["redirect"])

    @contextmanager
    def several_at_once(self) -> Iterator[None]:
        """Let one consent choose several organisations, for a while."""
        self.post("modes", several_at_once=True)
        yield
        self.post("modes", several_at_once=False)

    def expire_refresh_token(self, xero_user: str) -> None:
        self.post("expire", user=xero_user, token="refresh")  # noqa: S106

    def cut(self, organisation: str) -> None:
        """Disconnect an organisation as its user would in Xero."""
        self.post("cut", organisation=organisation)

    def post(self, deed: str, **sent: Any) -> dict[str, Any]:
        try:
            answer = requests.post(f"{self.url}/{deed}", json=sent, timeout=TIMEOUT_SECONDS)
        except requests.ConnectionError:
            raise DemoRefused("The stand-in for Xero is not running: make demo starts it.") from None
        if not answer.ok:
            raise DemoRefused(f"The stand-in for Xero refused {deed}: {answer.text}")
        return dict(answer.json())
