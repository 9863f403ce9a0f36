"""What calls taught us, written down for all processes: limits, missing permissions, connections that ended.

Each in a short transaction of its own, since the caller has none.
"""

from __future__ import annotations

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.logs import log
from app.models import Event, JobKind, XeroConnection, XeroLogin, XeroOrganisation
from app.models.job import make_due
from app.models.status import NO_ACCESS, NOT_LISTED
from app.xero import gate, store
from app.xero.errors import Throttled
from app.xero.limits import APP
from app.xero.strongbox import in_seconds, tell


def park(organisation_id: int, limit: Throttled) -> None:
    """Leave Xero alone for as long as it says: about the organisation, or about everything."""
    if limit.problem == APP:
        return  # parked where the call was made
    with store.change() as session:
        until = store.now_of(session) + limit.retry_after
        earlier = or_(XeroOrganisation.parked_until.is_(None), XeroOrganisation.parked_until < until)
        session.execute(
            update(XeroOrganisation)
            .where(XeroOrganisation.id == organisation_id, earlier)
            .values(parked_until=until, parked_because=limit.problem)
            .execution_options(synchronize_session=False)
        )
    waits = in_seconds(limit.retry_after)
    log.warning("organisation parked", organisation_id=organisation_id, limit=limit.problem, waits=waits)


def park_app(limit: Throttled) -> None:
    """Leave Xero alone altogether for as long as it says."""
    with store.change() as session:
        gate.park(session, store.now_of(session), limit.retry_after)
    log.error("xero parked", limit=limit.problem, waits=in_seconds(limit.retry_after))


def permission_needed(login_id: int, epoch: int) -> None:
    """Note that the login must allow more, unless it was authorised again meanwhile."""
    with store.change() as session:
        login = locked_login(session, login_id)
        if login.grant_epoch != epoch:
            return
        if login.lacks_permission_at is None:
            tell(session, login, "login.permission_needed", after={"allowed": login.scopes})
        login.lacks_permission_at = store.now_of(session)
    log.warning("a permission is missing", login_id=login_id)


def permission_given(login_id: int) -> None:
    """Note that the login allows enough after all."""
    with store.change() as session:
        login = locked_login(session, login_id)
        if login.lacks_permission_at is not None:
            login.lacks_permission_at = None
            tell(session, login, "login.permission_given")


def connection_ended(connection_id: int, xero_id: str, epoch: int, *, is_listed: bool) -> None:
    """End one connection, unless a consent or somebody here was quicker; links that need it stay."""
    with store.change() as session:
        connection = session.scalars(
            select(XeroConnection).filter_by(id=connection_id).with_for_update()
        ).one()
        login = session.get_one(XeroLogin, connection.login_id)
        want_list(session, login)
        is_same = (connection.xero_id, login.grant_epoch) == (xero_id, epoch)
        if connection.ended_at is not None or not is_same:
            return
        connection.ended_at = store.now_of(session)
        connection.ended_because = NO_ACCESS if is_listed else NOT_LISTED
        tell_of_end(session, login, connection)


def list_wanted(login_id: int) -> None:
    """Have the login's list compared with ours soon."""
    with store.change() as session:
        want_list(session, session.get_one(XeroLogin, login_id))


def used(organisation_id: int) -> None:
    """Note that somebody read from the organisation just now."""
    with store.change() as session:
        session.execute(
            update(XeroOrganisation)
            .where(XeroOrganisation.id == organisation_id)
            .values(last_used_at=store.now_of(session))
            .execution_options(synchronize_session=False)
        )


def want_list(session: Session, login: XeroLogin) -> None:
    make_due(JobKind.RECONCILE, practice_id=login.practice_id, login_id=login.id, session=session)


def locked_login(session: Session, login_id: int) -> XeroLogin:
    return session.scalars(select(XeroLogin).filter_by(id=login_id).with_for_update()).one()


def tell_of_end(session: Session, login: XeroLogin, connection: XeroConnection) -> None:
    organisation = session.get_one(XeroOrganisation, connection.organisation_id)
    log.warning("connection over", login_id=login.id, organisation_id=organisation.id)
    session.add(
        Event(
            what="connection.ended",
            practice_id=login.practice_id,
            login_id=login.id,
            organisation_id=organisation.id,
            after={
                "login": login.name,
                "organisation": organisation.name,
                "because": connection.ended_because,
            },
        )
    )
