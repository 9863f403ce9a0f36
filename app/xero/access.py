"""Removing access to an organisation: the only thing that ends an authorisation from our side.

One connection at a time, by its own id. A login is never revoked: that would end all it reaches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models import Client, XeroConnection, XeroLink, XeroLogin, XeroOrganisation, record
from app.models.event import Author
from app.models.status import REMOVED
from app.xero import lifecycle, service


@dataclass(frozen=True)
class Access:
    """One living connection, as it has to be known while no transaction is open."""

    connection_id: int
    xero_id: str
    login_id: int
    login: str
    is_shared: bool


def accesses(practice_id: int, organisation_id: int) -> list[Access]:
    """Every login’s living connection to the organisation.

    A connection is shared where the same Xero user brought it to another practice: at Xero it is one.
    """
    other = aliased(XeroConnection)
    is_shared = exists().where(
        other.xero_id == XeroConnection.xero_id,
        other.practice_id != XeroConnection.practice_id,
        other.ended_at.is_(None),
    )
    rows = db.session.execute(
        select(XeroConnection.id, XeroConnection.xero_id, XeroLogin.id, XeroLogin.name, is_shared)
        .join(XeroLogin, XeroLogin.id == XeroConnection.login_id)
        .where(
            XeroConnection.practice_id == practice_id,
            XeroConnection.organisation_id == organisation_id,
            XeroConnection.ended_at.is_(None),
        )
        .order_by(XeroConnection.id)
    )
    return [Access(*row) for row in rows]


def end_at_xero(access: Access) -> None:
    """Delete the connection at Xero; raises XeroError. Call it outside any transaction."""
    if not access.is_shared:
        lifecycle.call_with_token(
            access.login_id, lambda token: service().api.delete_connection(token, access.xero_id)
        )


def remove_access(access: Access, now: datetime, author: Author) -> None:
    """Record that the connection has ended, unless a consent has brought another one meanwhile."""
    connection = db.session.get_one(XeroConnection, access.connection_id)
    if connection.ended_at is not None or connection.xero_id != access.xero_id:
        return
    connection.ended_at, connection.ended_because = now, REMOVED
    organisation = db.session.get_one(XeroOrganisation, connection.organisation_id)
    record(
        "connection.removed",
        practice_id=connection.practice_id,
        login_id=access.login_id,
        organisation_id=organisation.id,
        user_id=author.user_id,
        address=author.address,
        before={"login": access.login, "organisation": organisation.name},
    )


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
