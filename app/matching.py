"""A user’s draft of matches: what is proposed, what they made of it, and for which organisations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from secrets import token_hex
from typing import Any

from flask import request
from sqlalchemy import delete, select

from app.clock import utcnow
from app.extensions import db
from app.guards import find_or_404, me
from app.ids import row_id
from app.models import Client, MatchDraft, Purpose, User, XeroConsent, XeroOrganisation
from app.xero import fitting
from app.xero.matching import Sides, load_sides
from app.xero.proposals import Proposal

PAGE_SIZE = 50


@dataclass(frozen=True)
class Scope:
    """Which organisations: all that nothing points at, or those that were new in one trip."""

    user: User
    consent: XeroConsent | None = None

    @property
    def name(self) -> str:
        return f"trip-{self.consent.id}" if self.consent else ""

    @property
    def address(self) -> dict[str, Any]:
        """What stands in the address."""
        return {"trip": self.consent.id} if self.consent else {}

    @property
    def among(self) -> list[int] | None:
        return (self.consent.result or {}).get("new", []) if self.consent else None

    def sides(self) -> Sides:
        return load_sides(self.user.practice_id, self.among)


def find_scope() -> Scope:
    """All organisations, or those of the trip in the address: one of the practice’s own, or 404."""
    if not request.values.get("trip"):
        return Scope(me())
    number = request.values.get("trip", type=row_id) or 0
    trip = select(XeroConsent).filter_by(id=number, practice_id=me().practice_id)
    return Scope(me(), find_or_404(trip.where(XeroConsent.purpose != Purpose.INVITATION)))


def page_asked() -> int:
    """The page of the proposals that somebody looks at, or comes back to."""
    return request.values.get("page", 1, type=row_id)


@dataclass(frozen=True)
class Row:
    """One organisation, and the client that it is to be linked to: as proposed, or as the user chose."""

    proposal: Proposal
    client_id: int | None
    is_ticked: bool
    score: int
    reason: str
    is_own_choice: bool = False

    @property
    def organisation_id(self) -> int:
        return self.proposal.organisation_id


def find_draft(scope: Scope, *, hold: bool = False) -> MatchDraft | None:
    """The user’s draft; held against a second confirmation where something is to be done with it."""
    wanted = select(MatchDraft).filter_by(user_id=scope.user.id, scope=scope.name)
    if hold:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(wanted).one_or_none()


def is_true(draft: MatchDraft | None, sides: Sides) -> bool:
    """Whether the draft’s proposals rest on what is so now."""
    return draft is not None and draft.basis == sides.basis


def make_draft(scope: Scope, sides: Sides, proposals: Sequence[Proposal]) -> MatchDraft:
    """Write new proposals down; what the user chose stays as far as both are still to be matched."""
    draft = find_draft(scope, hold=True) or new_draft(scope)
    books = {str(one.id) for one in sides.books}
    clients = {None, *(one.id for one in sides.clients)}
    draft.choices = {
        organisation: choice
        for organisation, choice in draft.choices.items()
        if organisation in books and choice[0] in clients
    }
    draft.proposals = [asdict(one) for one in proposals]
    draft.basis, draft.mark, draft.made_at = sides.basis, token_hex(8), utcnow()
    return draft


def new_draft(scope: Scope) -> MatchDraft:
    """The user’s other drafts of trips go: there is one at a time."""
    db.session.execute(
        delete(MatchDraft).where(
            MatchDraft.user_id == scope.user.id, MatchDraft.scope.not_in(("", scope.name))
        )
    )
    draft = MatchDraft(
        practice_id=scope.user.practice_id, user_id=scope.user.id, scope=scope.name, proposals=[], choices={}
    )
    db.session.add(draft)
    return draft


def rows_of(draft: MatchDraft) -> list[Row]:
    return [row_of(Proposal(**one), draft.choices) for one in draft.proposals]


def row_of(proposal: Proposal, choices: Mapping[str, Sequence[Any]]) -> Row:
    """The proposal, or what the user made of it."""
    row = Row(proposal, proposal.client_id, proposal.is_ticked, proposal.score, proposal.reason)
    choice = choices.get(str(proposal.organisation_id))
    if choice is None:
        return row
    client_id, is_ticked, score, reason = choice
    if client_id == proposal.client_id:
        return replace(row, is_ticked=is_ticked and client_id is not None)
    return Row(proposal, client_id, is_ticked and client_id is not None, score, reason, is_own_choice=True)


def tick(draft: MatchDraft, ticks: Mapping[int, bool]) -> None:
    """Tick rows, or take their tick away."""
    changed = {
        str(row.organisation_id): [row.client_id, ticks[row.organisation_id], row.score, row.reason]
        for row in rows_of(draft)
        if ticks.get(row.organisation_id, row.is_ticked) != row.is_ticked
    }
    draft.choices = draft.choices | changed


def choose(scope: Scope, organisation: XeroOrganisation, client: Client | None) -> None:
    """Have the organisation linked to this client, or to none, once the user confirms."""
    draft = find_draft(scope, hold=True) or new_draft(scope)
    choice: list[Any] = [None, False, 0, ""]
    if client:
        fit = fitting.fit_of(client, organisation)
        choice = [client.id, True, round(fit.score), fit.reason]
    draft.choices = draft.choices | {str(organisation.id): choice}


def picks_of(rows: Sequence[Row]) -> dict[int, int]:
    """Organisation → client, of what is ticked."""
    return {row.organisation_id: row.client_id for row in rows if row.is_ticked and row.client_id}


def picked_twice(rows: Sequence[Row]) -> set[int]:
    """The clients that are ticked for more than one organisation."""
    counts = Counter(picks_of(rows).values())
    return {client_id for client_id, times in counts.items() if times > 1}
