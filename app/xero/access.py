"""Removing access to an organisation: the only thing that ends an authorisation from our side.

One connection at a time, by its own id. A login is never revoked: that would end all it reaches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models import Client, JobKind, XeroConnection, XeroLink, XeroLogin, XeroOrganisation, record
from app.models.event import Author
from app.models.job import make_due
from app.models.status import REMOVED
from app.xero import lifecycle, service

LONGEST_FAULT = 200


@dataclass(frozen=True)
class Access:
    """One living connection, as it has to be known while no transaction is open."""

    connection_id: int
    organisation_id: int
    organisation: str
    xero_id: str
    login_id: int
    login: str
    is_shared: bool


def accesses(practice_id: int, organisation_ids: Sequence[int], login_id: int | None = None) -> list[Access]:
    """The living connections to these organisations: every login’s, or those of one."""
    wanted = living(practice_id).where(XeroConnection.organisation_id.in_(organisation_ids))
    if login_id is not None:
        wanted = wanted.where(XeroConnection.login_id == login_id)
    return [Access(*row) for row in db.session.execute(wanted)]


def accesses_asked(login_id: int) -> list[tuple[Access, int | None]]:
    """What is to be removed of a login’s access and was not refused, with whoever asked for it."""
    practice_id = db.session.get_one(XeroLogin, login_id).practice_id
    asked = living(practice_id).where(XeroConnection.login_id == login_id, is_asked())
    rows = db.session.execute(asked.add_columns(XeroConnection.removal_asked_by_id)).all()
    return [(Access(*row[:-1]), row[-1]) for row in rows]


def is_asked() -> ColumnElement[bool]:
    """Whether XeroConnection’s row is to be removed at Xero, and was not refused there."""
    return XeroConnection.removal_asked_at.is_not(None) & XeroConnection.removal_fault.is_(None)


def living(practice_id: int) -> Select[int, int, str, str, int, str, bool]:
    """The columns of `Access`, for every living connection of a practice.

    A connection is shared where the same Xero user brought it to another practice: at Xero it is one.
    """
    other = aliased(XeroConnection)
    is_shared = exists().where(
        other.xero_id == XeroConnection.xero_id,
        other.practice_id != XeroConnection.practice_id,
        other.ended_at.is_(None),
    )
    return (
        select(
            XeroConnection.id,
            XeroOrganisation.id,
            XeroOrganisation.name,
            XeroConnection.xero_id,
            XeroLogin.id,
            XeroLogin.name,
            is_shared,
        )
        .join(XeroLogin, XeroLogin.id == XeroConnection.login_id)
        .join(XeroOrganisation, XeroOrganisation.id == XeroConnection.organisation_id)
        .where(XeroConnection.practice_id == practice_id, XeroConnection.ended_at.is_(None))
        .order_by(XeroOrganisation.search_key, XeroOrganisation.id, XeroConnection.id)
    )


def ask(practice_id: int, wanted: Sequence[Access], now: datetime, author: Author) -> None:
    """Note that these are to be removed, before anything is: a killed process then forgets nothing."""
    for connection in held(practice_id, [one.connection_id for one in wanted]):
        if connection.removal_asked_at is None:
            tell("connection.removal_asked", connection, author)
        connection.removal_asked_at, connection.removal_asked_by_id = now, author.user_id
        connection.removal_fault = None
    for login_id in {one.login_id for one in wanted}:
        make_due(JobKind.REMOVE, login_id=login_id, practice_id=practice_id)


def ask_again(login_id: int, practice_id: int) -> None:
    """Have done what waited for a login to be reconnected."""
    waiting = exists().where(
        XeroConnection.login_id == login_id, XeroConnection.ended_at.is_(None), is_asked()
    )
    if db.session.scalar(select(waiting)):
        make_due(JobKind.REMOVE, login_id=login_id, practice_id=practice_id)


def take_back(practice_id: int, connection_id: int, author: Author) -> str | None:
    """Keep an access that was to be removed; the organisation’s name, or None where that is too late."""
    for connection in held(practice_id, [connection_id]):
        if connection.removal_asked_at is not None:
            forget_removal(connection)
            return tell("connection.removal_taken_back", connection, author).name
    return None


def refuse(access: Access, fault: str) -> None:
    """Note why Xero did not remove an access: it is not tried again unless somebody asks."""
    connection = db.session.get_one(XeroConnection, access.connection_id, with_for_update=True)
    if connection.removal_asked_at is not None:
        connection.removal_fault = fault[:LONGEST_FAULT]


def held(practice_id: int, connection_ids: Sequence[int]) -> Sequence[XeroConnection]:
    """Living connections, locked until the transaction ends."""
    return db.session.scalars(
        select(XeroConnection)
        .where(
            XeroConnection.practice_id == practice_id,
            XeroConnection.id.in_(connection_ids),
            XeroConnection.ended_at.is_(None),
        )
        .order_by(XeroConnection.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def forget_removal(connection: XeroConnection) -> None:
    connection.removal_asked_at = connection.removal_asked_by_id = connection.removal_fault = None


def tell(what: str, connection: XeroConnection, author: Author) -> XeroOrganisation:
    organisation, login = connection.organisation, connection.login
    record(
        what,
        practice_id=connection.practice_id,
        login_id=login.id,
        organisation_id=organisation.id,
        user_id=author.user_id,
        address=author.address,
        before={"login": login.name, "organisation": organisation.name},
    )
    return organisation


def end_at_xero(access: Access) -> None:
    """Delete the connection at Xero; raises XeroError. Call it outside any transaction."""
    if not access.is_shared:
        lifecycle.call_with_token(
            access.login_id, lambda token: service().api.delete_connection(token, access.xero_id)
        )


def remove_access(access: Access, now: datetime, author: Author) -> None:
    """Record that the connection has ended, unless a consent has brought another one meanwhile."""
    connection = db.session.get_one(
        XeroConnection, access.connection_id, with_for_update=True, populate_existing=True
    )
    if connection.ended_at is not None or connection.xero_id != access.xero_id:
        return
    connection.ended_at, connection.ended_because = now, REMOVED
    forget_removal(connection)
    tell("connection.removed", connection, author)


def used_by_others(practice_id: int, organisation_id: int, client_id: int) -> Sequence[str | None]:
    """The names of what else is linked to the organisation; None is the practice itself."""
    is_other = or_(XeroLink.client_id.is_(None), XeroLink.client_id != client_id)
    return db.session.scalars(
        select(Client.name)
        .select_from(XeroLink)
        .outerjoin(Client, Client.id == XeroLink.client_id)
        .where(XeroLink.practice_id == practice_id, XeroLink.organisation_id == organisation_id, is_other)
        .order_by(Client.id.is_not(None), Client.search_key)
    ).all()
