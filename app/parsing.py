"""How one setting's text becomes a value; each parser raises ValueError saying what is wrong."""

from __future__ import annotations

import base64
import binascii
import ipaddress
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

Parser = Callable[[str], Any]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
KEY_BYTES = 32
ON, OFF = ("on", "true", "yes", "1"), ("off", "false", "no", "0")
DATABASES = ("sqlite", "postgresql+psycopg")
QUEUES = ("sqlite", "postgresql", "postgresql+psycopg", "redis", "rediss")
BESIDE = "beside"
NEEDED_SCOPES = ("openid", "offline_access")


def text(raw: str) -> str:
    return raw


def one_of(*choices: str) -> Parser:
    def parse(raw: str) -> str:
        if raw not in choices:
            raise ValueError(f"is neither {' nor '.join(choices)}")
        return raw

    return parse


def at_least(length: int) -> Parser:
    def parse(raw: str) -> str:
        if len(raw) < length:
            raise ValueError(f"is shorter than {length} characters")
        return raw

    return parse


def whole_number(lowest: int, highest: int) -> Parser:
    def parse(raw: str) -> int:
        digits = raw.removeprefix("-") if lowest < 0 else raw
        if not raw.isascii() or not digits.isdigit() or not lowest <= int(raw) <= highest:
            raise ValueError(f"is not a whole number from {lowest} to {highest}")
        return int(raw)

    return parse


def number_or_none(lowest: int, highest: int) -> Parser:
    number = whole_number(lowest, highest)
    return lambda raw: None if raw == "none" else number(raw)


def is_on(raw: str) -> bool:
    return raw.strip().lower() in ON


def day(raw: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise ValueError("is not a day written as year-month-day") from None


def switch(raw: str) -> bool:
    if raw.lower() not in ON + OFF:
        raise ValueError("is neither on nor off")
    return is_on(raw)


def web_address(raw: str) -> str:
    try:
        parts = urlsplit(raw)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable or parts.username or parts.query or parts.fragment or any(c.isspace() for c in raw):
        raise ValueError("is not a web address")
    return raw.rstrip("/")


def database(raw: str) -> str:
    try:
        url = make_url(raw)
    except (ArgumentError, ValueError):
        raise ValueError("is not a database address") from None
    if url.drivername not in DATABASES:
        raise ValueError("names neither sqlite:/// nor postgresql+psycopg://")
    if not url.database:
        raise ValueError("names no database")
    if url.get_backend_name() == "sqlite" and url.database != ":memory:":
        # Flask-SQLAlchemy would look for it in the instance folder, not where the command was given.
        return url.set(database=folder(url.database)).render_as_string(hide_password=False)
    return raw


def jobs_queue(raw: str) -> str:
    """An address as Huey’s kinds take it, or BESIDE."""
    if raw == BESIDE:
        return raw
    try:
        url = make_url(raw)
    except (ArgumentError, ValueError):
        raise ValueError("is not the address of a queue") from None
    if url.drivername not in QUEUES:
        raise ValueError("names neither sqlite:/// nor postgresql:// nor redis://")
    if url.drivername.startswith("redis") and not url.host:
        raise ValueError("names no host")
    if url.get_backend_name() == "postgresql" and not url.database:
        raise ValueError("names no database")
    if url.get_backend_name() != "sqlite":
        return raw
    if url.database in (None, "", ":memory:"):
        raise ValueError("names no file")
    return url.set(database=folder(str(url.database))).render_as_string(hide_password=False)


def folder(raw: str) -> str:
    """A path, from the root on."""
    if "?" in raw:
        raise ValueError("has a question mark in it")
    return str(Path(raw).absolute())


def scopes(raw: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(raw.split()))
    missing = [scope for scope in NEEDED_SCOPES if scope not in found]
    if missing:
        raise ValueError(f"lacks {' and '.join(missing)}")
    return found


def networks(raw: str) -> tuple[Network, ...]:
    if raw == "none":
        return ()
    try:
        return tuple(ipaddress.ip_network(part, strict=False) for part in raw.replace(",", " ").split())
    except ValueError:
        raise ValueError("is not a list of addresses or networks") from None


def key_ring(raw: str) -> dict[str, bytes]:
    """Key name → 32 bytes, the present key first."""
    ring: dict[str, bytes] = {}
    for part in raw.replace(",", " ").split():
        name, _, encoded = part.partition(":")
        if not name.isalnum() or not name.isascii() or name in ring:
            raise ValueError("has a key without a name of its own (letters and digits)")
        ring[name] = key_bytes(encoded)
    if not ring:
        raise ValueError("holds no key")
    return ring


def key_bytes(encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise ValueError("has a key that is not base64") from None
    if len(key) != KEY_BYTES:
        raise ValueError(f"has a key that is not {KEY_BYTES} bytes long")
    return key
