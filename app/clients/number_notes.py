"""A gentle word about numbers that no register of the client’s country would give out."""

from __future__ import annotations

from app.clients.countries import countries
from app.clients.facts import Facts
from app.models import ClientType
from app.xero.numbers import EU_PREFIXES, REGISTERS, VAT_OUTSIDE_THE_EU, read_company_number, read_vat_number

NOTE = "This does not look like a {kind} of {country}. It is kept as you wrote it; check it when you can."


def number_notes(facts: Facts) -> dict[str, str]:
    """Field → what is odd about its number; nothing where the country’s numbers are not known to us."""
    country = str(facts.get("country_code") or "")
    odd = {}
    if country in REGISTERS and is_odd_company_number(facts, country):
        odd["company_number"] = NOTE.format(kind="company number", country=countries()[country])
    if country in EU_PREFIXES.union(VAT_OUTSIDE_THE_EU) and is_odd_vat_number(facts, country):
        odd["vat_number"] = NOTE.format(kind="VAT number", country=countries()[country])
    return odd


def is_odd_company_number(facts: Facts, country: str) -> bool:
    raw, is_charity = facts.get("company_number"), facts.get("type") == ClientType.CHARITY
    number = read_company_number(str(raw) if raw else None, country, is_charity=is_charity)
    return number is not None and not number.is_valid


def is_odd_vat_number(facts: Facts, country: str) -> bool:
    raw = facts.get("vat_number")
    number = read_vat_number(str(raw) if raw else None, country)
    return number is not None and not number.is_valid
