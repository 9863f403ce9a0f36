"""The house rules for headers and cookies, and for secrets in whatever leaves the app."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flask import Flask
from werkzeug.test import TestResponse

NEEDED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LOCKED = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "base-uri": ["'none'"],
}
# A JSON Web Token, and a stored password: neither is ever for a person's eyes.
SECRET_SHAPES = re.compile(r"eyJ[\w-]{8,}\.[\w-]+\.|\$argon2")


def header_faults(response: TestResponse, is_static: bool) -> Iterator[str]:
    """What is wrong with an answer's headers."""
    for name, value in NEEDED.items():
        if response.headers.get(name) != value:
            yield f"the header {name} is {response.headers.get(name)!r}"
    if not is_static and "no-store" not in response.headers.get("Cache-Control", ""):
        yield "the answer may be stored: Cache-Control lacks no-store"
    yield from policy_faults(response.headers.get("Content-Security-Policy", ""))
    for cookie in response.headers.getlist("Set-Cookie"):
        if "HttpOnly" not in cookie or "SameSite=Lax" not in cookie:
            yield f"the cookie {cookie.partition('=')[0]} lacks HttpOnly or SameSite=Lax"


def policy_faults(policy: str) -> Iterator[str]:
    directives = {words[0]: words[1:] for part in policy.split(";") if (words := part.split())}
    for name, expected in LOCKED.items():
        if directives.get(name) != expected:
            yield f"the content policy has {name} {directives.get(name)}"
    if "unsafe-" in policy:
        yield "the content policy has something unsafe"
    for name, sources in directives.items():
        if name != "form-action" and not set(sources) <= {"'self'", "'none'"}:
            yield f"the content policy lets {name} reach {sources}"


def secrets_of(app: Flask) -> list[str]:
    """The values that only the operator knows, as texts to look for."""
    return [app.config["SECRET_KEY"], app.config["XERO_CLIENT_SECRET"]]


def secret_faults(text: str, secrets: Iterable[str]) -> Iterator[str]:
    """Where a text gives a secret away; the fault does not repeat it."""
    for number, secret in enumerate(secrets):
        if secret in text:
            yield f"secret number {number} stands in it"
    if shape := SECRET_SHAPES.search(text):
        yield f"something like a secret stands in it: {shape[0][:12]}…"
