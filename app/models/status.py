"""What a link is worth at this moment: one SQL expression for lists and single pages alike."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, ScalarSelect, case, exists, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.models.client import Client
from app.models.invitation import XeroInvitation
from app.models.legacy import opens_still
from app.models.xero import FitState, LoginState, XeroConnection, XeroLink, XeroLogin, XeroOrganisation

Column = InstrumentedAttribute[int] | ColumnElement[int]


class Status(StrEnum):
    """In this order when several apply."""

    RECONNECTION_NEEDED = "reconnection_needed"
    CHECK_ORGANISATION = "check_organisation"
    CONNECTED = "connected"
    WAITING_FOR_CLIENT = "waiting_for_client"
    NOT_ON_XERO = "not_on_xero"
    NOT_CONNECTED = "not_connected"


WORDS = {
    Status.RECONNECTION_NEEDED: "Reconnection needed",
    Status.CHECK_ORGANISATION: "Check organisation",
    Status.CONNECTED: "Connected",
    Status.WAITING_FOR_CLIENT: "Waiting for client",
    Status.NOT_ON_XERO: "Not on Xero",
    Status.NOT_CONNECTED: "Not connected",
}
TO_CHECK = (FitState.CONTRADICTED, FitState.DRIFTED)
NOT_LISTED, NO_ACCESS, REMOVED, LEGACY = "not_listed", "no_access", "removed", "legacy"
PERMISSION = "permission"


def is_reachable(practice_id: Column, organisation_id: Column) -> ColumnElement[bool]:
    """Whether some living login still has a connection to the practice’s organisation."""
    # Aliases: whoever asks may be looking at connections and logins already.
    connection, login = aliased(XeroConnection), aliased(XeroLogin)
    return exists().where(
        # An organisation has one practice; to say which keeps every other practice’s rows out of it.
        connection.practice_id == practice_id,
        connection.organisation_id == organisation_id,
        connection.ended_at.is_(None),
        login.id == connection.login_id,
        login.state == LoginState.ACTIVE,
        login.lacks_permission_at.is_(None),
    )


def is_open(practice_id: Column, organisation_id: Column) -> ColumnElement[bool]:
    """Whether anything opens the practice’s organisation: a living login, or still the previous method."""
    return or_(is_reachable(practice_id, organisation_id), opens_still(practice_id, organisation_id))


def is_connected() -> ColumnElement[bool]:
    """Whether XeroOrganisation's row has been authorised and that was not ended, whatever opens it now."""
    by_login = exists().where(
        XeroConnection.practice_id == XeroOrganisation.practice_id,
        XeroConnection.organisation_id == XeroOrganisation.id,
        XeroConnection.ended_at.is_(None),
    )
    return or_(by_login, XeroOrganisation.is_legacy)


def link_status() -> ColumnElement[str]:
    """The status of XeroLink's row, or of its absence in an outer join."""
    return case(
        (XeroLink.id.is_(None), Status.NOT_CONNECTED.value),
        (~is_open(XeroLink.practice_id, XeroLink.organisation_id), Status.RECONNECTION_NEEDED.value),
        (XeroLink.fit.in_(TO_CHECK), Status.CHECK_ORGANISATION.value),
        else_=Status.CONNECTED.value,
    )


def client_status() -> ColumnElement[str]:
    """The status of Client's row, with its link in an outer join."""
    return case(
        (XeroLink.id.is_not(None), link_status()),
        (has_answered(), Status.CHECK_ORGANISATION.value),
        (is_invited(), Status.WAITING_FOR_CLIENT.value),
        (Client.not_on_xero_because.is_not(None), Status.NOT_ON_XERO.value),
        else_=Status.NOT_CONNECTED.value,
    )


def has_answered() -> ColumnElement[bool]:
    """Whether Client’s row has connected an organisation that somebody must confirm."""
    return exists().where(XeroInvitation.client_id == Client.id, XeroInvitation.awaits_confirmation)


def is_invited() -> ColumnElement[bool]:
    """Whether Client’s row has an invitation, perhaps expired, that was neither answered nor taken back."""
    return exists().where(
        XeroInvitation.client_id == Client.id,
        XeroInvitation.used_at.is_(None),
        XeroInvitation.revoked_at.is_(None),
    )


def organisation_status() -> ColumnElement[str]:
    """The status of XeroOrganisation's row by itself: does anything open it?"""
    opens = is_open(XeroOrganisation.practice_id, XeroOrganisation.id)
    return case((opens, Status.CONNECTED.value), else_=Status.RECONNECTION_NEEDED.value)


def cause(organisation_id: Column) -> ColumnElement[str | None]:
    """Why an organisation cannot be reached, as a code: from the connection that was good for longest."""
    legacy = aliased(XeroOrganisation)
    previous = select(literal(LEGACY)).where(legacy.id == organisation_id, legacy.is_legacy)
    return func.coalesce(
        cause_of_connections(organisation_id), previous.correlate_except(legacy).scalar_subquery()
    )


def cause_of_connections(organisation_id: Column) -> ScalarSelect[str | None]:
    because = case(
        (XeroConnection.ended_at.is_not(None), func.coalesce(XeroConnection.ended_because, NOT_LISTED)),
        ((XeroLogin.state == LoginState.ACTIVE) & XeroLogin.lacks_permission_at.is_not(None), PERMISSION),
        else_=XeroLogin.state,
    )
    return (
        select(because)
        .select_from(XeroConnection)
        .join(XeroLogin, XeroLogin.id == XeroConnection.login_id)
        .where(XeroConnection.organisation_id == organisation_id)
        .order_by(
            XeroConnection.ended_at.is_not(None),
            XeroConnection.ended_at.desc(),
            XeroLogin.authorised_at.desc(),
            XeroConnection.id,
        )
        .limit(1)
        .correlate_except(XeroConnection, XeroLogin)
        .scalar_subquery()
    )


def cause_in_words(code: str | None, login_name: str | None = None) -> str:
    """A cause as people read it."""
    who = login_name or "The Xero login"
    words = {
        LoginState.EXPIRED.value: "The authorisation expired: not used for 60 days",
        LoginState.REVOKED.value: "Access was removed in Xero",
        LoginState.LOST.value: "The renewed authorisation was lost on its way from Xero",
        PERMISSION: "Needs a new permission",
        NOT_LISTED: "Access was removed in Xero",
        REMOVED: "Access was removed in Xero",
        LEGACY: "Uses Xero’s previous authentication method",
        NO_ACCESS: f"{who} no longer has access to this organisation",
    }
    return words.get(code or "", "No Xero login reaches this organisation")
