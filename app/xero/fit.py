"""Does this organisation belong to this client? Three verdicts, each with its reason in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from app.xero.legal_forms import Form
from app.xero.likeness import likeness
from app.xero.names import Name
from app.xero.numbers import Number, are_different, are_same
from app.xero.readings import BooksFacts, ClientFacts, Reading
from app.xero.trades import is_a_business

__all__ = ["BooksFacts", "ClientFacts", "Fit", "Verdict", "judge"]

SURE = 100.0
SAME_COMPANY_NUMBER = 95.0
SAME_VAT_NUMBER = 60.0
ALIKE = 85.0
CONTRADICTION = 0.65
LONG_WORD = 6
COUNTRY_NAMES = {
    "GB": "the United Kingdom",
    "IE": "Ireland",
    "AU": "Australia",
    "NZ": "New Zealand",
    "US": "the United States",
    "ZA": "South Africa",
    "SG": "Singapore",
    "HK": "Hong Kong",
    "CA": "Canada",
}
TRUSTS = (Form.TRUST, Form.PENSION, Form.CHARITY)


class Verdict(StrEnum):
    """Whether an organisation is a client's."""

    CERTAIN = "certain"
    UNSURE = "unsure"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True)
class Fit:
    """A verdict, its reason for a screen, and a score from 0 to 100 that only ranks."""

    verdict: Verdict
    reason: str
    score: float


def judge(client: ClientFacts, books: BooksFacts, *, name_is_unique: bool) -> Fit:
    """Whether the organisation is the client's. A name that is not unique in the practice proves nothing."""
    ours, theirs = client.reading, books.reading
    alike = likeness(ours.names, theirs.names)
    objection = demo_company(books) or other_country(ours, theirs)
    mismatch = other_form(ours, theirs) or other_role(ours, theirs) or other_number_in_the_name(ours, theirs)
    if objection:
        return contradicted(objection, alike)
    if are_same(ours.company_number, theirs.company_number):
        return by_company_number(ours, mismatch)
    if objection := other_company_number(ours, theirs) or mismatch:
        return contradicted(objection, alike)
    if are_same(ours.vat_number, theirs.vat_number):
        return by_vat_number(ours, theirs, alike)
    if ours.keys & theirs.keys:
        return by_name(ours, theirs, alike, is_unique=name_is_unique)
    reason = "The names are alike" if alike >= ALIKE else "Nothing says that they are the same"
    return unsure(reason, ours, theirs, alike)


def by_company_number(ours: Reading, mismatch: str | None) -> Fit:
    """A renamed company keeps its number; one that was copied to the wrong place shows in other ways."""
    reason = f"The company numbers are equal: {shown(ours.company_number)}"
    if mismatch:
        return Fit(Verdict.UNSURE, f"{reason}. But: {mismatch}", SAME_COMPANY_NUMBER)
    return Fit(Verdict.CERTAIN, reason, SURE)


def by_vat_number(ours: Reading, theirs: Reading, alike: float) -> Fit:
    """The companies of a VAT group share one number, so the names must say the same but for a slip."""
    reason = f"The VAT numbers are equal: {shown(ours.vat_number)}"
    score = SAME_VAT_NUMBER + alike * (1 - SAME_VAT_NUMBER / 100)
    if not any(is_a_slip(one, other) for one, other in telling_pairs(ours, theirs)):
        doubt = "the names differ, and companies of one VAT group share a number"
        return unsure(f"{reason}, but {doubt}", ours, theirs, score)
    if doubt_of_it := doubt_of_the_form(ours, theirs):
        return unsure(f"{reason}, but {doubt_of_it}", ours, theirs, score)
    return certain(reason, ours, theirs)


def by_name(ours: Reading, theirs: Reading, alike: float, *, is_unique: bool) -> Fit:
    if doubt := doubt_of_the_name(ours, theirs, is_unique=is_unique):
        return unsure(f"The names are equal, but {doubt}", ours, theirs, alike)
    name = next(name for name in theirs.names if name.key in ours.keys)
    return certain(f"The names are equal: “{name.shown}”", ours, theirs)


def doubt_of_the_name(ours: Reading, theirs: Reading, *, is_unique: bool) -> str | None:
    if are_different(ours.vat_number, theirs.vat_number):
        return f"the VAT numbers differ: {shown(ours.vat_number)} and {shown(theirs.vat_number)}"
    if not any(one.key == other.key for one, other in telling_pairs(ours, theirs)):
        return f"the legal names differ: “{ours.legal_names[0].shown}”, “{theirs.legal_names[0].shown}”"
    if not is_unique:
        return "several clients or organisations have that name"
    return doubt_of_the_form(ours, theirs)


def telling_pairs(ours: Reading, theirs: Reading) -> Iterator[tuple[Name, Name]]:
    """The names that tell who somebody is: two companies may trade under one name."""
    yield from zip(ours.legal_names[:1], theirs.legal_names[:1], strict=False)
    if ours.is_bare:
        yield from product(ours.legal_names[:1], theirs.legal_names[1:])
    if theirs.is_bare:
        yield from product(ours.legal_names[1:], theirs.legal_names[:1])


def doubt_of_the_form(ours: Reading, theirs: Reading) -> str | None:
    """A person and the company that bears their name are two clients, and may pass on a VAT number."""
    if ours.standing and theirs.standing:
        return None if ours.standing.equals(theirs.standing) else "the legal forms may differ"
    if ours.says_its_form and not theirs.standing:
        return f"only the client is known to be {ours.standing.form}" if ours.standing else None
    # “Bright Bakery” can only be Bright Bakery Ltd; “Jago Tremaine” may as well be its owner.
    may_be_a_person = not any(is_a_business(name.words) for name in ours.names)
    if theirs.says_its_form and not ours.standing and may_be_a_person:
        return f"only the organisation is known to be {theirs.standing.form}" if theirs.standing else None
    return None


def demo_company(books: BooksFacts) -> str | None:
    return "The organisation is a demo company of Xero" if books.is_demo_company else None


def other_country(ours: Reading, theirs: Reading) -> str | None:
    if ours.country and theirs.country and ours.country != theirs.country:
        places = f"the client is in {named(ours.country)}, the organisation in {named(theirs.country)}"
        return f"Different countries: {places}"
    return None


def other_company_number(ours: Reading, theirs: Reading) -> str | None:
    if are_different(ours.company_number, theirs.company_number):
        return f"The company numbers differ: {shown(ours.company_number)} and {shown(theirs.company_number)}"
    return None


def other_form(ours: Reading, theirs: Reading) -> str | None:
    if not ours.standing or not theirs.standing or not ours.standing.excludes(theirs.standing):
        return None
    forms = f"the client is {ours.standing.form}, the organisation {theirs.standing.form}"
    return f"Different legal forms: {forms}"


def other_role(ours: Reading, theirs: Reading) -> str | None:
    """A company, and the trust, charity or pension fund that is named after it."""
    for side, other, named in ((ours, theirs, "client"), (theirs, ours, "organisation")):
        is_one = other.roles or (other.standing and other.standing.form in TRUSTS)
        if side.roles and other.standing and not is_one:
            return f"Only the {named} is {min(side.roles)}"
    return None


def other_number_in_the_name(ours: Reading, theirs: Reading) -> str | None:
    """Holdings 2 and Holdings 3 are two companies, however alike."""
    pairs = [pair for pair in product(ours.names, theirs.names) if all(name.numbers for name in pair)]
    alike = [(one, other) for one, other in pairs if fuzz.ratio(one.rest, other.rest) >= ALIKE]
    if alike and all(one.numbers != other.numbers for one, other in alike):
        one, other = alike[0]
        return f"Different numbers in the names: “{one.shown}”, “{other.shown}”"
    return None


def is_a_slip(one: Name, other: Name) -> bool:
    """Whether the names are equal, or differ by at most two slipped letters of one long word."""
    if one.key == other.key:
        return True
    differing = [pair for pair in zip(one.words, other.words, strict=False) if pair[0] != pair[1]]
    if len(one.words) != len(other.words) or len(differing) != 1 or one.numbers != other.numbers:
        return False
    shorter, longer = sorted(differing[0], key=len)
    # Estate and Estates may be two companies of one group.
    return len(shorter) > LONG_WORD and OSA.distance(shorter, longer) <= 2 and longer != f"{shorter}s"


def certain(reason: str, ours: Reading, theirs: Reading) -> Fit:
    return Fit(Verdict.CERTAIN, with_mistyped_numbers(reason, ours, theirs), SURE)


def unsure(reason: str, ours: Reading, theirs: Reading, score: float) -> Fit:
    return Fit(Verdict.UNSURE, with_mistyped_numbers(reason, ours, theirs), score)


def contradicted(reason: str, alike: float) -> Fit:
    """Ranks low, and not lowest: now and then it is a mistyped number that contradicts."""
    return Fit(Verdict.CONTRADICTED, reason, alike * CONTRADICTION)


def with_mistyped_numbers(reason: str, ours: Reading, theirs: Reading) -> str:
    """The reason, and every number that is none: it proves nothing, and somebody may want to correct it."""
    numbers = (
        ("The client’s company number", ours.company_number),
        ("The client’s VAT number", ours.vat_number),
        ("The organisation’s company number", theirs.company_number),
        ("The organisation’s VAT number", theirs.vat_number),
    )
    faults = [f"{field} is not a valid one: {shown(n)}" for field, n in numbers if n and not n.is_valid]
    return ". ".join([reason, *faults])


def named(country: str) -> str:
    return COUNTRY_NAMES.get(country, country)


def shown(number: Number | None) -> str:
    return number.value if number else ""
