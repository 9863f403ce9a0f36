"""What is known of a client and of an organisation, and both brought to one form for comparing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from app.xero.legal_forms import CLIENT_TYPES, ORGANISATION_TYPES, Form, Standing
from app.xero.names import Name, read_names
from app.xero.numbers import Number, read_company_number, read_vat_number

HOME = "GB"
OTHER_CODES = {"UK": "GB", "GBR": "GB", "XI": "GB", "EL": "GR", "IRL": "IE", "AUS": "AU", "NZL": "NZ"}


@dataclass(frozen=True)
class Reading:
    """One side's facts, brought to a form in which they can be compared.

    `legal_names` begin with who it is in law; what follows are names that it trades under.
    """

    names: tuple[Name, ...]
    legal_names: tuple[Name, ...]
    country: str | None
    standing: Standing | None
    company_number: Number | None
    vat_number: Number | None

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(name.key for name in self.names)

    @property
    def is_bare(self) -> bool:
        """Whether it is known by one name only, which may as well be one that it trades under."""
        return len(self.keys) == 1 and not self.says_its_form

    @cached_property
    def says_its_form(self) -> bool:
        return any(name.standing for name in self.names)

    @cached_property
    def roles(self) -> frozenset[Form]:
        return frozenset(name.role for name in self.names if name.role)


@dataclass(frozen=True)
class ClientFacts:
    """What the practice knows of a client. `id` is the caller's, to tell equal facts apart."""

    name: str
    type: str | None = None
    company_number: str | None = None
    vat_number: str | None = None
    country: str | None = HOME
    id: int | None = None

    @cached_property
    def reading(self) -> Reading:
        country = country_of(self.country)
        names = read_names(self.name, country)
        home = country or HOME
        is_charity = self.type == "charity"
        return Reading(
            names=names,
            legal_names=names,
            country=country,
            standing=standing_of(names, CLIENT_TYPES.get(self.type or "")),
            company_number=read_company_number(self.company_number, home, is_charity=is_charity),
            vat_number=read_vat_number(self.vat_number, home),
        )


@dataclass(frozen=True)
class BooksFacts:
    """What Xero tells of an organisation. `id` is the caller's, to tell equal facts apart."""

    name: str
    legal_name: str | None = None
    registration_number: str | None = None
    tax_number: str | None = None
    country_code: str | None = None
    organisation_type: str | None = None
    is_demo_company: bool = False
    id: int | None = None

    @cached_property
    def reading(self) -> Reading:
        country = country_of(self.country_code)
        legal_names = read_names(self.legal_name, country)
        names = (*legal_names, *read_names(self.name, country))
        home = country or HOME
        by_type = ORGANISATION_TYPES.get(self.organisation_type or "")
        is_charity = by_type is not None and by_type.form == Form.CHARITY
        return Reading(
            names=names,
            legal_names=legal_names or names,
            country=country,
            standing=standing_of(names, by_type),
            company_number=read_company_number(self.registration_number, home, is_charity=is_charity),
            vat_number=read_vat_number(self.tax_number, home),
        )


def country_of(raw: str | None) -> str | None:
    code = (raw or "").strip().upper()
    return OTHER_CODES.get(code, code) or None


def standing_of(names: tuple[Name, ...], by_type: Standing | None) -> Standing | None:
    """What a name says of its legal form outweighs the type that somebody once picked from a list."""
    return next((name.standing for name in names if name.standing), by_type)
