"""A practice's clients and organisations side by side: which match best, and which may be linked unasked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

from rapidfuzz import fuzz, process

from app.xero.fit import BooksFacts, ClientFacts, Fit, Verdict, judge
from app.xero.numbers import Number
from app.xero.readings import Reading

Facts = TypeVar("Facts", ClientFacts, BooksFacts)
SHORTLIST = 20
RARE = 12  # so many names may hold a word that still tells somebody


class Shelf(Generic[Facts]):
    """One side's facts, found by what can make two sides certain and by likeness."""

    def __init__(self, facts: Iterable[Facts]) -> None:
        self.facts: list[Facts] = list(facts)
        self._places: dict[Hashable, set[int]] = defaultdict(set)
        self._spellings: list[str] = []
        self._owners: list[int] = []
        self._bearers: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self.facts):
            self._add(place, one.reading)

    def _add(self, place: int, reading: Reading) -> None:
        for handle in handles(reading):
            self._places[handle].add(place)
        for name in reading.names:
            self._spellings.append(name.text)
            self._owners.append(place)
            for word in name.words:
                self._bearers[word].append(place)

    def count_named(self, key: str) -> int:
        return len(self._places.get(("name", key), ()))

    def sharing(self, reading: Reading) -> list[Facts]:
        """All that share a name or a number: nothing else can be certain."""
        return self._at(self._sharing(reading))

    def around(self, reading: Reading, limit: int) -> list[Facts]:
        """All that share something, and at least `limit` of the most alike names."""
        return self._at(self._sharing(reading) | self._nearest(reading, limit))

    def likely(self, reading: Reading, limit: int) -> list[Facts]:
        """All that share something, a rare word, or nearly the spelling: faster than `around`, for many."""
        found = self._sharing(reading).union(self._places_of_initials(reading))
        for name in reading.names:
            near = process.extract(name.text, self._spellings, scorer=fuzz.ratio, limit=limit)
            found.update(self._owners[index] for _, _, index in near)
            borne = (self._bearers.get(word, ()) for word in name.words)
            found.update(*(places for places in borne if len(places) <= RARE))
        return self._at(found)

    def _sharing(self, reading: Reading) -> set[int]:
        return set().union(*(self._places.get(handle, ()) for handle in handles(reading)))

    def _nearest(self, reading: Reading, limit: int) -> set[int]:
        found = set(self._places_of_initials(reading))
        for name in reading.names:
            near = process.extract(name.text, self._spellings, scorer=fuzz.token_ratio, limit=limit)
            found.update(self._owners[index] for _, _, index in near)
        return found

    def _at(self, places: Iterable[int]) -> list[Facts]:
        return [self.facts[place] for place in sorted(places)]

    def _places_of_initials(self, reading: Reading) -> Iterable[int]:
        for name in reading.names:
            yield from self._places.get(("initials", name.key), ())
            yield from self._places.get(("name", name.initials), ())


def handles(reading: Reading) -> Iterable[Hashable]:
    """Everything by which one side can be found from the other."""
    for name in reading.names:
        yield "name", name.key
        if len(name.words) > 2:
            yield "initials", name.initials
    yield from handles_of("company number", reading.company_number)
    yield from handles_of("VAT number", reading.vat_number)


def handles_of(field: str, number: Number | None) -> Iterable[Hashable]:
    if number and number.is_valid:
        yield field, *number.handle


class Candidates:
    """All clients and organisations that could be confused with one another: those of one practice."""

    def __init__(self, clients: Iterable[ClientFacts], organisations: Iterable[BooksFacts]) -> None:
        self.clients = Shelf(clients)
        self.organisations = Shelf(organisations)

    def judge(self, client: ClientFacts, books: BooksFacts) -> Fit:
        return judge(client, books, name_is_unique=self.name_is_unique(client, books))

    def name_is_unique(self, client: ClientFacts, books: BooksFacts) -> bool:
        """Whether no other client and no other organisation bears a name that these two share."""
        shared = client.reading.keys & books.reading.keys
        shelves = (self.clients, self.organisations)
        return all(shelf.count_named(key) <= 1 for key in shared for shelf in shelves)

    def automatic(self, books: BooksFacts) -> ClientFacts | None:
        """The one client that may be linked without asking; None where there is none or any doubt."""
        clients = self._certain_clients(books)
        if len(clients) != 1 or len(self._certain_organisations(clients[0], books)) != 1:
            return None
        return clients[0]

    def _certain_clients(self, books: BooksFacts) -> list[ClientFacts]:
        sharing = self.clients.sharing(books.reading)
        return [client for client in sharing if self.judge(client, books).verdict is Verdict.CERTAIN]

    def _certain_organisations(self, client: ClientFacts, books: BooksFacts) -> list[BooksFacts]:
        """This one, and every other that claims the client, too: one company may keep two sets of books."""
        sharing = self.organisations.sharing(client.reading)
        known = sharing if books in sharing else [books, *sharing]
        return [other for other in known if self.judge(client, other).verdict is Verdict.CERTAIN]

    def clients_for(self, books: BooksFacts, limit: int = SHORTLIST) -> list[tuple[ClientFacts, Fit]]:
        """The best matches for an organisation, best first."""
        near = self.clients.around(books.reading, limit)
        judged = [(client, self.judge(client, books)) for client in near]
        return sorted(judged, key=lambda pair: order(pair[1], pair[0].name))[:limit]

    def organisations_for(self, client: ClientFacts, limit: int = SHORTLIST) -> list[tuple[BooksFacts, Fit]]:
        """The best matches for a client, best first."""
        near = self.organisations.around(client.reading, limit)
        judged = [(books, self.judge(client, books)) for books in near]
        return sorted(judged, key=lambda pair: order(pair[1], pair[0].name))[:limit]


def order(fit: Fit, name: str) -> tuple[bool, float, str]:
    return fit.verdict is not Verdict.CERTAIN, -fit.score, name
