"""Which organisation is proposed for which client, for a whole practice at once, and what is in conflict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.xero.candidates import Candidates, Shelf, order
from app.xero.fit import BooksFacts, ClientFacts, Fit, Verdict
from app.xero.numbers import are_different, are_same

LOWEST = 70.0  # names that are less alike are not worth a look
AS_GOOD = 3.0  # two clients whose scores are as close as this both fit
NEAREST, NAMED = 4, 3
Ranked = list[tuple[ClientFacts, Fit]]


class Conflict(StrEnum):
    """What a person has to decide; the ids beside it say between whom."""

    CLIENTS = "clients"  # other clients that fit as well
    ORGANISATIONS = "organisations"  # others that want the same client
    TWO_SETS = "two_sets"  # others of the same company


@dataclass(frozen=True)
class Proposal:
    """An organisation, and the client that it fits best; ticked only where nobody needs to look."""

    organisation_id: int
    client_id: int | None
    verdict: str | None
    score: int
    reason: str
    is_ticked: bool
    conflicts: Sequence[tuple[str, list[int]]] = ()


def propose(
    candidates: Candidates, clients: Iterable[ClientFacts], books: Sequence[BooksFacts], told: set[int]
) -> list[Proposal]:
    """A proposal for each of the books among these clients, the certain ones first, then the best.

    `candidates` are all of the practice’s, as a name that a linked client bears proves nothing either;
    `told` are the ids of the organisations of which Xero has told more than the name.
    """
    shelf = Shelf(clients)
    ranked = {one.id or 0: rank(one, candidates, shelf) for one in books}
    wanted: dict[int, list[BooksFacts]] = defaultdict(list)
    for one in books:
        for client, _ in ranked[one.id or 0][:1]:
            wanted[client.id or 0].append(one)
    proposals = [proposal(one, ranked[one.id or 0], candidates, wanted, told) for one in books]
    names = {one.id: one.name.casefold() for one in books}
    return sorted(proposals, key=lambda p: (not p.is_ticked, -p.score, names[p.organisation_id]))


def rank(books: BooksFacts, candidates: Candidates, shelf: Shelf[ClientFacts]) -> Ranked:
    """The clients that are worth proposing, best first."""
    sharing = judged(books, shelf.sharing(books.reading), candidates)
    if sharing and sharing[0][1].verdict is Verdict.CERTAIN:
        return sharing
    return judged(books, shelf.likely(books.reading, NEAREST), candidates)


def judged(books: BooksFacts, clients: Iterable[ClientFacts], candidates: Candidates) -> Ranked:
    fits = [(client, candidates.judge(client, books)) for client in clients]
    worth = [(c, fit) for c, fit in fits if fit.verdict is not Verdict.CONTRADICTED and fit.score >= LOWEST]
    return sorted(worth, key=lambda pair: order(pair[1], pair[0].name))


def proposal(
    books: BooksFacts,
    ranked: Ranked,
    candidates: Candidates,
    wanted: Mapping[int, list[BooksFacts]],
    told: set[int],
) -> Proposal:
    if not ranked:
        return Proposal(books.id or 0, None, None, 0, "", is_ticked=False)
    client, fit = ranked[0]
    plain = candidates.automatic(books) if books.id in told else None
    return Proposal(
        organisation_id=books.id or 0,
        client_id=client.id,
        verdict=fit.verdict.value,
        score=round(fit.score),
        reason=fit.reason,
        is_ticked=plain is not None and plain.id == client.id,
        conflicts=list(conflicts(books, ranked, wanted[client.id or 0])),
    )


def conflicts(
    books: BooksFacts, ranked: Ranked, rivals: Sequence[BooksFacts]
) -> Iterable[tuple[str, list[int]]]:
    _, best = ranked[0]
    equals = [c.id or 0 for c, fit in ranked[1:] if is_as_good(fit, best)]
    others = [one for one in rivals if one is not books]
    same = [one.id or 0 for one in others if is_same_company(one, books)]
    different = [one.id or 0 for one in others if one.id not in same]
    found = ((Conflict.CLIENTS, equals), (Conflict.TWO_SETS, same), (Conflict.ORGANISATIONS, different))
    return ((kind.value, ids[:NAMED]) for kind, ids in found if ids)


def is_as_good(fit: Fit, best: Fit) -> bool:
    return fit.verdict is best.verdict and best.score - fit.score <= AS_GOOD


def is_same_company(one: BooksFacts, other: BooksFacts) -> bool:
    """Whether both are books of one company: by its number, or by the same name."""
    ours, theirs = one.reading, other.reading
    if are_different(ours.company_number, theirs.company_number) or ours.country != theirs.country:
        return False
    return are_same(ours.company_number, theirs.company_number) or bool(ours.keys & theirs.keys)
