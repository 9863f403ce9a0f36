"""How a client stands with Xero apart from being linked: vouched for, or not on Xero at all."""

from __future__ import annotations

from app.models import Client, Event
from app.models.status import TO_CHECK
from app.xero import fitting
from app.xero.links import (
    CONFIRMED,
    MARKED,
    REASON,
    UNMARKED,
    Act,
    Archived,
    LinkMoved,
    Subject,
    described,
    held,
    hold_client,
    latest_event,
    reason_of,
    told,
)


class IsLinked(Exception):
    """The client is linked to an organisation, so it is on Xero: nothing was done."""


def confirm(subject: Subject, act: Act, *, was: int | None, seen: str) -> Event | None:
    """Vouch for a link that is to be checked; None where there is nothing to check any more.

    LinkMoved where the link, or the reason to check it, is not what the user saw.
    """
    link = held(subject)
    if link is None or link.organisation_id != was:
        raise LinkMoved
    if link.fit not in TO_CHECK:
        return None
    if (link.fit_reason or "").split() != seen.split():
        raise LinkMoved
    before = described(link)
    fitting.confirm(link, hold(subject), link.organisation)
    return told(CONFIRMED, subject, act, before, described(link))


def mark_not_on_xero(subject: Subject, reason: str, act: Act, *, was: str | None) -> Event | None:
    """Note why a client has no books in Xero; None where that is noted already.

    LinkMoved where the reason is not the one that the user saw, IsLinked, Archived where the client is so.
    """
    client = hold(subject)
    if held(subject):
        raise IsLinked
    if client.archived_at:
        raise Archived
    return change_reason(client, subject, reason, act, was)


def unmark(subject: Subject, act: Act, *, was: str | None) -> Event | None:
    """The client is on Xero after all; None where nothing else was noted, LinkMoved as for marking."""
    return change_reason(hold(subject), subject, None, act, was)


def undo_marking(marked: Event, act: Act) -> Event | None:
    """Take back one marking, to the reason before it; LinkMoved where anything happened since."""
    subject = Subject(int(marked.practice_id or 0), marked.client_id)
    client = hold(subject)
    if latest_event(subject) != marked.id:
        raise LinkMoved
    former = (marked.before or {}).get(REASON)
    return change_reason(client, subject, former, act, (marked.after or {}).get(REASON))


def hold(subject: Subject) -> Client:
    return hold_client(subject.practice_id, int(subject.client_id or 0))


def change_reason(
    client: Client, subject: Subject, reason: str | None, act: Act, was: str | None
) -> Event | None:
    if client.not_on_xero_because == reason:
        return None
    if client.not_on_xero_because != was:
        raise LinkMoved
    before = reason_of(client)
    client.not_on_xero_because = reason
    return told(MARKED if reason else UNMARKED, subject, act, before, reason_of(client))
