"""The rows of “Show Xero connections”: one page of organisations, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from app.extensions import db
from app.models import LoginState, XeroLogin
from app.models import XeroOrganisation as Organisation
from app.models.columns import folded, has_word
from app.models.status import Status, cause, is_connected
from app.settings.organisation_facts import (
    NAMES_SHOWN,
    Reach,
    Use,
    checked,
    clients_own,
    is_linked,
    is_reached_through,
    living,
    overview_status,
    reached_by,
    reaches_of,
    since,
    uses_of,
    why,
)
from app.settings.organisation_filters import BROKEN, OWN, PERMISSION, TWICE, UNUSED, Filters
from app.xero import permissions

PAGE_SIZE, COUNTED = 50, 1_000
IN_ONE_GO = 500
RANKS = {status.value: rank for rank, status in enumerate(Status)}


@dataclass(frozen=True)
class OrganisationRow:
    """One line of the list; `uses` are the first few of `how_many`."""

    id: int
    name: str
    told_apart_by: str
    status: str
    cause: str
    uses: Sequence[Use]
    how_many: int
    logins: Sequence[Reach]
    since: datetime
    used_at: datetime | None
    checked_at: datetime | None

    @property
    def more(self) -> int:
        return self.how_many - len(self.uses)


@dataclass(frozen=True)
class Found:
    """One page of the list; `total` is exact unless there `is_more`."""

    rows: Sequence[OrganisationRow]
    total: int
    is_more: bool
    page: int
    has_next: bool

    @property
    def is_paged(self) -> bool:
        return self.has_next or self.page > 1


@dataclass(frozen=True)
class Listing:
    """The practice’s organisations through one set of filters."""

    practice_id: int
    filters: Filters

    def load(self) -> Found:
        asked = max(self.filters.page, 1)
        most = max(COUNTED, asked * PAGE_SIZE) + 1
        ids = db.session.scalars(self.ids().limit(most)).all()
        pages = max(1, -(-len(ids) // PAGE_SIZE))
        page = min(asked, pages)
        return Found(
            rows=self.rows(ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
            total=min(len(ids), COUNTED),
            is_more=len(ids) > COUNTED,
            page=page,
            has_next=page < pages,
        )

    def every_row(self, names: int) -> Iterator[OrganisationRow]:
        """All rows that match, some hundred at a time, each with so many names at the most."""
        ids = db.session.scalars(self.ids()).all()
        for at in range(0, len(ids), IN_ONE_GO):
            yield from self.rows(ids[at : at + IN_ONE_GO], names)

    def rows(self, ids: Sequence[int], names: int = NAMES_SHOWN) -> list[OrganisationRow]:
        """The lines of these organisations."""
        found = db.session.execute(
            select(Organisation, overview_status(), cause(Organisation.id), since(), checked())
            .where(Organisation.id.in_(ids))
            .order_by(*self.order())
        ).all()
        uses, logins = uses_of(ids, names), reaches_of(ids)
        return [
            OrganisationRow(
                id=one.id,
                name=one.name,
                told_apart_by=" · ".join(fact for fact in (one.short_code, one.country_code) if fact),
                status=status,
                cause=why(status, code),
                uses=uses.get(one.id, ([], 0))[0],
                how_many=uses.get(one.id, ([], 0))[1],
                logins=logins.get(one.id, []),
                since=seen_since or one.first_seen_at,
                used_at=one.last_used_at,
                checked_at=seen_last,
            )
            for one, status, code, seen_since, seen_last in found
        ]

    def ids(self) -> Select[int]:
        return select(Organisation.id).where(*self.conditions()).order_by(*self.order())

    def conditions(self) -> list[ColumnElement[bool]]:
        here = Organisation.practice_id == self.practice_id
        words = [has_word(Organisation.search_key, word) for word in folded(self.filters.q).split()]
        return [here, *self.shown(), *words]

    def shown(self) -> list[ColumnElement[bool]]:
        if self.filters.show == BROKEN:
            return [overview_status() == Status.RECONNECTION_NEEDED]
        if self.filters.show == UNUSED:
            return [is_connected(), ~is_linked()]
        if self.filters.show == TWICE:
            return [reached_by() > 1]
        if self.filters.show == OWN:
            return [is_reached_through(clients_own(self.practice_id))]
        if self.filters.show == PERMISSION:
            return [self.needs_permission()]
        return []

    def needs_permission(self) -> ColumnElement[bool]:
        """Whether some living login reaches Organisation’s row, and none of those has every permission."""
        lacking = permissions.logins_that_lack(self.practice_id)
        has_all = living().where(XeroLogin.state == LoginState.ACTIVE, XeroLogin.id.not_in(lacking))
        return is_reached_through(lacking) & ~has_all.exists()

    def order(self) -> list[ColumnElement[Any]]:
        """By the chosen column, empty ones last either way, and by name within."""
        by_name: list[ColumnElement[Any]] = [Organisation.search_key.asc(), Organisation.id.asc()]
        if self.filters.column == "name":
            is_turned = self.filters.is_descending
            return [Organisation.search_key.desc(), Organisation.id.desc()] if is_turned else by_name
        keys: dict[str, Any] = {
            "status": case(RANKS, value=overview_status()),
            "since": func.coalesce(since(), Organisation.first_seen_at),
            "used": Organisation.last_used_at,
            "checked": checked(),
        }
        key = keys[self.filters.column]
        return [key.is_(None), key.desc() if self.filters.is_descending else key.asc(), *by_name]
