"""What every answer carries, and whom we believe about where a request came from."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, Response, request

from app import htmx
from app.parsing import Network

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def init_security(app: Flask) -> None:
    """Headers on every answer, and the visitor's address from trusted proxies only."""
    policy = content_policy(app.config["XERO_AUTHORIZE_URL"])
    is_https = app.config["PUBLIC_URL"].startswith("https:")
    app.wsgi_app = TrustedProxies(app.wsgi_app, app.config["TRUSTED_PROXIES"])  # type: ignore[method-assign]

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers.update(HEADERS)
        if is_https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        elif "v" in request.args and response.status_code == 200:
            # The address changes with the file.
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return htmx.vary_on_fragment(response)


def content_policy(authorize_url: str) -> str:
    """The CSP; a browser holds redirects after a form to form-action, so that it admits Xero."""
    parts = urlsplit(authorize_url)
    destinations = ["'self'", f"{parts.scheme}://{parts.netloc}"]
    if (parts.hostname or "").endswith(".xero.com"):
        destinations.append("https://*.xero.com")
    policy = POLICY | {"form-action": " ".join(destinations)}
    return "; ".join(f"{name} {value}" for name, value in policy.items())


class TrustedProxies:
    """WSGI middleware: the visitor's address and scheme, as far as our own proxies vouch for them."""

    def __init__(self, wsgi_app: WSGIApplication, trusted: Iterable[Network]) -> None:
        self.wsgi_app = wsgi_app
        self.trusted = tuple(trusted)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self.vouches(environ.get("REMOTE_ADDR", "")):
            environ["REMOTE_ADDR"] = self.visitor(environ)
            if environ.get("HTTP_X_FORWARDED_PROTO", "").strip() in ("http", "https"):
                environ["wsgi.url_scheme"] = environ["HTTP_X_FORWARDED_PROTO"].strip()
        return self.wsgi_app(environ, start_response)

    def vouches(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address.strip())
        except ValueError:
            return False
        return any(parsed in network for network in self.trusted)

    def visitor(self, environ: WSGIEnvironment) -> str:
        """The last address that no trusted proxy owns; what stands left of it is hearsay."""
        heard = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        nearest = str(environ["REMOTE_ADDR"])
        for address in reversed(heard):
            if not is_address(address):
                return nearest
            nearest = address
            if not self.vouches(address):
                return str(address)
        return nearest


def is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def visitor_address() -> str:
    """Where this request came from."""
    return request.remote_addr or "unknown"
