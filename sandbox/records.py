"""What the stand-in remembers: frozen records, replaced whole on a change. Times are epoch seconds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

R = TypeVar("R")


def stored(key: str, *indexes: str) -> Callable[[type[R]], type[R]]:
    """Say which attribute a record is kept by, and which others `Collection.where` may ask for."""

    def mark(record: type[R]) -> type[R]:
        record.key_name, record.index_names = key, indexes  # type: ignore[attr-defined]
        return record

    return mark


def pair(client_id: str, user_id: str) -> str:
    """The key of what belongs to one person and one app."""
    return f"{client_id} {user_id}"


class Owned:
    """Belongs to one person and one app."""

    client_id: str
    user_id: str

    @property
    def owner(self) -> str:
        return pair(self.client_id, self.user_id)


@stored("client_id")
@dataclass(frozen=True)
class App:
    """An app registered with the stand-in, as on Xero's developer page."""

    client_id: str
    client_secret: str = field(repr=False)
    name: str
    redirect_uris: tuple[str, ...]


@stored("user_id", "address")
@dataclass(frozen=True)
class Person:
    """A Xero user: `user_id` is what tokens call `xero_userid`."""

    user_id: str
    email: str
    given_name: str
    family_name: str

    @property
    def address(self) -> str:
        """The e-mail address in one case, to look people up by."""
        return self.email.lower()

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@stored("tenant_id", "name")
@dataclass(frozen=True)
class Organisation:
    """A set of books (or a practice tenant) and every fact that `/Organisation` tells about it."""

    tenant_id: str
    name: str
    legal_name: str
    short_code: str
    tenant_type: str = "ORGANISATION"
    country_code: str = "GB"
    base_currency: str = "GBP"
    registration_number: str | None = None
    tax_number: str | None = None
    organisation_type: str = "COMPANY"
    line_of_business: str | None = None
    address_line: str | None = None
    city: str | None = None
    postal_code: str | None = None
    phone: str | None = None
    financial_year_end_day: int = 31
    financial_year_end_month: int = 3
    timezone: str = "GMTSTANDARDTIME"
    version: str = "UK"
    plan: str = "PREMIUM"
    status: str = "ACTIVE"
    pays_tax: bool = True
    is_demo: bool = False
    is_offline: bool = False
    created_at: float = 0.0


@stored("key", "user_id", "tenant_id")
@dataclass(frozen=True)
class Membership:
    """A person may open an organisation in Xero."""

    user_id: str
    tenant_id: str
    role: str = "STANDARD"
    is_subscriber: bool = False
    since: float = 0.0

    @property
    def key(self) -> str:
        return f"{self.user_id} {self.tenant_id}"


@stored("connection_id", "owner", "tenant_id", "exact")
@dataclass(frozen=True)
class Connection(Owned):
    """A person connected an organisation to an app; keeps the auth event it first came from."""

    connection_id: str
    client_id: str
    user_id: str
    tenant_id: str
    auth_event_id: str
    created_at: float
    updated_at: float

    @property
    def exact(self) -> str:
        """One person, one app, one organisation."""
        return f"{self.owner} {self.tenant_id}"


@stored("owner")
@dataclass(frozen=True)
class Grant(Owned):
    """What a person has allowed an app so far: scopes only ever add up, until revocation."""

    client_id: str
    user_id: str
    scopes: tuple[str, ...]


@stored("value", "owner")
@dataclass(frozen=True)
class Code(Owned):
    """An authorisation code, bound to the request that it came from."""

    value: str = field(repr=False)
    client_id: str
    user_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    nonce: str | None
    challenge: str | None
    auth_event_id: str
    expires_at: float


@stored("value", "owner", "parent")
@dataclass(frozen=True)
class RefreshToken(Owned):
    """One refresh token in a chain; `parent` is the token whose use produced it."""

    value: str = field(repr=False)
    client_id: str
    user_id: str
    auth_event_id: str
    issued_at: float
    expires_at: float
    rotated_at: float | None = None
    parent: str | None = field(default=None, repr=False)

    @property
    def is_rotated(self) -> bool:
        return self.rotated_at is not None


@stored("jti", "owner")
@dataclass(frozen=True)
class AccessToken(Owned):
    """What the stand-in knows of an access token that it signed, so that a test can expire it early."""

    jti: str
    client_id: str
    user_id: str
    scopes: tuple[str, ...]
    issued_at: float
    expires_at: float
    is_refused: bool = False
