"""A Xero login whose user leaves: what hangs on it, and another login that takes it over."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.clock import utcnow
from app.extensions import db
from app.models import LoginState, User, XeroConnection, XeroConsent, XeroLogin, XeroOrganisation, record
from app.models.event import Author
from app.models.practice import hold_practice
from app.xero.carrying import prefer


def is_reached_by(login_id: int) -> ColumnElement[bool]:
    """Whether a login has a living connection to XeroOrganisation’s row, whatever its own state."""
    reaching = aliased(XeroConnection)
    return exists().where(
        reaching.practice_id == XeroOrganisation.practice_id,
        reaching.organisation_id == XeroOrganisation.id,
        reaching.login_id == login_id,
        reaching.ended_at.is_(None),
    )


def hangs_on(login_id: int) -> ColumnElement[bool]:
    """Whether XeroOrganisation’s row is reached by a login, and no other was chosen that reaches it, too."""
    reaching, chosen = aliased(XeroConnection), aliased(XeroLogin)
    is_taken_over = exists().where(
        chosen.id == XeroOrganisation.preferred_login_id,
        chosen.id != login_id,
        chosen.state == LoginState.ACTIVE,
        reaching.login_id == chosen.id,
        reaching.organisation_id == XeroOrganisation.id,
        reaching.ended_at.is_(None),
    )
    return is_reached_by(login_id) & ~is_taken_over


def logins_of(user: User) -> list[XeroLogin]:
    """The Xero logins of a user: with the same e-mail address, or that they last authorised in a trip."""
    last_trips = (
        select(func.max(XeroConsent.id))
        .where(XeroConsent.practice_id == user.practice_id, XeroConsent.login_id.is_not(None))
        .group_by(XeroConsent.login_id)
    )
    authorised = select(XeroConsent.login_id).where(
        XeroConsent.id.in_(last_trips), XeroConsent.user_id == user.id
    )
    theirs = or_(func.lower(XeroLogin.email) == user.email, XeroLogin.id.in_(authorised))
    found = select(XeroLogin).where(XeroLogin.practice_id == user.practice_id, theirs)
    return list(db.session.scalars(found.order_by(XeroLogin.name, XeroLogin.id)))


def mark(login: XeroLogin, by: Author) -> bool:
    """Note that a login’s user leaves, so that others are used before it; whether that was news."""
    hold_practice(login.practice_id)
    db.session.refresh(login)
    if login.leaving_at is not None:
        return False
    login.leaving_at = utcnow()
    tell("login.leaving", login, by, is_leaving=True)
    return True


def take_back(login: XeroLogin, by: Author) -> bool:
    """Note that a login’s user stays after all; whether they were leaving."""
    hold_practice(login.practice_id)
    db.session.refresh(login)
    if login.leaving_at is None:
        return False
    login.leaving_at = None
    tell("login.staying", login, by, is_leaving=False)
    return True


def hand_over(login: XeroLogin, successor: XeroLogin, by: Author) -> int:
    """Prefer the successor for all that hangs on a login and that the successor reaches; how many that is."""
    hold_practice(login.practice_id)
    db.session.refresh(successor)
    if not successor.is_active or successor.leaving_at is not None or successor.id == login.id:
        return 0
    found = select(XeroOrganisation.id).where(
        XeroOrganisation.practice_id == login.practice_id,
        hangs_on(login.id),
        is_reached_by(successor.id),
    )
    ids = list(db.session.scalars(found))
    if ids:
        prefer(successor, ids)
        record(
            "login.took_over",
            practice_id=login.practice_id,
            user_id=by.user_id,
            login_id=successor.id,
            before={"login": login.name},
            after={"login": successor.name, "organisations": len(ids)},
            address=by.address,
        )
    return len(ids)


def tell(what: str, login: XeroLogin, by: Author, *, is_leaving: bool) -> None:
    record(
        what,
        practice_id=login.practice_id,
        user_id=by.user_id,
        login_id=login.id,
        before={"login": login.name, "is_leaving": not is_leaving},
        after={"login": login.name, "is_leaving": is_leaving},
        address=by.address,
    )
