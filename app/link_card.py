"""What a Xero card shows of a link, and the banner above it: the same for the practice and for clients."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select

from app.extensions import db
from app.models import LoginState, XeroConnection, XeroLink, XeroLogin
from app.models.status import Status, cause, cause_in_words, link_status
from app.xero.links import Subject


@dataclass(frozen=True)
class LinkCard:
    """A link as its card shows it; `link` is None where there is none."""

    link: XeroLink | None
    status: str
    cause: str
    logins: list[str]


@dataclass(frozen=True)
class BrokenLogin:
    """A Xero login that must be reconnected, and how much waits for it."""

    login: XeroLogin
    cause: str
    organisations: int


def load_link_card(subject: Subject) -> LinkCard:
    row = db.session.execute(
        select(XeroLink, link_status(), cause(XeroLink.organisation_id)).where(
            XeroLink.practice_id == subject.practice_id,
            XeroLink.client_id == subject.client_id,
        )
    ).one_or_none()
    if row is None:
        return LinkCard(None, Status.NOT_CONNECTED, "", [])
    link, status, code = row
    logins = load_logins(link.organisation_id)
    return LinkCard(link, status, cause_in_words(code, logins[0] if logins else None), logins)


def load_logins(organisation_id: int) -> list[str]:
    """The names of the Xero logins that are connected to an organisation, broken ones included."""
    return list(
        db.session.scalars(
            select(XeroLogin.name)
            .join(XeroConnection, XeroConnection.login_id == XeroLogin.id)
            .where(reaches(organisation_id))
            .order_by(XeroLogin.name, XeroLogin.id)
        )
    )


def load_broken(practice_id: int, organisation_id: int | None = None) -> list[BrokenLogin]:
    """Logins that no longer open anything, with the number of organisations that wait for each.

    Of all logins, or only of those that reach one organisation.
    """
    waiting = (
        select(func.count())
        .where(XeroConnection.login_id == XeroLogin.id, XeroConnection.ended_at.is_(None))
        .scalar_subquery()
    )
    wanted = [XeroLogin.practice_id == practice_id, XeroLogin.state != LoginState.ACTIVE]
    if organisation_id is not None:
        wanted.append(exists().where(XeroConnection.login_id == XeroLogin.id, reaches(organisation_id)))
    rows = db.session.execute(
        select(XeroLogin, waiting).where(*wanted).order_by(XeroLogin.state_since, XeroLogin.id)
    )
    return [BrokenLogin(login, cause_in_words(login.state, login.name), count) for login, count in rows]


def reaches(organisation_id: int) -> ColumnElement[bool]:
    """Whether XeroConnection's row reaches the organisation and has not ended."""
    return (XeroConnection.organisation_id == organisation_id) & XeroConnection.ended_at.is_(None)
