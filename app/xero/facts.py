"""What Xero tells about connections and organisations, as our own types. Every field may be absent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

BOOKS = "ORGANISATION"
NAMELESS = "Organisation without a name"
LONGEST_ID = 64
XERO_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?")


@dataclass(frozen=True)
class RemoteConnection:
    """One entry of /connections that is a set of books."""

    xero_id: str
    tenant_id: str
    name: str
    auth_event_id: str | None
    connected_at: datetime | None


@dataclass(frozen=True)
class OrganisationFacts:
    """What /Organisation says about one set of books."""

    name: str
    legal_name: str | None
    short_code: str | None
    country_code: str | None
    base_currency: str | None
    registration_number: str | None
    tax_number: str | None
    organisation_type: str | None
    is_demo_company: bool


def parse_connection(entry: Mapping[str, Any]) -> RemoteConnection | None:
    """One set of books, or None where the entry is something else or cannot be addressed."""
    tenant_id, xero_id = text(entry, "tenantId", LONGEST_ID), text(entry, "id", LONGEST_ID)
    if text(entry, "tenantType") != BOOKS or not tenant_id or not xero_id:
        return None
    return RemoteConnection(
        xero_id=xero_id,
        tenant_id=tenant_id,
        name=text(entry, "tenantName") or NAMELESS,
        auth_event_id=text(entry, "authEventId", LONGEST_ID),
        connected_at=parse_date(text(entry, "createdDateUtc")),
    )


def as_json(entry: RemoteConnection) -> dict[str, Any]:
    """An entry as a trip’s row keeps it."""
    connected_at = entry.connected_at.isoformat() if entry.connected_at else None
    return asdict(entry) | {"connected_at": connected_at}


def from_json(entry: Mapping[str, Any]) -> RemoteConnection:
    """The entry that a trip’s row keeps."""
    raw = entry["connected_at"]
    return RemoteConnection(**{**entry, "connected_at": datetime.fromisoformat(raw) if raw else None})


def parse_organisation(answer: Mapping[str, Any]) -> OrganisationFacts | None:
    """The first organisation of the answer, or None where there is none."""
    found = answer.get("Organisations")
    if not isinstance(found, list) or not found or not isinstance(found[0], dict):
        return None
    first = found[0]
    return OrganisationFacts(
        name=text(first, "Name") or "",
        legal_name=text(first, "LegalName"),
        short_code=text(first, "ShortCode", 20),
        country_code=text(first, "CountryCode", 3),
        base_currency=text(first, "BaseCurrency", 3),
        registration_number=text(first, "RegistrationNumber", 60),
        tax_number=text(first, "TaxNumber", 60),
        organisation_type=text(first, "OrganisationType", 40),
        is_demo_company=first.get("IsDemoCompany") is True,
    )


def parse_date(raw: str | None) -> datetime | None:
    """Xero's dates: seven fraction digits and no zone, meaning UTC; None where it is no date."""
    match = XERO_DATE.fullmatch(raw or "")
    if not match:
        return None
    whole, fraction, zone = match.groups()
    try:
        moment = datetime.fromisoformat(f"{whole}.{(fraction or '0')[:6].ljust(6, '0')}{(zone or 'Z')}")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def text(entry: Mapping[str, Any], name: str, longest: int | None = None) -> str | None:
    """A text of an answer; None where it is absent, empty, something else, or longer than we can keep."""
    found = entry.get(name)
    kept = found.strip() if isinstance(found, str) else ""
    return kept if kept and len(kept) <= (longest or len(kept)) else None
