"""The leaver check: what hangs on a Xero login, who reaches it as well, and what nobody else does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, func, select

from app import picker
from app.extensions import db
from app.models import LoginState, XeroConnection, XeroLogin, XeroOrganisation
from app.outages import Waiting, count_organisations
from app.xero.leaving import hangs_on, is_reached_by

OTHERS_SHOWN, PAGE_SIZE = 10, 50


@dataclass(frozen=True)
class Other:
    """Another login, and how much of what hangs on the leaver’s it reaches as well."""

    login: XeroLogin
    reached: Waiting
    missing: int


@dataclass(frozen=True)
class Hanging:
    """What hangs on one Xero login; the others are those that could take over, the best first."""

    login: XeroLogin
    waiting: Waiting
    others: list[Other] = field(default_factory=list)
    others_in_all: int = 0

    @property
    def words(self) -> str:
        """“27 clients and the practice”; empty where nothing is linked."""
        many = self.waiting.clients
        clients = f"{many:,} client{'' if many == 1 else 's'}" if many else ""
        return " and ".join(filter(None, [clients, "the practice" if self.waiting.practice else ""]))

    @property
    def links(self) -> int:
        return links_of(self.waiting)

    @property
    def has_heir(self) -> bool:
        """Whether one other login reaches all of it."""
        return bool(self.others) and not self.others[0].missing


@dataclass(frozen=True)
class HangingOrganisation:
    """One organisation that hangs on a login."""

    name: str
    linked_to: str
    also_reached_by: list[str]


def links_of(waiting: Waiting) -> int:
    """How many clients, and the practice, that is."""
    return waiting.clients + int(waiting.practice)


def load_hanging(login: XeroLogin) -> Hanging:
    """All that hangs on a login, counted, in a number of queries that does not grow with it."""
    waiting = count_organisations(login.practice_id, hangs_on(login.id)) or Waiting()
    ranked = others_of(login)
    others = [other_of(login, other, waiting) for other in ranked[:OTHERS_SHOWN]]
    return Hanging(login, waiting, others, len(ranked))


def others_of(login: XeroLogin) -> list[XeroLogin]:
    """The active logins that reach any of it and stay, those that reach most first."""
    reach = func.count(XeroOrganisation.id)
    found = (
        select(XeroLogin)
        .join(XeroConnection, XeroConnection.login_id == XeroLogin.id)
        .join(XeroOrganisation, XeroOrganisation.id == XeroConnection.organisation_id)
        .where(
            XeroLogin.practice_id == login.practice_id,
            XeroLogin.id != login.id,
            XeroLogin.state == LoginState.ACTIVE,
            XeroLogin.leaving_at.is_(None),
            XeroConnection.ended_at.is_(None),
            hangs_on(login.id),
        )
        .group_by(XeroLogin.id)
        .order_by(reach.desc(), XeroLogin.name, XeroLogin.id)
    )
    return list(db.session.scalars(found))


def other_of(login: XeroLogin, other: XeroLogin, waiting: Waiting) -> Other:
    both = hangs_on(login.id), is_reached_by(other.id)
    reached = count_organisations(login.practice_id, *both) or Waiting()
    return Other(other, reached, waiting.organisations - reached.organisations)


def load_organisations(
    login: XeroLogin, page: int, besides: XeroLogin | None = None
) -> tuple[list[HangingOrganisation], int]:
    """One page of what hangs on a login by name, without what `besides` reaches; and how much there is."""
    conditions: list[ColumnElement[bool]] = [
        XeroOrganisation.practice_id == login.practice_id,
        hangs_on(login.id),
    ]
    if besides is not None:
        conditions.append(~is_reached_by(besides.id))
    total = int(db.session.scalar(select(func.count()).select_from(XeroOrganisation).where(*conditions)) or 0)
    rows = db.session.execute(
        select(XeroOrganisation.id, XeroOrganisation.name)
        .where(*conditions)
        .order_by(XeroOrganisation.search_key, XeroOrganisation.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    ids = [row.id for row in rows]
    links, others = picker.links_of(ids), names_of_others(login, ids)
    return [
        HangingOrganisation(name, picker.in_words(links.get(one, ([], 0))), others.get(one, []))
        for one, name in rows
    ], total


def names_of_others(login: XeroLogin, ids: Sequence[int]) -> dict[int, list[str]]:
    """Organisation → the names of the other active logins that reach it."""
    rows = db.session.execute(
        select(XeroConnection.organisation_id, XeroLogin.name)
        .join(XeroLogin, XeroLogin.id == XeroConnection.login_id)
        .where(
            XeroConnection.organisation_id.in_(ids),
            XeroConnection.ended_at.is_(None),
            XeroLogin.id != login.id,
            XeroLogin.state == LoginState.ACTIVE,
        )
        .order_by(XeroLogin.name, XeroLogin.id)
    )
    found: dict[int, list[str]] = {}
    for organisation_id, name in rows:
        found.setdefault(organisation_id, []).append(name)
    return found
