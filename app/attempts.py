"""How often one may try a password, or guess an invitation, before waiting; the counts name nobody."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import math
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app

from app.clock import utcnow
from app.models.practice import normal_email
from app.models.throttle import Tally, count_attempt, find_tally, forget_attempts

NETWORK_BITS = 64


@dataclass(frozen=True)
class Limit:
    """So many attempts in a window, for each account or address."""

    kind: str
    attempts: int
    window: timedelta = timedelta(minutes=15)

    def count(self, whom: str) -> int:
        """Count one attempt; returns the minutes to wait, 0 where none."""
        tally = count_attempt(self.key(whom), self.window)
        return self.minutes_left(tally) if tally.attempts > self.attempts else 0

    def wait(self, whom: str) -> int:
        """The minutes to wait before another attempt, without counting one; 0 where none."""
        tally = find_tally(self.key(whom), self.window)
        return self.minutes_left(tally) if tally and tally.attempts >= self.attempts else 0

    def forget(self, whom: str) -> None:
        forget_attempts(self.key(whom))

    def key(self, whom: str) -> str:
        """What the count stands under: a keyed hash, for a plain one of an e-mail address is soon guessed."""
        secret = str(current_app.config["SECRET_KEY"]).encode()
        return f"{self.kind}:{hmac.new(secret, f'{self.kind}:{whom}'.encode(), hashlib.sha256).hexdigest()}"

    def minutes_left(self, tally: Tally) -> int:
        return max(1, math.ceil((tally.since + self.window - utcnow()) / timedelta(minutes=1)))


ACCOUNT, ADDRESS, PASSWORD_CHANGE = Limit("account", 10), Limit("address", 50), Limit("password", 10)
UNKNOWN_INVITATION, UNKNOWN_PASSWORD_LINK = Limit("invitation", 50), Limit("password link", 50)
FORGOTTEN_ACCOUNT, FORGOTTEN_ADDRESS = Limit("forgotten", 5), Limit("forgotten from", 20)


def count_sign_in(email: str, address: str) -> int:
    """Count one attempt to sign in, before its password is checked; returns the minutes to wait, or 0."""
    # An address that has used up its attempts cannot go on to lock other people's accounts.
    return ADDRESS.count(network_of(address)) or ACCOUNT.count(normal_email(email))


def forget_sign_ins(email: str) -> None:
    """Start an account's count anew; the address keeps its own, or one good account would free the rest."""
    ACCOUNT.forget(normal_email(email))


def count_forgotten(email: str, address: str) -> int:
    """Count one wish for a mail with a new link, whoever it is for; returns the minutes to wait, or 0."""
    return FORGOTTEN_ADDRESS.count(network_of(address)) or FORGOTTEN_ACCOUNT.count(normal_email(email))


def network_of(address: str) -> str:
    """The address, or the whole network that one subscriber has in IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, NETWORK_BITS), strict=False))
