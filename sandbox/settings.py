"""The stand-in's own settings, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .records import App

LOCAL_HTTP_HOST = "localhost"


class SettingsError(ValueError):
    """A setting is malformed; the sentence names it and shows an example."""


def check_redirect_uri(uri: str) -> str:
    """Return `uri` if Xero would register it: https, or http on localhost (127.0.0.1 is refused)."""
    parts = urlsplit(uri)
    is_local = parts.scheme == "http" and parts.hostname == LOCAL_HTTP_HOST
    if parts.fragment or not parts.netloc or not (is_local or parts.scheme == "https"):
        raise SettingsError(
            f"Use https or http://localhost for a redirect address, for example "
            f"http://localhost:8000/xero/callback: {uri!r} is neither."
        )
    return uri


@dataclass(frozen=True)
class Settings:
    """How one stand-in is set up. `state` None keeps everything in memory."""

    url: str = "http://localhost:8001"
    state: str | None = None
    story: bool = False
    client_id: str = "ledgerline-demo"
    client_secret: str = field(default="demo-secret-not-for-production", repr=False)
    redirect_uris: tuple[str, ...] = ("http://localhost:8000/xero/callback",)
    app_name: str = "Ledgerline"

    def __post_init__(self) -> None:
        for uri in self.redirect_uris:
            check_redirect_uri(uri)
        if not self.url.startswith(("http://", "https://")):
            raise SettingsError("Set SANDBOX_URL to an address such as http://localhost:8001.")

    @property
    def app(self) -> App:
        """The app that is registered from the start."""
        return App(self.client_id, self.client_secret, self.app_name, self.redirect_uris)


def settings_from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read SANDBOX_* variables; a malformed one raises SettingsError."""
    default = Settings()
    return Settings(
        url=environ.get("SANDBOX_URL", default.url).rstrip("/"),
        state=environ.get("SANDBOX_STATE") or None,
        story=environ.get("SANDBOX_STORY", "") == "1",
        client_id=environ.get("SANDBOX_CLIENT_ID", default.client_id),
        client_secret=environ.get("SANDBOX_CLIENT_SECRET", default.client_secret),
        redirect_uris=tuple(environ.get("SANDBOX_REDIRECT_URIS", " ".join(default.redirect_uris)).split()),
        app_name=environ.get("SANDBOX_APP_NAME", default.app_name),
    )
