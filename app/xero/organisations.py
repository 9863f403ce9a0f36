"""Bringing our records in line with what Xero lists for a login, and reading organisations' facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import exists, or_, select

from app.extensions import db
from app.models import XeroConnection, XeroLink, XeroLogin, XeroOrganisation
from app.models.status import NO_ACCESS, REMOVED
from app.xero import fitting
from app.xero.facts import OrganisationFacts, RemoteConnection
from app.xero.findings import Known
from app.xero.keeping import end_missing, keep


def known_connections(login: XeroLogin, login_was_active: bool) -> list[Known]:
    """What our rows say about a login's connections, those included that ended over there.

    What was removed from here is unknown again: Xero may go on listing it, as another practice needs it.
    What Xero's previous method opened is known whoever reaches it, and missed by nobody.
    """
    is_linked = exists().where(XeroLink.organisation_id == XeroOrganisation.id)
    rows = db.session.execute(
        select(XeroOrganisation.tenant_id, XeroConnection.xero_id, XeroConnection.ended_at, is_linked)
        .join(XeroOrganisation, XeroOrganisation.id == XeroConnection.organisation_id)
        .where(
            XeroConnection.login_id == login.id,
            or_(XeroConnection.ended_because.is_(None), XeroConnection.ended_because != REMOVED),
        )
    )
    found = [
        Known(tenant, xero_id, login_was_active and ended is None, ended is None or linked)
        for tenant, xero_id, ended, linked in rows
    ]
    by_login = {known.tenant_id for known in found}
    legacy = select(XeroOrganisation.tenant_id).filter_by(practice_id=login.practice_id, is_legacy=True)
    others = [tenant for tenant in db.session.scalars(legacy) if tenant not in by_login]
    return found + [Known(tenant, "", was_good=False, is_wanted=False) for tenant in others]


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


def reconcile(login: XeroLogin, listed: Sequence[RemoteConnection], now: datetime) -> None:
    """Bring a login's known connections in line with Xero's list; unknown ones are nobody's business here."""
    known = {entry.tenant_id for entry in known_connections(login, login.is_active)}
    shut = shut_out(login.id)
    back = [entry for entry in listed if entry.tenant_id in known and entry.xero_id not in shut]
    keep(login, back, now)
    end_missing(login, known - {entry.tenant_id for entry in listed}, now)
    login.connections_read_at = now


def shut_out(login_id: int) -> set[str]:
    """Xero's ids of connections that it lists and refuses all the same: to be listed proves nothing."""
    refused = select(XeroConnection.xero_id).filter_by(login_id=login_id, ended_because=NO_ACCESS)
    return set(db.session.scalars(refused))


def write_facts(organisation_id: int, facts: OrganisationFacts, now: datetime) -> None:
    """Keep what /Organisation said."""
    organisation = db.session.get_one(XeroOrganisation, organisation_id)
    for name, value in asdict(facts).items():
        if name != "name" or value:
            setattr(organisation, name, value)
    organisation.facts_read_at = now
    db.session.flush()
    fitting.refit_organisations([organisation_id])


def without_facts(login_id: int, first: Sequence[int] = ()) -> list[int]:
    """The organisations of a login whose facts were never read: `first`, then by id."""
    found = db.session.scalars(
        select(XeroOrganisation.id)
        .join(XeroConnection, XeroConnection.organisation_id == XeroOrganisation.id)
        .where(
            XeroConnection.login_id == login_id,
            XeroConnection.ended_at.is_(None),
            XeroOrganisation.facts_read_at.is_(None),
        )
        .order_by(XeroOrganisation.id)
    )
    return sorted(found, key=lambda organisation_id: organisation_id not in first)
