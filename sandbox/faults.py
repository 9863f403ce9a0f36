"""Faults to order: what shall go wrong, where, and how often. Kept like every other record."""

from dataclasses import dataclass, field
from typing import Any

from .records import stored

ENDPOINTS = (
    "authorize",
    "token",
    "token.code",
    "token.refresh",
    "revocation",
    "discovery",
    "jwks",
    "connections",
    "connections.delete",
    "organisation",
    "users",
    "other",
)
"""Where faults, slowness and counting apply; "token" takes in its two grants, "*" everything."""
STATUSES = range(200, 600)


@stored("fault_id")
@dataclass(frozen=True)
class Fault:
    """The next `times` calls of `endpoint` go wrong.

    `process` does the work first; `drop` closes the socket instead of answering; `set_keys` and
    `without_keys` edit the real JSON answer; `seconds` keeps it back after the work is
    done; otherwise `status`, `body`, `content_type` and `headers` are the answer.
    """

    fault_id: str
    endpoint: str
    times: int = 1
    status: int | None = None
    body: str = ""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    process: bool = False
    drop: bool = False
    seconds: float = 0.0
    set_keys: dict[str, Any] = field(default_factory=dict)
    without_keys: tuple[str, ...] = ()
    tenant_id: str | None = None

    def __post_init__(self) -> None:
        if type(self.times) is not int or self.times < 1:
            raise ValueError("Give times as a number from 1.")
        if self.status is not None and (type(self.status) is not int or self.status not in STATUSES):
            raise ValueError("Give status as a number such as 500.")
        if not (self.status or self.drop or self.seconds or self.edits_the_answer):
            raise ValueError("Give what goes wrong: status, drop, seconds, set_keys or without_keys.")
        if type(self.seconds) not in (int, float) or not 0 <= self.seconds <= 600:
            raise ValueError("Give seconds from 0 to 600.")
        if not isinstance(self.body, str) or not is_header(self.content_type):
            raise ValueError("Give body and content_type as texts.")
        if not isinstance(self.headers, dict) or not all(map(is_header, self.headers.values())):
            raise ValueError("Give headers as an object of texts, each on one line.")
        if not isinstance(self.set_keys, dict) or not isinstance(self.without_keys, list | tuple):
            raise ValueError("Give set_keys as an object, without_keys as a list.")

    @property
    def edits_the_answer(self) -> bool:
        return bool(self.set_keys or self.without_keys)

    @property
    def works_first(self) -> bool:
        return self.process or self.edits_the_answer or bool(self.seconds)

    def hits(self, names: tuple[str, ...], tenant_id: str | None) -> bool:
        """Does it apply to a call that goes by these endpoint names, for this organisation?"""
        return matches(self.endpoint, names) and self.tenant_id in (None, tenant_id)


@stored("endpoint")
@dataclass(frozen=True)
class Slowness:
    """Every call of `endpoint` takes `seconds` longer."""

    endpoint: str
    seconds: float


@stored("key")
@dataclass(frozen=True)
class ForcedLimit:
    """A rate limit that counts as reached until `until`, for one organisation or (None) for all."""

    limit: str
    tenant_id: str | None
    until: float

    @property
    def key(self) -> str:
        return f"{self.limit} {self.tenant_id or '*'}"


@stored("endpoint")
@dataclass(frozen=True)
class CallCount:
    """How often an endpoint was called since the last reset of the counters."""

    endpoint: str
    calls: int


def is_header(value: object) -> bool:
    """Can it be sent as the value of a header?"""
    return isinstance(value, str) and value.isprintable() and value.isascii()


def matches(endpoint: str, names: tuple[str, ...]) -> bool:
    """Is the endpoint that a fault names among the names of a call?"""
    return endpoint == "*" or endpoint in names
