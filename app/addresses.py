"""Addresses that a browser tells us."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request


def path_on_this_host(address: str) -> str | None:
    """Path and query of a whole address, when it leads to the host that was asked."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.netloc != request.host:
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
