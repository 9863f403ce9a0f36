"""What an invited client brings home from Xero: exactly one organisation is kept, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from app.clock import utcnow
from app.extensions import db
from app.logs import log
from app.models import (
    Outcome,
    Practice,
    Purpose,
    XeroConnection,
    XeroConsent,
    XeroInvitation,
    XeroLink,
    XeroLogin,
    XeroOrganisation,
    record,
)
from app.models.event import Author
from app.models.practice import hold_practice
from app.models.status import REMOVED
from app.xero import organisations, service
from app.xero.access import Access, accesses
from app.xero.consents import hashed
from app.xero.errors import XeroError
from app.xero.facts import OrganisationFacts, RemoteConnection
from app.xero.findings import is_chosen
from app.xero.fitting import fits_for_certain
from app.xero.identity import Identity
from app.xero.invitations import described, require_open, tell
from app.xero.keeping import keep
from app.xero.links import Act, Subject, held, point

FACTS_TIMEOUT = (1.5, 1.5)


@dataclass(frozen=True)
class Brought:
    """The one organisation that a client chose, as Xero told of it."""

    entry: RemoteConnection
    listed: Sequence[RemoteConnection]
    facts: OrganisationFacts | None


def chosen_now(
    consent: XeroConsent, identity: Identity, listed: Sequence[RemoteConnection]
) -> list[RemoteConnection]:
    """What this trip chose, and what a trip chose that broke off: Xero offers that no second time."""
    broken_off = set(events_of_broken_trips(consent))
    older = set(known_to_us(identity.xero_userid))
    return [
        entry
        for entry in listed
        if entry.auth_event_id in broken_off
        or is_chosen(entry, entry.xero_id in older, identity.auth_event_id, consent.started_at)
    ]


def clients_own(consent: XeroConsent, listed: Sequence[RemoteConnection]) -> list[RemoteConnection]:
    """What the client is linked to, or else connected for an earlier invitation, as far as Xero lists it.

    Xero greys that out, so that Continue is the only way to say it again.
    """
    linked = select(XeroLink.organisation_id).filter_by(client_id=consent.client_id)
    connected = select(XeroInvitation.organisation_id).filter_by(client_id=consent.client_id)
    return listed_of(linked, listed) or listed_of(connected, listed)


def listed_of(ids: Select[Any], listed: Sequence[RemoteConnection]) -> list[RemoteConnection]:
    """The entries of Xero’s list that are these organisations."""
    found = select(XeroOrganisation.tenant_id).where(XeroOrganisation.id.in_(ids))
    tenants = set(db.session.scalars(found))
    return [entry for entry in listed if entry.tenant_id in tenants]


def events_of_broken_trips(consent: XeroConsent) -> list[str]:
    """Xero's events of earlier trips for the same invitation, none of which was kept."""
    found = db.session.scalars(
        select(XeroConsent.auth_event_id).where(
            XeroConsent.invitation_id == consent.invitation_id,
            XeroConsent.id != consent.id,
            XeroConsent.outcome == Outcome.REFUSED,
        )
    )
    return [event for event in found if event]


def known_to_us(xero_userid: str) -> list[str]:
    """Xero's ids of everything that this Xero user connected before, here or for another practice."""
    return list(
        db.session.scalars(
            select(XeroConnection.xero_id)
            .join(XeroLogin, XeroLogin.id == XeroConnection.login_id)
            .where(XeroLogin.app_client_id == service().client_id, XeroLogin.xero_userid == xero_userid)
        )
    )


def read_facts(access_token: str, entry: RemoteConnection) -> OrganisationFacts | None:
    """What Xero says about the organisation, where it says so in time. Call it outside any transaction."""
    try:
        return service().api.organisation(access_token, entry.tenant_id, timeout=FACTS_TIMEOUT)
    except XeroError as error:
        log.info("facts not read", problem=str(error))
        return None


def give_back(access_token: str, chosen: Sequence[RemoteConnection]) -> None:
    """End at Xero what is not going to be kept, so that it can be chosen again. Outside any transaction."""
    for entry in chosen:
        try:
            service().api.delete_connection(access_token, entry.xero_id)
        except XeroError as error:
            log.warning("a connection that was not kept remains at Xero", problem=str(error))


def use(consent: XeroConsent) -> None:
    """Use the invitation up, once and for one trip; NotOpen where that is too late."""
    invitation = db.session.get_one(XeroInvitation, consent.invitation_id)
    require_open(invitation)
    invitation.used_at = utcnow()


def settle(consent: XeroConsent, login_id: int, brought: Brought, address: str | None) -> None:
    """Keep the one organisation; link the client where it fits for certain, else the practice is asked."""
    now, author = utcnow(), Author(None, address)
    hold_practice(consent.practice_id)
    login = db.session.get_one(XeroLogin, login_id)
    kept = keep(login, [brought.entry], now, author)
    organisation = db.session.get_one(XeroOrganisation, kept[brought.entry.tenant_id])
    if brought.facts:
        organisations.write_facts(organisation.id, brought.facts, now)
    db.session.flush()
    organisations.reconcile(login, brought.listed, now)
    invitation = db.session.get_one(XeroInvitation, consent.invitation_id)
    before = described(invitation)
    is_linked = link_if_certain(consent, organisation, address)
    invitation.organisation_id, invitation.awaits_confirmation = organisation.id, not is_linked
    consent.login_id, consent.result = login.id, {"chosen": [organisation.id]}
    consent.outcome, consent.finished_at = Outcome.LINKED if is_linked else Outcome.ASK, now
    db.session.flush()
    tell("invitation.answered", invitation, before, None, address)


def link_if_certain(consent: XeroConsent, organisation: XeroOrganisation, address: str | None) -> bool:
    """Whether the client is linked to the organisation now; another link is never replaced unasked."""
    subject = Subject(consent.practice_id, consent.client_id)
    link = held(subject)
    if link:
        return link.organisation_id == organisation.id
    invitation = db.session.get_one(XeroInvitation, consent.invitation_id)
    practice = db.session.get_one(Practice, consent.practice_id)
    if not practice.links_clients or not fits_for_certain(invitation.client, organisation):
        return False
    point(subject, organisation.id, Act(None, "invitation", address), was=None)
    return True


def find_trip(trip_id: int, browser: str) -> XeroConsent | None:
    """An invited client's trip, for the browser that made it."""
    if not browser:
        return None
    return db.session.scalars(
        select(XeroConsent).filter_by(id=trip_id, purpose=Purpose.INVITATION, browser_hash=hashed(browser))
    ).one_or_none()


def find_connection(consent: XeroConsent) -> XeroConnection | None:
    """What the trip connected, as long as it has not ended."""
    chosen = (consent.result or {}).get("chosen", [])
    return db.session.scalars(
        select(XeroConnection).where(
            XeroConnection.login_id == consent.login_id,
            XeroConnection.organisation_id.in_(chosen),
            XeroConnection.ended_at.is_(None),
        )
    ).one_or_none()


def find_access(consent: XeroConsent) -> Access | None:
    """What the trip connected, as it has to be known to end it at Xero; None once it has ended."""
    connection = find_connection(consent)
    if connection is None:
        return None
    found = accesses(connection.practice_id, [connection.organisation_id])
    return next((access for access in found if access.connection_id == connection.id), None)


def end(consent: XeroConsent, address: str | None) -> None:
    """Note that the client ended the connection; a link stays and says so."""
    invitation = db.session.get_one(XeroInvitation, consent.invitation_id)
    before = described(invitation)
    connection = find_connection(consent)
    if connection is None:
        return
    connection.ended_at, connection.ended_because = utcnow(), REMOVED
    invitation.awaits_confirmation = False
    record(
        "connection.ended",
        practice_id=consent.practice_id,
        login_id=connection.login_id,
        organisation_id=connection.organisation_id,
        after={"login": connection.login.name, "organisation": connection.organisation.name},
        address=address,
    )
    tell("invitation.ended", invitation, before, None, address)
