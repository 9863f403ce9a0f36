"""The rows of the client list: one page of clients, however many there are, in two statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import url_for
from sqlalchemy import ColumnElement, Select, and_, case, select
from sqlalchemy.orm import InstrumentedAttribute

from app.clients.filters import ALL, ARCHIVED, MINE, NOBODY, Filters
from app.extensions import db
from app.models import Client, User, XeroLink, XeroOrganisation
from app.models.columns import folded, has_word
from app.models.legacy import legacy_note
from app.models.status import Status, cause, cause_in_words, client_status

PAGE_SIZE = 50
COUNTED = 1_000
NO_SUCH_MANAGER = -1
Statement = TypeVar("Statement", bound=Select[*tuple[Any, ...]])
Key = InstrumentedAttribute[str] | ColumnElement[str] | ColumnElement[int]


@dataclass(frozen=True)
class ClientRow:
    """One line of the list."""

    url: str
    name: str
    code: str
    manager: str
    status: str
    cause: str
    organisation: str
    is_archived: bool


@dataclass(frozen=True)
class Found:
    """One page of the list; `total` is exact unless there `is_more`."""

    rows: Sequence[ClientRow]
    total: int
    is_more: bool
    page: int
    has_next: bool

    @property
    def is_paged(self) -> bool:
        return self.has_next or self.page > 1


@dataclass(frozen=True)
class Listing:
    """The practice's clients through one set of filters, as `user` sees them; `people` are by name."""

    user: User
    people: Sequence[User]
    filters: Filters

    @classmethod
    def of(cls, user: User, filters: Filters) -> Listing:
        return cls(user, sorted(user.practice.users, key=lambda person: folded(person.name)), filters)

    def load(self) -> Found:
        """One page, in two statements: which clients, in order, and then what stands in their lines."""
        asked = max(self.filters.page, 1)
        # Counting all of them would read all of them: beyond this many nobody counts.
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

    def rows(self, ids: Sequence[int]) -> list[ClientRow]:
        """The lines of these clients."""
        found = db.session.execute(
            with_organisation(
                select(
                    Client.id,
                    Client.name,
                    Client.code,
                    Client.manager_id,
                    Client.archived_at,
                    client_status(),
                    XeroOrganisation.name,
                    cause(XeroLink.organisation_id),
                    XeroOrganisation.is_legacy,
                )
            )
            .where(Client.id.in_(ids))
            .order_by(*self.order())
        )
        names = {person.id: person.name for person in self.people}
        return [
            ClientRow(
                url=url_for("clients.show", client_id=client_id),
                name=name,
                code=code,
                manager=names.get(manager_id or 0, ""),
                status=status,
                cause=note_of(status, why, bool(is_legacy)),
                organisation=organisation or "",
                is_archived=archived_at is not None,
            )
            for client_id, name, code, manager_id, archived_at, status, organisation, why, is_legacy in found
        ]

    def ids(self) -> Select[int]:
        statement = select(Client.id).where(*self.conditions()).order_by(*self.order())
        if self.filters.column == "organisation":
            return with_organisation(statement)
        return with_link(statement) if self.filters.status or self.filters.column == "status" else statement

    def conditions(self) -> list[ColumnElement[bool]]:
        asked = self.filters
        conditions = [Client.practice_id == self.user.practice_id]
        if asked.archived != ALL:
            is_present = Client.archived_at.is_(None)
            conditions.append(~is_present if asked.archived == ARCHIVED else is_present)
        if asked.manager:
            conditions.append(self.is_managed())
        if asked.status:
            conditions.append(client_status() == asked.status)
        words = folded(asked.q).split()
        return conditions + [has_word(Client.search_key, word) for word in words]

    def is_managed(self) -> ColumnElement[bool]:
        if self.filters.manager == NOBODY:
            return Client.manager_id.is_(None)
        if self.filters.manager == MINE:
            return Client.manager_id == self.user.id
        return Client.manager_id == (self.filters.manager_id or NO_SUCH_MANAGER)

    def order(self) -> list[ColumnElement[Any]]:
        """By the chosen column, empty ones last either way, and by name within."""
        by_name: list[ColumnElement[Any]] = [Client.search_key.asc(), Client.id.asc()]
        if self.filters.column == "name":
            return [Client.search_key.desc(), Client.id.desc()] if self.filters.is_descending else by_name
        key, is_empty = self.sort_keys()[self.filters.column]
        turned = key.desc() if self.filters.is_descending else key.asc()
        return [*([] if is_empty is None else [is_empty.asc()]), turned, *by_name]

    def sort_keys(self) -> dict[str, tuple[Key, ColumnElement[bool] | None]]:
        """Column → by what it sorts on both databases alike, and when that is empty."""
        # Names of people sort by themselves in Python: the two databases would not agree.
        ranks = {person.id: rank for rank, person in enumerate(self.people)}
        order_of_statuses = {status.value: rank for rank, status in enumerate(Status)}
        return {
            "code": (Client.code, None),
            "manager": (case(ranks, value=Client.manager_id), Client.manager_id.is_(None)),
            "status": (case(order_of_statuses, value=client_status()), None),
            "organisation": (XeroOrganisation.search_key, XeroOrganisation.id.is_(None)),
        }


def note_of(status: str, why: str | None, is_legacy: bool) -> str:
    """What stands below the status: why nothing opens the organisation, or that what does so will end."""
    if status == Status.RECONNECTION_NEEDED:
        return cause_in_words(why)
    return legacy_note() if is_legacy else ""


def with_link(statement: Statement) -> Statement:
    return statement.outerjoin(XeroLink, and_(XeroLink.client_id == Client.id))


def with_organisation(statement: Statement) -> Statement:
    return with_link(statement).outerjoin(XeroOrganisation, XeroOrganisation.id == XeroLink.organisation_id)
