"""Links point at organisations: making, changing, ending and undoing them, one at a time per subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from app.clock import utcnow
from app.extensions import db
from app.models import Client, Event, User, XeroLink, XeroOrganisation, record
from app.models.invitation import settle_answers
from app.models.practice import hold_practice
from app.models.status import is_connected
from app.xero import fitting

LINKED, CHANGED, UNLINKED = "link.created", "link.changed", "link.removed"
CONFIRMED, MARKED, UNMARKED = "link.confirmed", "client.not_on_xero", "client.on_xero"
HAPPENINGS = (LINKED, CHANGED, UNLINKED, CONFIRMED, MARKED, UNMARKED)
REASON = "not_on_xero_because"
NOTHING: Mapping[str, Any] = {}


class LinkMoved(Exception):
    """Somebody changed the link in the meantime: nothing was done."""


class NotOffered(Exception):
    """The organisation is not, or no longer, among those that the practice can link."""


class Archived(Exception):
    """The client was archived, so that it cannot be linked: nothing was done."""


@dataclass(frozen=True)
class Subject:
    """What is to be linked: a client, or the practice itself where there is no client."""

    practice_id: int
    client_id: int | None = None

    @classmethod
    def of(cls, client: Client) -> Subject:
        return cls(client.practice_id, client.id)


@dataclass(frozen=True)
class Act:
    """Who does it, how it came about, and from where; nobody where an invited client did."""

    by: User | None
    came_about: str
    address: str | None = None
    reason: str | None = None
    vouches: bool = False  # somebody compared both, and says that they belong together
    around: fitting.Around = fitting.candidates_of  # what a link is judged among, read once for many links

    @property
    def by_id(self) -> int | None:
        return self.by.id if self.by else None


def find_link(subject: Subject) -> XeroLink | None:
    wanted = select(XeroLink).filter_by(practice_id=subject.practice_id, client_id=subject.client_id)
    return db.session.scalars(wanted).one_or_none()


def point(subject: Subject, organisation_id: int, act: Act, *, was: int | None) -> Event | None:
    """Point the subject at an organisation; None where it points there already.

    `was` is the organisation that the user saw linked: LinkMoved where that is no longer so,
    NotOffered where no login reaches the wanted one any more, Archived where the client is.
    """
    link = held(subject)
    if link and link.organisation_id == organisation_id:
        return None
    require(link, was)
    return repoint(link, find_offered(subject.practice_id, organisation_id), subject, act)


def unlink(subject: Subject, act: Act, *, was: int | None) -> Event | None:
    """End the link and leave everything else alone; None where there is none, LinkMoved as in `point`."""
    link = held(subject)
    if link is None:
        return None
    require(link, was)
    return remove(link, subject, act)


def undo(event: Event, act: Act) -> Event | None:
    """Bring back what a link was before one event; LinkMoved where anything happened to it since.

    A link that pointed at an organisation which no login reaches any more does so again: it is not lost.
    """
    subject = Subject(int(event.practice_id or 0), event.client_id)
    link = held(subject)
    if latest_event(subject) != event.id:
        raise LinkMoved
    require(link, (event.after or {}).get("organisation_id"))
    before = event.before or {}
    if "organisation_id" in before:
        former = find_organisation(subject.practice_id, before["organisation_id"])
        return repoint(link, former, subject, act, vouched=before)
    if link is None:
        return None
    return remove(link, subject, act, not_on_xero_because=before.get(REASON))


def require(link: XeroLink | None, was: int | None) -> None:
    """LinkMoved unless the link points at what the user saw, or is as absent."""
    if (link.organisation_id if link else None) != was:
        raise LinkMoved


def repoint(
    link: XeroLink | None,
    organisation: XeroOrganisation,
    subject: Subject,
    act: Act,
    vouched: Mapping[str, Any] = NOTHING,
) -> Event:
    """Make or change the link and judge it anew; `vouched` is what was confirmed of one that comes back."""
    client = find_subject_client(subject)
    if client and client.archived_at:
        raise Archived
    before = described(link) or reason_of(client)
    what = CHANGED if link else LINKED
    if link is None:
        link = XeroLink(practice_id=subject.practice_id, client_id=subject.client_id)
        db.session.add(link)
    link.organisation_id = organisation.id
    link.came_about, link.reason = act.came_about, act.reason
    link.fit, link.fit_reason, link.fit_basis = vouched.get("fit"), None, vouched.get("fit_basis")
    link.linked_by_id, link.linked_at = act.by_id, utcnow()
    if client:
        client.not_on_xero_because = None
        settle_answers(client.id)
        if act.vouches:
            fitting.confirm(link, client, organisation)
        else:
            fitting.judge_link(link, client, organisation, act.around)
    return told(what, subject, act, before, described(link, organisation))


def remove(link: XeroLink, subject: Subject, act: Act, not_on_xero_because: str | None = None) -> Event:
    """End the link; where that takes a link back, the client is Not on Xero again, as it was before."""
    before = described(link)
    db.session.delete(link)
    client = find_subject_client(subject)
    if client and not_on_xero_because:
        client.not_on_xero_because = not_on_xero_because
    return told(UNLINKED, subject, act, before, reason_of(client))


def find_subject_client(subject: Subject) -> Client | None:
    return db.session.get(Client, subject.client_id) if subject.client_id is not None else None


def reason_of(client: Client | None) -> dict[str, Any] | None:
    """Why a client is Not on Xero, as the history keeps it."""
    return {REASON: client.not_on_xero_because} if client and client.not_on_xero_because else None


def held(subject: Subject) -> XeroLink | None:
    """The subject's link, with the subject locked, so that two people's changes come one after the other."""
    if subject.client_id is None:
        hold_practice(subject.practice_id)
    else:
        hold_client(subject.practice_id, subject.client_id)
    return db.session.scalars(
        select(XeroLink)
        .filter_by(practice_id=subject.practice_id, client_id=subject.client_id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def hold_client(practice_id: int, client_id: int) -> Client:
    """The client as it is now, locked until the transaction ends."""
    return db.session.scalars(
        select(Client)
        .filter_by(practice_id=practice_id, id=client_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def find_organisation(
    practice_id: int, organisation_id: int, *conditions: ColumnElement[bool]
) -> XeroOrganisation:
    """An organisation that the practice knows, whether a login reaches it or not; or NotOffered."""
    wanted = select(XeroOrganisation).filter_by(practice_id=practice_id, id=organisation_id)
    organisation = db.session.scalars(wanted.where(*conditions)).one_or_none()
    if organisation is None:
        raise NotOffered
    return organisation


def find_offered(practice_id: int, organisation_id: int) -> XeroOrganisation:
    """An organisation that some login of the practice is connected to, or NotOffered."""
    return find_organisation(practice_id, organisation_id, is_connected())


def latest_event(subject: Subject) -> int | None:
    """The last thing that happened to the subject's link, or to its having none."""
    return db.session.scalar(
        select(Event.id)
        .where(
            Event.practice_id == subject.practice_id,
            Event.client_id == subject.client_id
            if subject.client_id is not None
            else Event.client_id.is_(None),
            Event.what.in_(HAPPENINGS),
        )
        .order_by(Event.id.desc())
        .limit(1)
    )


def described(link: XeroLink | None, organisation: XeroOrganisation | None = None) -> dict[str, Any] | None:
    """A link as the history keeps it, with all that it takes to bring it back as it was."""
    if link is None:
        return None
    name = (organisation or link.organisation).name
    fit = {"fit": link.fit, "fit_reason": link.fit_reason, "fit_basis": link.fit_basis}
    known = {key: value for key, value in fit.items() if value}
    return {"organisation_id": link.organisation_id, "organisation": name} | known


def told(
    what: str, subject: Subject, act: Act, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> Event:
    event = record(
        what,
        practice_id=subject.practice_id,
        client_id=subject.client_id,
        organisation_id=((before or {}) | (after or {})).get("organisation_id"),
        user_id=act.by_id,
        before=before,
        after=after,
        reason=act.reason,
        address=act.address,
    )
    db.session.flush()
    return event
