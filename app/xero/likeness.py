"""How alike two names look. This only ranks: nothing is ever linked by it."""

from __future__ import annotations

from itertools import product

from rapidfuzz import fuzz

from app.xero.names import Name

HIGHEST = 99.0
INITIALS = 80.0
ANOTHER_PLACE_IN_THE_GROUP = 8.0
ANOTHER_NUMBER = 8.0
SHORTEST_INITIALS = 2


def likeness(some: tuple[Name, ...], others: tuple[Name, ...]) -> float:
    """0 to 99: that of the two names which are most alike."""
    return max((of_names(one, other) for one, other in product(some, others)), default=0.0)


def of_names(one: Name, other: Name) -> float:
    """The best of spelling, words and initials, less what tells the companies of a group apart."""
    alike = max(fuzz.ratio(one.text, other.text), fuzz.ratio(one.key, other.key), by_words(one, other))
    if are_initials(one, other) or are_initials(other, one):
        alike = max(alike, INITIALS)
    if one.group_words != other.group_words:
        alike -= ANOTHER_PLACE_IN_THE_GROUP
    if one.numbers != other.numbers:
        alike -= ANOTHER_NUMBER
    return max(0.0, min(alike, HIGHEST))


def by_words(one: Name, other: Name) -> float:
    """The share of both names' letters that find their like on the other side."""
    shorter, longer = sorted((one.words, other.words), key=lambda words: (len(words), words))
    letters = sum(map(len, (*shorter, *longer)))
    if not letters:
        return 0.0
    found = 0.0
    left = list(longer)
    for word in shorter:
        alike, partner = max((of_words(word, candidate), candidate) for candidate in left)
        found += alike * (len(word) + len(partner))
        left.remove(partner)
    return found / letters


def of_words(one: str, other: str) -> float:
    """As spelled, or the one a beginning of the other: Constr, Construction."""
    if one == other:
        return 100.0
    if one[0] == other[0] and is_shortened(*sorted((one, other), key=len)):
        return 88.0
    alike = fuzz.ratio(one, other)
    return alike if alike >= 60 else 0.0


def is_shortened(short: str, long: str) -> bool:
    """Whether the letters of a short form stand in the long one, in their order."""
    if len(short) < 3 or len(short) > len(long) - 2:
        return len(short) == 1
    rest = iter(long)
    return all(letter in rest for letter in short)


def are_initials(one: Name, other: Name) -> bool:
    return len(one.words) == 1 and len(one.key) > SHORTEST_INITIALS and one.key == other.initials
