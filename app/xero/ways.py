"""The ways to an organisation: the Xero logins that reach it, best first, and whether Xero may be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from app.models import LoginState, XeroConnection, XeroGate, XeroLogin, XeroOrganisation
from app.xero import service, store
from app.xero.errors import Throttled
from app.xero.limits import APP, UNKNOWN


@dataclass(frozen=True)
class Way:
    """One login's living connection to the organisation, as it was seen."""

    connection_id: int
    xero_id: str
    login_id: int
    epoch: int
    trouble: str | None
    leaving_at: datetime | None
    removal_asked_at: datetime | None
    lacks_permission_at: datetime | None


@dataclass(frozen=True)
class Organisation:
    """An organisation as one look at its row shows it, by the clock that due times go by."""

    id: int
    practice_id: int
    tenant_id: str
    preferred_login_id: int | None
    parked_until: datetime | None
    parked_because: str | None
    last_used_at: datetime | None
    app_parked_until: datetime | None
    now: datetime

    def require_open(self) -> None:
        """Raise Throttled while Xero is not to be asked."""
        for until, because in (
            (self.app_parked_until, APP),
            (self.parked_until, self.parked_because or UNKNOWN),
        ):
            if until is not None and until > self.now:
                raise Throttled(because, until - self.now)

    def rank(self, way: Way) -> tuple[object, ...]:
        """What puts one way before another: health first, then what people chose, then which was first."""
        return (
            way.removal_asked_at is not None,
            way.trouble is not None,
            way.lacks_permission_at is not None,
            way.leaving_at is not None,
            way.login_id != self.preferred_login_id,
            way.login_id,
        )


def look_at(organisation_id: int) -> tuple[Organisation, list[Way]]:
    """The organisation and the ways to it, the best first; raises NoResultFound."""
    with store.look() as connection:
        organisation = find_organisation(connection, organisation_id)
        ways = find_ways(connection, organisation)
    return organisation, sorted(ways, key=organisation.rank)


def find_organisation(connection: Connection, organisation_id: int) -> Organisation:
    found = XeroOrganisation
    gate = select(XeroGate.parked_until).where(XeroGate.app_client_id == service().client_id)
    query = select(
        found.id,
        found.practice_id,
        found.tenant_id,
        found.preferred_login_id,
        found.parked_until,
        found.parked_because,
        found.last_used_at,
        gate.scalar_subquery(),
        store.present_moment(connection.dialect.name),
    )
    return Organisation(*connection.execute(query.where(found.id == organisation_id)).one())


def find_ways(connection: Connection, organisation: Organisation) -> list[Way]:
    rows = connection.execute(
        select(
            XeroConnection.id,
            XeroConnection.xero_id,
            XeroLogin.id,
            XeroLogin.grant_epoch,
            XeroLogin.trouble,
            XeroLogin.leaving_at,
            XeroConnection.removal_asked_at,
            XeroLogin.lacks_permission_at,
        )
        .join(XeroLogin, XeroLogin.id == XeroConnection.login_id)
        .where(
            XeroConnection.practice_id == organisation.practice_id,
            XeroConnection.organisation_id == organisation.id,
            XeroConnection.ended_at.is_(None),
            XeroLogin.state == LoginState.ACTIVE,
        )
    )
    return [Way(*row) for row in rows]
