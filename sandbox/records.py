"""What the stand-in remembers: frozen records, replaced whole on a change. Times are epoch seconds."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class App:
    """An app registered with the stand-in, as on Xero's developer page."""

    client_id: str
    client_secret: str = field(repr=False)
    name: str
    redirect_uris: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """A Xero user: `user_id` is what tokens call `xero_userid`."""

    user_id: str
    email: str
    given_name: str
    family_name: str

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


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


@dataclass(frozen=True)
class Membership:
    """A person may open an organisation in Xero."""

    user_id: str
    tenant_id: str
    role: str = "STANDARD"
    is_subscriber: bool = False
    since: float = 0.0


@dataclass(frozen=True)
class Connection:
    """A person connected an organisation to an app; keeps the auth event it first came from."""

    connection_id: str
    client_id: str
    user_id: str
    tenant_id: str
    auth_event_id: str
    created_at: float
    updated_at: float


@dataclass(frozen=True)
class Grant:
    """What a person has allowed an app so far: scopes only ever add up, until revocation."""

    client_id: str
    user_id: str
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class Code:
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


@dataclass(frozen=True)
class RefreshToken:
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


@dataclass(frozen=True)
class AccessToken:
    """What the stand-in knows of an access token that it signed, so that a test can expire it early."""

    jti: str
    client_id: str
    user_id: str
    scopes: tuple[str, ...]
    issued_at: float
    expires_at: float
    is_refused: bool = False
