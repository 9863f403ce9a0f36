"""Bringing our records in line with what Xero lists for a login, and reading organisations' facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import exists, inspect, or_, select

from app.extensions import db
from app.models import XeroConnection, XeroLink, XeroLogin, XeroOrganisation, record
from app.models.event import Author
from app.models.status import NOT_LISTED, REMOVED
from app.xero import fitting
from app.xero.facts import NAMELESS, OrganisationFacts, RemoteConnection
from app.xero.findings import Known

NOBODY = Author()


def known_connections(login_id: int, login_was_active: bool) -> list[Known]:
    """What our rows say about a login's connections, those included that ended over there.

    What was removed from here is unknown again: Xero may go on listing it, as another practice needs it.
    """
    is_linked = exists().where(XeroLink.organisation_id == XeroOrganisation.id)
    rows = db.session.execute(
        select(XeroOrganisation.tenant_id, XeroConnection.xero_id, XeroConnection.ended_at, is_linked)
        .join(XeroOrganisation, XeroOrganisation.id == XeroConnection.organisation_id)
        .where(
            XeroConnection.login_id == login_id,
            or_(XeroConnection.ended_because.is_(None), XeroConnection.ended_because != REMOVED),
        )
    )
    return [
        Known(tenant, xero_id, login_was_active and ended is None, ended is None or linked)
        for tenant, xero_id, ended, linked in rows
    ]


def connections_of_others(login: XeroLogin) -> list[str]:
    """Xero's ids of the connections that the same Xero user brought to other practices."""
    return list(
        db.session.scalars(
            select(XeroConnection.xero_id)
            .join(XeroLogin, XeroLogin.id == XeroConnection.login_id)
            .where(
                XeroLogin.app_client_id == login.app_client_id,
                XeroLogin.xero_userid == login.xero_userid,
                XeroLogin.id != login.id,
            )
        )
    )


def keep(
    login: XeroLogin, listed: Iterable[RemoteConnection], now: datetime, author: Author = NOBODY
) -> dict[str, XeroOrganisation]:
    """Record that the login reaches these organisations; returns them by tenant id."""
    wanted = {entry.tenant_id: entry for entry in listed}
    organisations = organisations_by_tenant(login.practice_id, wanted)
    connections = connections_by_organisation(login.id)
    for tenant_id, entry in wanted.items():
        organisation = organisations.get(tenant_id)
        if tenant_id not in organisations:
            organisations[tenant_id] = XeroOrganisation(practice_id=login.practice_id, tenant_id=tenant_id)
            db.session.add(organisations[tenant_id])
        name_as_listed(organisations[tenant_id], entry.name)
    renamed = [one.id for one in organisations.values() if one.id and is_renamed(one)]
    db.session.flush()
    fitting.refit_organisations(renamed)
    for tenant_id, entry in wanted.items():
        organisation = organisations[tenant_id]
        keep_connection(login, organisation, connections.get(organisation.id), entry, now, author)
    return organisations


def is_renamed(organisation: XeroOrganisation) -> bool:
    return bool(inspect(organisation).attrs.name.history.deleted)


def name_as_listed(organisation: XeroOrganisation, name: str) -> None:
    """Take over the name in Xero's list, if it has one; with another name, all other facts are stale."""
    if organisation.name is None or name not in (organisation.name, NAMELESS):
        organisation.name = name
        organisation.facts_read_at = None


def keep_connection(
    login: XeroLogin,
    organisation: XeroOrganisation,
    connection: XeroConnection | None,
    entry: RemoteConnection,
    now: datetime,
    author: Author,
) -> None:
    is_news = connection is None or connection.ended_at is not None
    if connection is None:
        connection = XeroConnection(
            practice_id=login.practice_id, login_id=login.id, organisation_id=organisation.id
        )
        db.session.add(connection)
    connection.xero_id, connection.auth_event_id = entry.xero_id, entry.auth_event_id
    connection.connected_at, connection.last_seen_at = entry.connected_at, now
    connection.ended_at = connection.ended_because = None
    if is_news:
        tell(login, organisation, "connection.added", author)


def end_missing(login: XeroLogin, missing: Iterable[str], now: datetime, author: Author = NOBODY) -> None:
    """Mark connections that Xero no longer lists; links that point at their organisations stay."""
    gone = set(missing)
    rows = db.session.execute(
        select(XeroConnection, XeroOrganisation)
        .join(XeroOrganisation, XeroOrganisation.id == XeroConnection.organisation_id)
        .where(XeroConnection.login_id == login.id, XeroConnection.ended_at.is_(None))
    )
    for connection, organisation in rows:
        if organisation.tenant_id in gone:
            connection.ended_at, connection.ended_because = now, NOT_LISTED
            tell(login, organisation, "connection.ended", author)


def reconcile(login: XeroLogin, listed: Sequence[RemoteConnection], now: datetime) -> None:
    """Bring a login's known connections in line with Xero's list; unknown ones are nobody's business here."""
    known = {entry.tenant_id for entry in known_connections(login.id, login.is_active)}
    keep(login, [entry for entry in listed if entry.tenant_id in known], now)
    end_missing(login, known - {entry.tenant_id for entry in listed}, now)
    login.connections_read_at = now


def write_facts(organisation_id: int, facts: OrganisationFacts, now: datetime) -> None:
    """Keep what /Organisation said."""
    organisation = db.session.get_one(XeroOrganisation, organisation_id)
    for name, value in asdict(facts).items():
        if name != "name" or value:
            setattr(organisation, name, value)
    organisation.facts_read_at = now
    db.session.flush()
    fitting.refit_organisations([organisation_id])


def without_facts(login_id: int, first: Sequence[int] = ()) -> list[tuple[int, str]]:
    """Organisations of a login whose facts were never read, as (id, tenant id); `first`, then by id."""
    rows = db.session.execute(
        select(XeroOrganisation.id, XeroOrganisation.tenant_id)
        .join(XeroConnection, XeroConnection.organisation_id == XeroOrganisation.id)
        .where(
            XeroConnection.login_id == login_id,
            XeroConnection.ended_at.is_(None),
            XeroOrganisation.facts_read_at.is_(None),
        )
        .order_by(XeroOrganisation.id)
    )
    return sorted(((row.id, row.tenant_id) for row in rows), key=lambda found: found[0] not in first)


def organisations_by_tenant(practice_id: int, tenants: Iterable[str]) -> dict[str, XeroOrganisation]:
    found = db.session.scalars(
        select(XeroOrganisation).where(
            XeroOrganisation.practice_id == practice_id, XeroOrganisation.tenant_id.in_(list(tenants))
        )
    )
    return {organisation.tenant_id: organisation for organisation in found}


def connections_by_organisation(login_id: int) -> dict[int, XeroConnection]:
    found = db.session.scalars(select(XeroConnection).where(XeroConnection.login_id == login_id))
    return {connection.organisation_id: connection for connection in found}


def tell(login: XeroLogin, organisation: XeroOrganisation, what: str, author: Author = NOBODY) -> None:
    record(
        what,
        practice_id=login.practice_id,
        login_id=login.id,
        organisation_id=organisation.id,
        user_id=author.user_id,
        address=author.address,
        after={"login": login.name, "organisation": organisation.name},
    )
