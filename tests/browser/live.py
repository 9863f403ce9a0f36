"""The app behind a real address, and the settings that lead it to a stand-in for Xero."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from sandbox.server import QuietHandler


@dataclass(frozen=True)
class Address:
    """Where the app will answer; it moves in once its settings, which name the address, are known."""

    url: str
    server: BaseWSGIServer

    def move_in(self, app: Flask) -> None:
        self.server.app = app


@contextmanager
def address_at(host: str) -> Iterator[Address]:
    """A free port at a host, answering for as long as the context lasts."""
    server = make_server(host, 0, nobody_home, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Address(f"http://{host}:{server.port}", server)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def nobody_home(environ: object, start_response: object) -> list[bytes]:
    raise RuntimeError("nobody has moved in yet")


def settings_for(url: str, xero_url: str, database: str) -> dict[str, str]:
    """The environment of an app at one address whose Xero is at another."""
    return {
        "ENVIRONMENT": "demo",
        "PUBLIC_URL": url,
        "DATABASE_URL": database,
        "XERO_AUTHORIZE_URL": f"{xero_url}/identity/connect/authorize",
        "XERO_TOKEN_URL": f"{xero_url}/connect/token",
        "XERO_REVOCATION_URL": f"{xero_url}/connect/revocation",
        "XERO_JWKS_URL": f"{xero_url}/.well-known/openid-configuration/jwks",
        "XERO_ISSUER": xero_url,
        "XERO_API_URL": xero_url,
    }
