"""What the pages of organisations ask of the database: expressions about an organisation’s row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, exists, func, select

from app.extensions import db
from app.models import Client, LoginState, Purpose, XeroConnection, XeroConsent, XeroLink, XeroLogin
from app.models import XeroOrganisation as Organisation
from app.models.status import REMOVED, TO_CHECK, Status, cause, cause_in_words, is_connected, is_reachable

NAMES_SHOWN = 3
DOUBTED = "It may not belong to a client that is linked to it"
GIVEN_UP = "Access was removed from here, and nothing is linked to it"


@dataclass(frozen=True)
class Use:
    """What an organisation is linked to: a client, or the practice itself."""

    name: str
    client_id: int | None


@dataclass(frozen=True)
class Reach:
    """A Xero login that reaches an organisation."""

    id: int
    name: str
    is_active: bool


def living() -> Select[int]:
    """The living connections of Organisation’s row, with their logins."""
    return (
        select(XeroConnection.id)
        .join(XeroLogin, XeroLogin.id == XeroConnection.login_id)
        .where(
            XeroConnection.practice_id == Organisation.practice_id,
            XeroConnection.organisation_id == Organisation.id,
            XeroConnection.ended_at.is_(None),
        )
        .correlate(Organisation)
    )


def reached_by() -> ScalarSelect[int]:
    return living().with_only_columns(func.count()).scalar_subquery()


def since() -> ScalarSelect[datetime | None]:
    return living().with_only_columns(func.min(XeroConnection.connected_at)).scalar_subquery()


def checked() -> ScalarSelect[datetime]:
    return living().with_only_columns(func.max(XeroConnection.last_seen_at)).scalar_subquery()


def is_reached_through(logins: Sequence[int] | Select[int | None]) -> ColumnElement[bool]:
    return living().where(XeroConnection.login_id.in_(logins)).exists()


def clients_own(practice_id: int) -> Select[int | None]:
    """The logins that came by an invitation and never by a trip of the practice’s people."""
    trips = select(XeroConsent.login_id).where(
        XeroConsent.practice_id == practice_id, XeroConsent.login_id.is_not(None)
    )
    by_people = trips.where(XeroConsent.purpose != Purpose.INVITATION)
    return trips.where(XeroConsent.purpose == Purpose.INVITATION, XeroConsent.login_id.not_in(by_people))


def is_linked() -> ColumnElement[bool]:
    return exists().where(XeroLink.organisation_id == Organisation.id)


def overview_status() -> ColumnElement[str]:
    """What Organisation’s row is worth: reached, wanted and not reached, doubted, or given up."""
    is_doubted = exists().where(XeroLink.organisation_id == Organisation.id, XeroLink.fit.in_(TO_CHECK))
    reaches = is_reachable(Organisation.practice_id, Organisation.id)
    is_given_up = ~is_linked() & ~is_connected() & (cause(Organisation.id) == REMOVED)
    return case(
        (~reaches & is_given_up, Status.NOT_CONNECTED.value),
        (~reaches, Status.RECONNECTION_NEEDED.value),
        (is_doubted, Status.CHECK_ORGANISATION.value),
        else_=Status.CONNECTED.value,
    )


def why(status: str, code: str | None) -> str:
    if status == Status.RECONNECTION_NEEDED:
        return cause_in_words(code)
    return {Status.CHECK_ORGANISATION.value: DOUBTED, Status.NOT_CONNECTED.value: GIVEN_UP}.get(status, "")


def uses_of(ids: Sequence[int], most: int = NAMES_SHOWN) -> dict[int, tuple[list[Use], int]]:
    """Organisation → the first of what is linked to it, the practice first, and how many there are."""
    order = [Client.id.is_not(None), Client.search_key, Client.id]
    ranked = (
        select(
            XeroLink.organisation_id,
            Client.name,
            Client.id,
            func.row_number().over(partition_by=XeroLink.organisation_id, order_by=order).label("place"),
            func.count().over(partition_by=XeroLink.organisation_id).label("how_many"),
        )
        .outerjoin(Client, Client.id == XeroLink.client_id)
        .where(XeroLink.organisation_id.in_(ids))
        .subquery()
    )
    shown = select(ranked).where(ranked.c.place <= most).order_by(ranked.c.place)
    found: dict[int, tuple[list[Use], int]] = {}
    for organisation_id, name, client_id, _, how_many in db.session.execute(shown):
        found.setdefault(organisation_id, ([], how_many))[0].append(Use(name or "", client_id))
    return found


def reaches_of(ids: Sequence[int]) -> dict[int, list[Reach]]:
    """Organisation → the Xero logins that reach it, by name."""
    rows = db.session.execute(
        select(XeroConnection.organisation_id, XeroLogin.id, XeroLogin.name, XeroLogin.state)
        .join(XeroLogin, XeroLogin.id == XeroConnection.login_id)
        .where(XeroConnection.organisation_id.in_(ids), XeroConnection.ended_at.is_(None))
        .order_by(XeroLogin.name, XeroLogin.id)
    )
    found: dict[int, list[Reach]] = {}
    for organisation_id, login_id, name, state in rows:
        found.setdefault(organisation_id, []).append(Reach(login_id, name, state == LoginState.ACTIVE))
    return found


def waiting_for_removal(practice_id: int) -> int:
    """How many connections wait to be removed at Xero."""
    return int(
        db.session.scalar(
            select(func.count())
            .select_from(XeroConnection)
            .where(
                XeroConnection.practice_id == practice_id,
                XeroConnection.removal_asked_at.is_not(None),
                XeroConnection.ended_at.is_(None),
            )
        )
        or 0
    )
