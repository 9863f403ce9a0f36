"""Where a sign-in goes on to: a page of ours, whatever the address says."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote, urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException

LONGEST = 2000
SIGN_IN = "auth.sign_in"


def next_page() -> str | None:
    """The page of ours that this request asks to go on to, or None."""
    asked = request.values.get("next", "")
    return asked if is_path_of_ours(asked) and is_page(asked) else None


def page_after_sign_in() -> str:
    return next_page() or url_for("clients.index")


def is_path_of_ours(address: str) -> bool:
    """Whether every browser takes this address for a path on this host."""
    if len(address) > LONGEST or not address.startswith("/") or address.startswith("//"):
        return False
    # Browsers read a backslash as a slash, and skip control characters.
    if any(mark == "\\" or unicodedata.category(mark).startswith("C") for mark in unquote(address)):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc


def is_page(path: str) -> bool:
    """Whether a path can be opened: one that only takes forms would answer with an error."""
    try:
        found = current_app.create_url_adapter(request)
        endpoint = found.match(unquote(urlsplit(path).path), method="GET")[0] if found else None
    except HTTPException:
        return False
    return endpoint not in (None, SIGN_IN, "static")
