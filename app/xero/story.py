"""The story of one login, in words, as its history has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import reading
from app.extensions import db
from app.models import Event, XeroLogin

WORDS = {
    "login.authorised": "authorised by consent; brought {brought}",
    "login.reconnected": "authorised again by consent; brought {brought}",
    "login.refreshed": "renewed: sent {sent}, brought {brought}",
    "login.refreshed_late": "renewed after the lease had been lost: sent {sent}, brought {brought}",
    "login.refresh_failed": "not renewed, sent {sent}; all wait {waits} s",
    "login.refresh_outranked": "an answer to {sent} was dropped: a consent had come in between",
    "login.lease_ran_out": "a process that had sent the token at {sent_at} never came back",
    "login.spare_kept": "a second answer to {sent} was kept as a spare",
    "login.spare_used": "{sent} was refused: the spare takes its place",
    "login.refused_once": "{sent} was refused once; one more try will tell",
    "login.ended": "over, {sent} refused: {state}",
    "login.permission_needed": "Xero asks for a permission that was not allowed",
    "login.permission_given": "has the permission that was missing",
    "connection.added": "reaches {organisation}",
    "connection.ended": "no longer reaches {organisation}",
    "connection.removed": "access to {organisation} removed",
}


class Facts(dict[str, Any]):
    """An event’s facts; what an older event does not tell is a question mark."""

    def __missing__(self, name: str) -> str:
        return "?"


def story_of(login_id: int) -> list[str]:
    """A line for each thing that happened to a login, the oldest first, and how it stands now."""
    # It only reads, and must hold up nobody who renews the login meanwhile.
    with Session(reading(db.engine)) as session:
        login = session.get(XeroLogin, login_id)
        if login is None:
            return []
        events = session.scalars(select(Event).filter_by(login_id=login_id).order_by(Event.id))
        return [*(line_of(event) for event in events), standing(login)]


def line_of(event: Event) -> str:
    facts: Mapping[str, Any] = Facts((event.before or {}) | (event.after or {}))
    words = WORDS.get(event.what, event.what).format_map(facts)
    who = f" (user {event.user_id})" if event.user_id else ""
    reason = f": {event.reason}" if event.reason else ""
    return f"{event.at:%Y-%m-%d %H:%M:%S} UTC  {words}{reason}{who}"


def standing(login: XeroLogin) -> str:
    words = [f"now: {login.state}, generation {login.generation}, consent {login.grant_epoch}"]
    if login.lease_until:
        words.append(f"being renewed until {login.lease_until:%H:%M:%S} UTC at the latest")
    if login.retry_at:
        words.append(f"{login.trouble}: waits until {login.retry_at:%Y-%m-%d %H:%M:%S} UTC")
    if login.sent_at:
        words.append(f"sent at {login.sent_at:%H:%M:%S} UTC without an answer")
    return "; ".join(words)
