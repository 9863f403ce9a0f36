"""Company and VAT numbers, brought to one spelling where they are valid in their country."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from stdnum import ean
from stdnum.au import abn, acn
from stdnum.be import vat as belgian_number
from stdnum.ca import bn
from stdnum.ch import uid
from stdnum.dk import cvr
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.fi import ytunnus
from stdnum.fr import siren, siret
from stdnum.gb import vat as gb_vat
from stdnum.no import orgnr as norwegian_number
from stdnum.nz import ird
from stdnum.se import orgnr as swedish_number
from stdnum.sg import uen

COUNTING = "123456789012"
COUNTING_DOWN = "987654321"
# Looks like the start of a series, and yet is the usual example of a number.
EXEMPT_FROM_COUNTING = frozenset({"1234567", "01234567"})
EXAMPLES = frozenset({"999999973"})
LABELS = re.compile(
    r"^(?:\s*(?:registered|registration|company|co|reg|vat|crn|number|no|nr)\b[\s.:#]*"
    r"|\s*(?:in\s+)?england(?:\s+(?:and|&)\s+wales)?\b[\s.:]*)+",
    re.I,
)
GREEK_LOOKALIKES = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")
UK_PREFIXES = (
    "SC|NI|OC|SO|NC|FC|SF|NF|LP|SL|NL|AC|SA|NA|CE|CS|IC|SI|RC|SR|NR|RS|SP|NP|IP|GE|GS|GN|SE|PC|OE|BR|ZC"
)
UK_NUMBER = re.compile(rf"(?P<prefix>{UK_PREFIXES}|R)?(?P<digits>\d{{3,8}})")
UK_SOCIETY = re.compile(r"(?:IP|SP|NP)\d{4,5}RS?")
UK_CHARITY = re.compile(r"[123]\d{5,6}|SC0\d{5}|NIC1\d{5}")
LOWEST_UK_NUMBER = 100


@dataclass(frozen=True)
class Number:
    """What stands in a field for a number; without `register` it is no valid number."""

    value: str
    register: str = ""

    @property
    def is_valid(self) -> bool:
        return bool(self.register)

    @property
    def handle(self) -> tuple[str, str]:
        """The register and what counts of the number: an Australian company's ABN ends in its ACN."""
        return ("AU ACN", self.value[-9:]) if self.register == "AU ABN" else (self.register, self.value)


class Validator(Protocol):
    """A module of python-stdnum."""

    def validate(self, number: str) -> str: ...


Reader = Callable[[str], str | None]


def checked(module: Validator) -> Reader:
    def read(text: str) -> str | None:
        try:
            return module.validate(text)
        except ValidationError:
            return None

    return read


def shaped(pattern: str) -> Reader:
    """Where a register has no check digit: digits of the right shape, leading zeros dropped."""

    def read(text: str) -> str | None:
        match = re.fullmatch(pattern, text.lstrip("0"))
        return match[match.lastindex or 0] if match else None

    return read


def read_uk_number(text: str) -> str | None:
    """Eight characters as Companies House writes them: zeros added, prefixes kept."""
    if UK_SOCIETY.fullmatch(text):
        return text
    match = UK_NUMBER.fullmatch(text)
    if not match:
        return None
    prefix, digits = match["prefix"] or "", match["digits"]
    length = 8 - len(prefix)
    is_plausible = int(digits) >= LOWEST_UK_NUMBER and (prefix or len(digits) >= 5)
    return prefix + digits.zfill(length) if is_plausible and len(digits) <= length else None


def read_new_zealand_business_number(text: str) -> str | None:
    return checked(ean)(text) if text.startswith("94") and len(text) == 13 else None


def read_siren(text: str) -> str | None:
    """A SIRET is a SIREN and five digits for the place."""
    return checked(siren)(text[:9]) if checked(siret)(text) else checked(siren)(text)


REGISTERS: dict[str, dict[str, Reader]] = {
    "GB": {"GB company": read_uk_number},
    "IE": {"IE company": shaped(r"\d{4,7}")},
    "AU": {"AU ABN": checked(abn), "AU ACN": checked(acn)},
    "NZ": {"NZ NZBN": read_new_zealand_business_number, "NZ company": shaped(r"\d{4,8}")},
    "CY": {"CY company": shaped(r"(?:HE)?(\d{3,7})")},
    "GR": {"GR company": shaped(r"\d{10,12}")},
    "ZA": {"ZA company": shaped(r"(?:19|20)\d{2}\d{6}\d{2}")},
    "SG": {"SG company": checked(uen)},
    "HK": {"HK company": shaped(r"\d{6,8}")},
    "CA": {"CA company": checked(bn)},
    "FR": {"FR company": read_siren},
    "BE": {"BE company": checked(belgian_number)},
    "NL": {"NL company": shaped(r"\d{7,8}")},
    "CH": {"CH company": checked(uid)},
    "NO": {"NO company": checked(norwegian_number)},
    "SE": {"SE company": checked(swedish_number)},
    "DK": {"DK company": checked(cvr)},
    "FI": {"FI company": checked(ytunnus)},
}
VAT_OUTSIDE_THE_EU: dict[str, Reader] = {
    **dict.fromkeys(("GB", "XI", "IM"), lambda text: checked(gb_vat)(text)),
    "AU": checked(abn),
    "NZ": checked(ird),
    "NO": checked(norwegian_number),
    "CH": checked(uid),
    "ZA": shaped(r"4\d{9}"),
    "SG": checked(uen),
}
EU_PREFIXES = frozenset(code.upper() for code in eu_vat.MEMBER_STATES) | {"EL"}


def read_company_number(raw: str | None, country: str, *, is_charity: bool = False) -> Number | None:
    """None where nothing or a placeholder stands there, or we do not know the country's registers."""
    text = compact(raw)
    if not text or is_placeholder(text):
        return None
    # Charity numbers look like company numbers: equal digits of two registers are two bodies.
    if is_charity and country == "GB" and UK_CHARITY.fullmatch(text):
        return Number(text, "GB charity")
    registers = REGISTERS.get(country, {})
    for register, read in registers.items():
        if value := read(text):
            return Number(value, register)
    return Number(text) if registers else None


def read_vat_number(raw: str | None, country: str) -> Number | None:
    """As `read_company_number`; a prefix tells the country, else it is the one that is given."""
    text = compact(raw)
    prefix, rest = (text[:2], text[2:]) if text[:2] in VAT_PREFIXES else ("", text)
    if not rest or is_placeholder(rest) or is_placeholder(text):
        return None
    for state, number in ((prefix, rest), (country, text)):
        if state and (value := read_vat_of(state, number)):
            return value
    return Number(text) if country in VAT_OUTSIDE_THE_EU or country in EU_PREFIXES else None


def read_vat_of(country: str, text: str) -> Number | None:
    if read := VAT_OUTSIDE_THE_EU.get(country):
        value = read(text)
        # Branches of one trader add three digits. Northern Ireland's prefix heads the same register.
        state = "GB" if country in ("XI", "IM") else country
        value = value and (f"GB{value[:9]}" if state == "GB" else value)
        return Number(value, f"{state} VAT") if value else None
    if country in EU_PREFIXES:
        state = "EL" if country == "GR" else country
        value = checked(eu_vat)(state + text)
        return Number(value, f"{value[:2]} VAT") if value else None
    return None


VAT_PREFIXES = EU_PREFIXES | {"GB", "XI", "GR", "CH", "NO"}


def compact(raw: str | None) -> str:
    """Capital letters and digits only, without a label before them."""
    text = unicodedata.normalize("NFKC", raw or "").upper().translate(GREEK_LOOKALIKES)
    return "".join(letter for letter in LABELS.sub("", text) if letter.isascii() and letter.isalnum())


def is_placeholder(text: str) -> bool:
    """What people type to get past a field: TBC, zeros, 12345678."""
    is_counting = COUNTING.startswith(text) or COUNTING_DOWN.startswith(text)
    return (
        not any(letter.isdigit() for letter in text)
        or len(set(text)) == 1
        or text in EXAMPLES
        or (is_counting and text not in EXEMPT_FROM_COUNTING)
    )


def are_same(one: Number | None, other: Number | None) -> bool:
    """Whether both are valid and name the same entry of the same register."""
    if not one or not other or not one.is_valid or not other.is_valid:
        return False
    return one.handle == other.handle


def are_different(one: Number | None, other: Number | None) -> bool:
    """Whether both are valid entries of one register, and not the same one."""
    if not one or not other or not one.is_valid or not other.is_valid:
        return False
    return one.handle[0] == other.handle[0] and one.handle != other.handle
