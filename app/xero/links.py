"""Links point at organisations: making, changing, ending and undoing them, one at a time per subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, select

from app.clock import utcnow
from app.extensions import db
from app.models import Client, Event, Practice, User, XeroConnection, XeroLink, XeroOrganisation, record

LINKED, CHANGED, UNLINKED = "link.created", "link.changed", "link.removed"


class LinkMoved(Exception):
    """Somebody changed the link in the meantime: nothing was done."""


class NotOffered(Exception):
    """The organisation is not, or no longer, among those that the practice can link."""


@dataclass(frozen=True)
class Subject:
    """What is to be linked: a client, or the practice itself where there is no client."""

    practice_id: int
    client_id: int | None = None


@dataclass(frozen=True)
class Act:
    """Who does it, how it came about, and from where; nobody where an invited client did."""

    by: User | None
    came_about: str
    address: str | None = None
    reason: str | None = None

    @property
    def by_id(self) -> int | None:
        return self.by.id if self.by else None


def find_link(subject: Subject) -> XeroLink | None:
    return db.session.scalars(
        select(XeroLink).filter_by(practice_id=subject.practice_id, client_id=subject.client_id)
    ).one_or_none()


def point(subject: Subject, organisation_id: int, act: Act, *, was: int | None) -> Event | None:
    """Point the subject at an organisation; None where it points there already.

    `was` is the organisation that the user saw linked: LinkMoved where that is no longer so,
    NotOffered where no login reaches the wanted one any more.
    """
    link = held(subject)
    if link and link.organisation_id == organisation_id:
        return None
    if (link.organisation_id if link else None) != was:
        raise LinkMoved
    organisation = find_offered(subject.practice_id, organisation_id)
    before = described(link)
    if link is None:
        link = XeroLink(practice_id=subject.practice_id, client_id=subject.client_id)
        db.session.add(link)
    link.organisation_id = organisation.id
    link.came_about, link.reason, link.fit = act.came_about, act.reason, None
    link.linked_by_id, link.linked_at = act.by_id, utcnow()
    after = {"organisation_id": organisation.id, "organisation": organisation.name}
    return told(CHANGED if before else LINKED, subject, act, before, after)


def unlink(subject: Subject, act: Act, *, was: int | None) -> Event | None:
    """End the link and leave everything else alone; None where there is none, LinkMoved as in `point`."""
    link = held(subject)
    if link is None:
        return None
    if link.organisation_id != was:
        raise LinkMoved
    before = described(link)
    db.session.delete(link)
    return told(UNLINKED, subject, act, before, None)


def undo(event: Event, act: Act) -> Event | None:
    """Bring back what a link was before one event; LinkMoved where anything happened to it since."""
    subject = Subject(int(event.practice_id or 0), event.client_id)
    held(subject)
    if latest_event(subject) != event.id:
        raise LinkMoved
    present = (event.after or {}).get("organisation_id")
    former = (event.before or {}).get("organisation_id")
    if former is None:
        return unlink(subject, act, was=present)
    return point(subject, former, act, was=present)


def held(subject: Subject) -> XeroLink | None:
    """The subject's link, with the subject locked, so that two people's changes come one after the other."""
    owner = select(Practice.id).where(Practice.id == subject.practice_id)
    if subject.client_id is not None:
        owner = select(Client.id).filter_by(practice_id=subject.practice_id, id=subject.client_id)
    db.session.execute(owner.with_for_update()).one()
    return db.session.scalars(
        select(XeroLink)
        .filter_by(practice_id=subject.practice_id, client_id=subject.client_id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def find_offered(practice_id: int, organisation_id: int) -> XeroOrganisation:
    """An organisation that some login of the practice is connected to, or NotOffered."""
    organisation = db.session.scalars(
        select(XeroOrganisation).where(
            XeroOrganisation.practice_id == practice_id,
            XeroOrganisation.id == organisation_id,
            is_connected(),
        )
    ).one_or_none()
    if organisation is None:
        raise NotOffered
    return organisation


def is_connected() -> ColumnElement[bool]:
    """Whether XeroOrganisation's row has a connection that has not ended, whatever its login's state."""
    return exists().where(
        XeroConnection.organisation_id == XeroOrganisation.id, XeroConnection.ended_at.is_(None)
    )


def latest_event(subject: Subject) -> int | None:
    """The last thing that happened to the subject's link."""
    return db.session.scalar(
        select(Event.id)
        .where(
            Event.practice_id == subject.practice_id,
            Event.client_id == subject.client_id
            if subject.client_id is not None
            else Event.client_id.is_(None),
            Event.what.in_((LINKED, CHANGED, UNLINKED)),
        )
        .order_by(Event.id.desc())
        .limit(1)
    )


def described(link: XeroLink | None) -> dict[str, Any] | None:
    if link is None:
        return None
    return {"organisation_id": link.organisation_id, "organisation": link.organisation.name}


def told(
    what: str, subject: Subject, act: Act, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> Event:
    event = record(
        what,
        practice_id=subject.practice_id,
        client_id=subject.client_id,
        organisation_id=(after or before or {}).get("organisation_id"),
        user_id=act.by_id,
        before=before,
        after=after,
        reason=act.reason,
        address=act.address,
    )
    db.session.flush()
    return event
