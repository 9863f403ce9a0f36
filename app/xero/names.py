"""Names of companies and people, brought to one spelling in which equal names are the same text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from app.letters import PLAIN
from app.xero.legal_forms import ENDINGS, LOCAL_ENDINGS, ROLES, Form, Standing

TRADING_AS = re.compile(r"(?<=[\s(,;-])(?:t\s*/\s*as?|trading\s+as|d\s*/\s*b\s*/\s*a|dba)\b[\s.:]*", re.I)
TRUSTEE_FOR = re.compile(r"\btrustees?\s+(?:for|of)\b|(?<=\s)(?:a\s*/\s*t\s*/\s*f|atf)\b", re.I)
NUMBER_SIGN = re.compile(r"\b(?:no|nr|number)\b[.\s]*(?=\d)|#(?=\d)", re.I)
TRAILING_DIGITS = re.compile(r"([^\W\d]{3,})(\d+)")
LONGEST_NUMBER = 18
ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12}
ROMAN_AT_THE_END = ROMAN | {"i": 1, "v": 5, "x": 10}
COUNTED = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
SPELLINGS = {"company": "co", "brothers": "bros", "und": "and", "et": "and", "και": "and"}
GROUP_WORDS = frozenset(
    {"group", "groups", "holding", "holdings", "topco", "midco", "bidco", "holdco", "parent"}
)
# What people write where they have no name yet, and what Xero calls its demo companies.
NO_NAME = re.compile(
    r"tbc|tba|na|none|nil|unknown|unnamed|test|demo|(?:new|my|test)?(?:client|co|organisation)|(?:my|new)co"
    r"|organisationwithoutaname|democo(?:uk|us|au|nz|global)?|demoorganisation"
)
UNDECOMPOSED = str.maketrans(
    PLAIN | {"&": " and ", "+": " and ", "’": "", "‘": "", "'": "", "`": "", "ʼ": "", "´": ""}
)
# Elsewhere a mark makes another letter: the Cyrillic й is no accented и.
ACCENTS = re.compile("(?<=[a-z\u0370-\u03ff])[\u0300-\u036f]+|[\u0591-\u05bd\u064b-\u065f]")
# They tell how an emoji is drawn.
VARIATIONS = "\ufe0e\ufe0f"


@dataclass(frozen=True)
class Name:
    """One name in parts. `key` is equal where two names differ only in how they are written."""

    shown: str
    words: tuple[str, ...]
    standing: Standing | None

    @cached_property
    def key(self) -> str:
        """Empty where there is no name. Spaces do not count, as they do not in a register of companies."""
        joined = re.sub(r"(?<!\d) | (?!\d)", "", " ".join(self.words))
        return "" if NO_NAME.fullmatch(joined) else joined

    @cached_property
    def text(self) -> str:
        """The words in an order of their own, for comparing by likeness."""
        return " ".join(sorted(self.words))

    @cached_property
    def initials(self) -> str:
        return "".join(word[0] for word in self.words)

    @cached_property
    def parts(self) -> tuple[tuple[str, int | None], ...]:
        last = len(self.words) - 1
        return tuple(split_number(word, is_last=0 < place == last) for place, word in enumerate(self.words))

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The numbers that tell one company of a group from another: 2, II, Two, No 2, Holdings2."""
        return tuple(number for _, number in self.parts if number is not None)

    @cached_property
    def rest(self) -> str:
        """The name without its numbers."""
        return "".join(letters for letters, _ in self.parts)

    @cached_property
    def group_words(self) -> frozenset[str]:
        return GROUP_WORDS.intersection(self.words)

    @cached_property
    def role(self) -> Form | None:
        """A trust, pension fund or charity, where the name ends in saying so."""
        words = [word for word in self.words if not word.isdecimal()]
        return ROLES.get(" ".join(words[-2:])) or ROLES.get(" ".join(words[-1:]))


def read_names(raw: str | None, country: str | None) -> tuple[Name, ...]:
    """Every name that a text holds: both sides of "trading as", and of a trustee's name the trust's."""
    trust = TRUSTEE_FOR.split(raw or "")[-1]
    sides = (read_name(side, country) for side in TRADING_AS.split(trust))
    return tuple(name for name in sides if name.key)


def read_name(raw: str, country: str | None) -> Name:
    words = plain_words(raw)
    words, standing = without_ending(words, country)
    if words[:1] == ["the"]:
        words = words[1:]
    elif words[-1:] == ["the"]:
        words = words[:-1]
    return Name(" ".join(raw.split()), tuple(SPELLINGS.get(word, word) for word in words), standing)


def plain_words(raw: str) -> list[str]:
    """Small letters without accents or punctuation, initials drawn together, "&" and its kin as "and"."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", raw).casefold())
    text = unicodedata.normalize("NFC", ACCENTS.sub("", folded)).translate(UNDECOMPOSED)
    text = NUMBER_SIGN.sub(" ", text)
    kept = "".join(letter if is_written(letter) else "" if is_invisible(letter) else " " for letter in text)
    return draw_initials_together(kept.split())


def is_written(letter: str) -> bool:
    return letter.isalnum() or (unicodedata.category(letter)[0] == "M" and letter not in VARIATIONS)


def is_invisible(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf"


def draw_initials_together(words: list[str]) -> list[str]:
    """A. B. C. and A B C become abc."""
    drawn: list[str] = []
    was_initial = False
    for word in words:
        is_initial = len(word) == 1 and word.isalpha()
        if is_initial and was_initial:
            drawn[-1] += word
        else:
            drawn.append(word)
        was_initial = is_initial
    return drawn


def without_ending(words: list[str], country: str | None) -> tuple[list[str], Standing | None]:
    """The words without their legal form, wherever it is plain that they are one."""
    endings = ENDINGS | LOCAL_ENDINGS.get(country or "", {})
    for length in (4, 3, 2, 1):
        if standing := endings.get(" ".join(words[-length:])) if length <= len(words) else None:
            return words[:-length], standing
    for place, word in enumerate(words):
        if word in ("ltd", "llp", "plc", "gmbh", "ооо"):
            is_pty = word == "ltd" and place > 0 and words[place - 1] in ("pty", "pte")
            return words[: place - is_pty] + words[place + 1 :], ENDINGS[word]
    return words, None


def split_number(word: str, *, is_last: bool) -> tuple[str, int | None]:
    """A word's letters, and the number that it is or ends in; single Roman letters count at the end only."""
    if word.isdecimal():
        return "", int(word[:LONGEST_NUMBER])
    if attached := TRAILING_DIGITS.fullmatch(word):
        return attached[1], int(attached[2][:LONGEST_NUMBER])
    spelled = COUNTED.get(word) or (ROMAN_AT_THE_END if is_last else ROMAN).get(word)
    return ("", spelled) if spelled else (word, None)
