"""What stands in the lines of the proposals: names, what tells them apart, and what is to be decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import func, select

from app.extensions import db
from app.guards import me
from app.matching import Row, Scope
from app.models import Client, XeroOrganisation
from app.picker import logins_of, told_apart_by
from app.xero.matching import is_without_link
from app.xero.proposals import Conflict

Named = TypeVar("Named", Client, XeroOrganisation)
CONFLICTS = {
    Conflict.CLIENTS: "Fits as well",
    Conflict.ORGANISATIONS: "The same client is proposed for",
    Conflict.TWO_SETS: "One company with two sets of books: look at",
}


@dataclass(frozen=True)
class Line:
    """One line of the page."""

    row: Row
    organisation: XeroOrganisation
    told_apart_by: str
    client: Client | None
    conflicts: Sequence[tuple[str, list[str]]]
    is_picked_twice: bool

    @property
    def id(self) -> int:
        return self.organisation.id

    @property
    def lacks_facts(self) -> bool:
        """Whether Xero has told no more than the name, so that nothing can contradict it."""
        return self.organisation.facts_read_at is None

    @property
    def fit_in_words(self) -> str:
        if self.row.is_own_choice:
            return "Your choice"
        return "Certain" if self.row.proposal.is_ticked else f"{self.row.score} of 100"


@dataclass(frozen=True)
class Summary:
    """How much there is, and how much of it is ticked."""

    total: int
    ticked: int
    clients: int


def summary(rows: Sequence[Row], scope: Scope) -> Summary:
    waiting = select(func.count()).select_from(Client)
    mine = waiting.where(Client.practice_id == scope.user.practice_id, is_without_link())
    return Summary(len(rows), sum(row.is_ticked for row in rows), db.session.scalars(mine).one())


def load_lines(rows: Sequence[Row], twice: set[int]) -> list[Line]:
    """The lines of these rows, in three statements."""
    ids = [row.organisation_id for row in rows]
    others = [(kind, one) for row in rows for kind, found in row.proposal.conflicts for one in found]
    organisations = by_id(XeroOrganisation, [*ids, *(i for kind, i in others if kind != Conflict.CLIENTS)])
    clients = by_id(
        Client, [*(row.client_id for row in rows if row.client_id), *(i for k, i in others if k == "clients")]
    )
    logins = logins_of(organisations)
    apart = {one.id: told_apart_by(one, logins.get(one.id, [])) for one in organisations.values()}
    return [
        Line(
            row=row,
            organisation=organisations[row.organisation_id],
            told_apart_by=apart[row.organisation_id],
            client=clients.get(row.client_id or 0),
            conflicts=[] if row.is_own_choice else conflicts_of(row, organisations, clients, apart),
            is_picked_twice=row.is_ticked and row.client_id in twice,
        )
        for row in rows
        if row.organisation_id in organisations
    ]


def by_id(model: type[Named], ids: Iterable[int]) -> dict[int, Named]:
    wanted = select(model).where(model.practice_id == me().practice_id, model.id.in_(set(ids)))
    return {one.id: one for one in db.session.scalars(wanted)}


def conflicts_of(
    row: Row, organisations: dict[int, XeroOrganisation], clients: dict[int, Client], apart: dict[int, str]
) -> list[tuple[str, list[str]]]:
    found = []
    for kind, ids in row.proposal.conflicts:
        if kind == Conflict.CLIENTS:
            names = [f"{clients[one].name} ({clients[one].code})" for one in ids if one in clients]
        else:
            known = [organisations[one] for one in ids if one in organisations]
            names = [f"{one.name} ({apart[one.id]})" if apart[one.id] else one.name for one in known]
        found.append((CONFLICTS[Conflict(kind)], names))
    return found
