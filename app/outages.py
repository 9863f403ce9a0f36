"""What must be authorised again, now or soon, and how much waits for it: the banner above pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from app.clock import utcnow
from app.extensions import db
from app.models import (
    Client,
    LoginState,
    Practice,
    XeroConnection,
    XeroLink,
    XeroLogin,
    XeroOrganisation,
)
from app.models.legacy import cutoff, has_ended
from app.models.status import cause_in_words, is_connected, is_open, is_reachable

LAPSES_SOON = timedelta(days=10)
SHOWN = 10
# Which organisations Xero's previous method opens, or opened; and which are linked though no login has a
# connection to them any more.
WITH_PREVIOUS = (
    XeroOrganisation.is_legacy.is_(True),
    ~is_reachable(XeroOrganisation.practice_id, XeroOrganisation.id),
)
CUT_OFF = (
    ~is_connected(),
    XeroLink.id.is_not(None),
    or_(XeroLink.client_id.is_(None), Client.id.is_not(None)),
)


@dataclass(frozen=True)
class Waiting:
    """How much waits for one sign-in: organisations, and the clients and the practice linked to them."""

    organisations: int = 0
    clients: int = 0
    practice: bool = False

    @property
    def linked(self) -> str:
        """“23 clients and the practice itself”; empty where nothing is linked."""
        clients = f"{self.clients:,} client{'' if self.clients == 1 else 's'}" if self.clients else ""
        return " and ".join(filter(None, [clients, "the practice itself" if self.practice else ""]))


@dataclass(frozen=True)
class Outage:
    """A Xero login that no longer opens anything, or soon will not, and what waits for it."""

    login: XeroLogin
    cause: str
    waiting: Waiting

    @property
    def is_withdrawn(self) -> bool:
        """Whether access was removed at Xero, where each organisation then has to be allowed anew."""
        return self.login.state == LoginState.REVOKED

    @property
    def is_over(self) -> bool:
        """Whether the sixty days are over, though Xero has not been asked since."""
        return self.login.lapses_at is not None and self.login.lapses_at <= utcnow()


@dataclass(frozen=True)
class Previous:
    """Organisations that Xero's previous authentication method opens, or opened until its end."""

    waiting: Waiting
    ends_on: date
    has_ended: bool


@dataclass(frozen=True)
class Banner:
    """All that the banner says; `more` logins are broken beside those that it names."""

    broken: list[Outage] = field(default_factory=list)
    more: int = 0
    lapsing: list[Outage] = field(default_factory=list)
    previous: Previous | None = None
    cut_off: Waiting | None = None

    @property
    def is_broken(self) -> bool:
        """Whether pressing Reconnect here would bring something back."""
        return bool(self.broken or (self.previous and self.previous.has_ended))


def load_banner(practice: Practice) -> Banner:
    """Everything of a practice that must be authorised again, in a number of queries that does not grow."""
    broken, lapsing = load_broken(practice.id), load_lapsing(practice.id)
    counts = count_each(practice.id, previous=WITH_PREVIOUS, cut_off=CUT_OFF)
    return Banner(
        broken=broken[:SHOWN],
        more=len(broken[SHOWN:]),
        lapsing=lapsing[:SHOWN],
        previous=previous_of(practice, counts.get("previous")),
        cut_off=counts.get("cut_off"),
    )


def load_banner_for(practice: Practice, organisation_id: int, *, is_broken: bool) -> Banner:
    """What could open one organisation again, or what is about to close it."""
    if not is_broken:
        return Banner(lapsing=load_lapsing(practice.id, organisation_id)[:SHOWN])
    broken = load_broken(practice.id, organisation_id)
    previous = load_previous(practice) if is_legacy(organisation_id) else None
    return Banner(broken=broken[:SHOWN], more=len(broken[SHOWN:]), previous=previous)


def load_broken(practice_id: int, organisation_id: int | None = None) -> list[Outage]:
    """Logins that no longer open anything, the one for which most waits first.

    Of all logins, or only of those that reach one organisation.
    """
    closed = ~is_open(XeroConnection.practice_id, XeroConnection.organisation_id)
    found = load_outages(practice_id, organisation_id, XeroLogin.state != LoginState.ACTIVE, closed)
    return sorted(found, key=lambda one: -one.waiting.organisations)


def load_lapsing(practice_id: int, organisation_id: int | None = None) -> list[Outage]:
    """Living logins whose sixty days run out soon, and what no steadier login reaches."""
    horizon = utcnow() + LAPSES_SOON
    steady, theirs = aliased(XeroLogin), aliased(XeroConnection)
    otherwise = exists().where(
        theirs.practice_id == XeroConnection.practice_id,
        theirs.organisation_id == XeroConnection.organisation_id,
        theirs.ended_at.is_(None),
        steady.id == theirs.login_id,
        steady.state == LoginState.ACTIVE,
        or_(steady.lapses_at.is_(None), steady.lapses_at > horizon),
    )
    soon = and_(XeroLogin.state == LoginState.ACTIVE, XeroLogin.lapses_at <= horizon)
    found = load_outages(practice_id, organisation_id, soon, ~otherwise)
    return [one for one in found if one.waiting.organisations]


def load_outages(
    practice_id: int,
    organisation_id: int | None,
    is_affected: ColumnElement[bool],
    waits: ColumnElement[bool],
) -> list[Outage]:
    wanted = [XeroLogin.practice_id == practice_id, is_affected]
    if organisation_id is not None:
        wanted.append(
            exists().where(
                XeroConnection.login_id == XeroLogin.id,
                XeroConnection.organisation_id == organisation_id,
                XeroConnection.ended_at.is_(None),
            )
        )
    logins = db.session.scalars(
        select(XeroLogin).where(*wanted).order_by(XeroLogin.state_since, XeroLogin.id)
    ).all()
    counts = count_by_login([login.id for login in logins], waits) if logins else {}
    return [
        Outage(login, cause_in_words(login.state, login.name), counts.get(login.id, Waiting()))
        for login in logins
    ]


def count_by_login(login_ids: Iterable[int], waits: ColumnElement[bool]) -> dict[int, Waiting]:
    rows = db.session.execute(
        counting(XeroConnection.login_id, XeroConnection.organisation_id)
        .join(XeroLogin, XeroLogin.id == XeroConnection.login_id)
        .where(XeroConnection.login_id.in_(list(login_ids)), XeroConnection.ended_at.is_(None), waits)
        .group_by(XeroConnection.login_id)
    )
    return {row[0]: waiting_of(row) for row in rows}


def load_previous(practice: Practice) -> Previous | None:
    """What Xero's previous method opens for the practice, or opened until it ended; None where nothing."""
    return previous_of(practice, count_organisations(practice.id, *WITH_PREVIOUS))


def previous_of(practice: Practice, found: Waiting | None) -> Previous | None:
    return Previous(found, cutoff(), has_ended(practice.time_zone)) if found else None


def count_organisations(practice_id: int, *conditions: ColumnElement[bool]) -> Waiting | None:
    return count_each(practice_id, wanted=conditions).get("wanted")


def count_each(practice_id: int, **wanted: Iterable[ColumnElement[bool]]) -> dict[str, Waiting]:
    """How much each of these conditions holds for, by its name, where it holds for anything; in one query."""
    parts = [
        counting(XeroOrganisation.practice_id, XeroOrganisation.id)
        .add_columns(literal(name))
        .where(XeroOrganisation.practice_id == practice_id, *conditions)
        .group_by(XeroOrganisation.practice_id)
        for name, conditions in wanted.items()
    ]
    return {row[-1]: waiting_of(row[:-1]) for row in db.session.execute(union_all(*parts))}


def is_legacy(organisation_id: int) -> bool:
    return bool(db.session.scalar(select(XeroOrganisation.is_legacy).filter_by(id=organisation_id)))


def counting(key: Any, organisation_id: Any) -> Select[Any]:
    """Per key, how many organisations there are, and how many present clients and practices use them."""
    return (
        select(
            key,
            func.count(organisation_id.distinct()),
            func.count(Client.id.distinct()),
            func.count(XeroLink.id).filter(XeroLink.client_id.is_(None)),
        )
        .select_from(key.class_)
        .outerjoin(XeroLink, XeroLink.organisation_id == organisation_id)
        .outerjoin(Client, and_(Client.id == XeroLink.client_id, Client.archived_at.is_(None)))
    )


def waiting_of(row: Sequence[Any]) -> Waiting:
    _, organisations, clients, practices = row
    return Waiting(organisations, clients, bool(practices))
