"""The mail server, as one setting tells it: where it is, how it is spoken to, and who we are to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

# One address as mail servers take it everywhere: plain characters, one @, a name with dots or one host.
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&*+/=?^_{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,187}[A-Za-z0-9])?")
SENDER = re.compile(r"(?:(?P<name>[^<>\r\n]*?)\s*<(?P<inside>[^<>\s]+)>|(?P<alone>\S+))")
LOCAL = ("localhost", "127.0.0.1", "::1")
NONE = "none"


class Encryption(StrEnum):
    """How the way to the mail server is kept private."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


PORTS = {Encryption.NONE: 25, Encryption.STARTTLS: 587, Encryption.TLS: 465}


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over, and the name and password for it, where it wants any."""

    host: str
    port: int
    encryption: Encryption
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Sender:
    """Whom our mails come from."""

    address: str
    name: str = ""


def is_mail_address(raw: str) -> bool:
    """Whether a text is one address, and nothing that could become a header of its own."""
    return ADDRESS.fullmatch(raw) is not None and ".." not in raw


def mail_server(raw: str) -> MailServer | None:
    """The server of smtp://name:password@host:587?tls=starttls or smtps://…; None for none."""
    if raw.lower() == NONE:
        return None
    try:
        parts = urlsplit(raw)
        asked, port, host = parse_qs(parts.query, keep_blank_values=True), parts.port, parts.hostname
    except ValueError:
        raise ValueError("is not a mail server’s address") from None
    if parts.scheme not in ("smtp", "smtps") or not host or port == 0 or parts.path not in ("", "/"):
        raise ValueError("is not a mail server’s address")
    encryption = encryption_of(parts.scheme, asked)
    user = unquote(parts.username) if parts.username else None
    if user and encryption == Encryption.NONE and host not in LOCAL:
        raise ValueError("would send its password for everybody to read; add ?tls=starttls, or use smtps")
    password = unquote(parts.password) if user and parts.password else None
    return MailServer(host, port or PORTS[encryption], encryption, user, password)


def encryption_of(scheme: str, asked: dict[str, list[str]]) -> Encryption:
    if not asked:
        return Encryption.TLS if scheme == "smtps" else Encryption.NONE
    if scheme == "smtp" and asked in ({"tls": ["starttls"]}, {"tls": ["none"]}):
        return Encryption(asked["tls"][0])
    raise ValueError("asks for something other than ?tls=starttls after smtp")


def sender(raw: str) -> Sender | None:
    """The sender of “Name <name@example.com>” or of an address alone; None for none."""
    if raw.lower() == NONE:
        return None
    found = SENDER.fullmatch(raw)
    address = (found["inside"] or found["alone"]) if found else ""
    if found is None or not is_mail_address(address):
        raise ValueError("is not an e-mail address")
    return Sender(address, (found["name"] or "").strip(' "'))
