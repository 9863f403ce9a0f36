"""How much needs reconnecting, as the navigation of every page says it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g
from sqlalchemy import ColumnElement, and_, exists, func, select

from app.extensions import db
from app.guards import me
from app.models import Client, LoginState, Practice, XeroConnection, XeroLink, XeroLogin
from app.models.status import is_open


@dataclass(frozen=True)
class BrokenCounts:
    """Clients that need reconnecting, and Xero logins, or the practice itself, on the Xero tab."""

    clients: int
    on_tab: int


def broken_counts() -> BrokenCounts:
    """The counts of the visitor’s practice: asked for once in a request, when a page shows them."""
    if "broken_counts" not in g:
        g.broken_counts = count_broken(me().practice)
    found: BrokenCounts = g.broken_counts
    return found


def count_broken(practice: Practice) -> BrokenCounts:
    """All counts of a practice, in one query."""
    links = (
        select(func.count())
        .select_from(XeroLink)
        .join(Client, and_(Client.id == XeroLink.client_id, Client.archived_at.is_(None)))
        .where(XeroLink.practice_id == practice.id, ~is_open(XeroLink.practice_id, XeroLink.organisation_id))
    )
    own = exists().where(
        XeroLink.practice_id == practice.id,
        XeroLink.client_id.is_(None),
        ~is_open(XeroLink.practice_id, XeroLink.organisation_id),
    )
    logins = (
        select(func.count())
        .select_from(XeroLogin)
        .where(XeroLogin.practice_id == practice.id, XeroLogin.state != LoginState.ACTIVE, something_waits())
    )
    clients, is_own, on_tab = db.session.execute(
        select(links.scalar_subquery(), own, logins.scalar_subquery())
    ).one()
    return BrokenCounts(clients if practice.links_clients else 0, max(on_tab, int(is_own)))


def something_waits() -> ColumnElement[bool]:
    """Whether an organisation waits for XeroLogin’s row."""
    return exists().where(
        XeroConnection.login_id == XeroLogin.id,
        XeroConnection.ended_at.is_(None),
        ~is_open(XeroConnection.practice_id, XeroConnection.organisation_id),
    )
