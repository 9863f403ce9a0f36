"""What a Xero card shows of a link: the same for the practice and for clients."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from app.extensions import db
from app.models import XeroConnection, XeroLink, XeroLogin
from app.models.legacy import legacy_note
from app.models.status import Status, cause, cause_in_words, link_status
from app.xero.links import Subject


@dataclass(frozen=True)
class LinkCard:
    """A link as its card shows it; `link` is None where there is none."""

    link: XeroLink | None
    status: str
    cause: str
    logins: list[str]

    @property
    def note(self) -> str:
        """What is to be said beside the status while all is well: that the previous method ends."""
        is_legacy = self.link is not None and self.link.organisation.is_legacy
        return legacy_note() if is_legacy and self.status != Status.RECONNECTION_NEEDED else ""


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


def reaches(organisation_id: int) -> ColumnElement[bool]:
    """Whether XeroConnection's row reaches the organisation and has not ended."""
    return (XeroConnection.organisation_id == organisation_id) & XeroConnection.ended_at.is_(None)
