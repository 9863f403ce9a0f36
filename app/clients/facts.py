"""What is known of a client, field by field: how it is read, kept and said, in forms and imports alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.clients.countries import HOME, countries, country_code
from app.clients.people import People
from app.clients.year_end import in_words, read_year_end
from app.emails import is_email
from app.models import Client, ClientType
from app.models.client import normal_code
from app.models.columns import folded

Value = str | int | None
Facts = Mapping[str, Value]
Reader = Callable[[str, People], Value]
NOTHING = "nothing"
TYPES = {
    ClientType.COMPANY: "Limited company",
    ClientType.LLP: "LLP",
    ClientType.SOLE_TRADER: "Sole trader",
    ClientType.PARTNERSHIP: "Partnership",
    ClientType.CHARITY: "Charity",
    ClientType.TRUST: "Trust",
    ClientType.OTHER: "Other",
}
OTHER_WORDS = {
    "company": ("ltd", "limited", "ltd company", "private limited company", "plc", "cic"),
    "llp": ("limited liability partnership",),
    "sole_trader": ("sole proprietor", "self employed", "self-employed", "individual", "sole-trader"),
}
TYPE_OF = {folded(words): kind.value for kind, words in TYPES.items()}
TYPE_OF |= {kind.value: kind.value for kind in ClientType}
TYPE_OF |= {word: kind for kind, words in OTHER_WORDS.items() for word in words}
# What no line of text holds, and PostgreSQL partly refuses.
UNWRITABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160)])


class Unreadable(ValueError):
    """The text is no value for its field; says what to do."""


@dataclass(frozen=True)
class Field:
    """One fact: its label, how long it may be, and how a text becomes its value (None where empty)."""

    label: str
    longest: int
    read: Reader
    has_lines: bool = False


def clean(raw: str, has_lines: bool = False) -> str:
    """A text as it is kept: without control characters, and without surplus space."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n").translate(UNWRITABLE)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return "\n".join(lines).strip() if has_lines else " ".join(" ".join(lines).split())


def read_text(text: str, _people: People) -> Value:
    return text or None


def read_name(text: str, _people: People) -> Value:
    if not text:
        raise Unreadable("Enter the client’s name")
    return text


def read_code(text: str, _people: People) -> Value:
    return normal_code(text) or None


def read_email(text: str, _people: People) -> Value:
    if text and not is_email(text):
        raise Unreadable("Enter an e-mail address, such as name@example.com")
    return text or None


def read_type(text: str, _people: People) -> Value:
    if text and folded(text) not in TYPE_OF:
        raise Unreadable(f"Choose one of these types: {', '.join(TYPES.values())}")
    return TYPE_OF.get(folded(text))


def read_country(text: str, _people: People) -> Value:
    code = country_code(text or HOME)
    if code is None:
        raise Unreadable("Enter a country by its name or its two letters, such as Ireland or IE")
    return code


def read_day(text: str, _people: People) -> Value:
    try:
        return read_year_end(text)
    except ValueError as fault:
        raise Unreadable(str(fault)) from None


def read_manager(text: str, people: People) -> Value:
    manager_id = people.find(text) if text else None
    if text and manager_id is None:
        raise Unreadable("Choose somebody of your practice, by name or e-mail address")
    return manager_id


FIELDS = {
    "name": Field("Name", 200, read_name),
    "code": Field("Code", 40, read_code),
    "type": Field("Type", 100, read_type),
    "company_number": Field("Company number", 40, read_text),
    "vat_number": Field("VAT number", 40, read_text),
    "country_code": Field("Country", 100, read_country),
    "year_end": Field("Year end", 40, read_day),
    "email": Field("E-mail", 254, read_email),
    "phone": Field("Phone", 40, read_text),
    "address": Field("Address", 1000, read_text, has_lines=True),
    "manager_id": Field("Manager", 254, read_manager),
    "notes": Field("Notes", 10_000, read_text, has_lines=True),
}


def read(name: str, raw: str, people: People) -> Value:
    """The value of one field; raises Unreadable."""
    field = FIELDS[name]
    text = clean(raw, field.has_lines)
    if len(text) > field.longest:
        raise Unreadable(f"Shorten this to {field.longest:,} characters: it has {len(text):,}")
    return field.read(text, people)


def facts_of(client: Client) -> dict[str, Value]:
    """Everything that a client's form shows."""
    month, day = client.year_end_month, client.year_end_day
    year_end = f"{month:02}-{day:02}" if month and day else None
    return {name: year_end if name == "year_end" else getattr(client, name) for name in FIELDS}


def columns_of(facts: Facts) -> dict[str, Value]:
    """The same as columns of the table."""
    columns = {name: value for name, value in facts.items() if name != "year_end"}
    if "year_end" in facts:
        month, _, day = str(facts["year_end"] or "").partition("-")
        columns |= {
            "year_end_month": int(month) if month else None,
            "year_end_day": int(day) if day else None,
        }
    return columns


def said(name: str, value: Value, names: Mapping[int, str]) -> str:
    """A value as people read it; `names` are the practice's people by id."""
    if value is None:
        return NOTHING
    if name == "type":
        return TYPES[ClientType(str(value))]
    if name == "country_code":
        return countries().get(str(value), str(value))
    if name == "year_end":
        return in_words(str(value))
    return names.get(int(value), "somebody") if name == "manager_id" else str(value)


def without_ids(facts: Facts, names: Mapping[int, str]) -> dict[str, Value]:
    """Facts as the history keeps them: the manager also by name, as people leave."""
    manager = facts.get("manager_id")
    return dict(facts) | ({"manager": names.get(int(manager))} if manager is not None else {})
