"""Linking as people do it, for the practice and for clients alike: the verbs of app.xero.links, in sentences.

What calls these commits afterwards, whatever was said: where a verb refuses, it has changed nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape
from sqlalchemy import select

from app import htmx
from app.guards import find_or_404, me
from app.ids import row_id
from app.models import Event
from app.picker import Target, open_picker
from app.security import visitor_address
from app.xero import links
from app.xero.links import Act, Archived, LinkMoved, NotOffered, Subject

DIALOG, LIST, CARD = "dialog-content", "organisations", "xero-card"
MOVED = "Somebody changed this in the meantime. This is how it is now."
ARCHIVED = "This client is archived. Restore it first, then connect."
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Said:
    """What came of it, in a sentence; `event` where it can be undone."""

    text: str
    category: str = "note"
    event: Event | None = None


class AskAgain(Exception):
    """Nothing was done: first this window is to be answered."""

    def __init__(self, window: ResponseReturnValue) -> None:
        super().__init__()
        self.window = window


def link(target: Target) -> Said:
    """Point the target at the organisation that was chosen in the picker; AskAgain where that is unclear."""
    chosen, was = request.form.get("organisation", type=row_id), organisation_seen()
    if chosen is None:
        raise AskAgain(show_picker(target, "Choose a Xero company from the list."))
    if asks_first(target, chosen):
        raise AskAgain(show_question(target, chosen, was))
    try:
        event = links.point(target.subject, chosen, act("picked"), was=was)
    except NotOffered:
        fault = "That company is no longer authorised. Choose another, or connect to Xero below."
        raise AskAgain(show_picker(target, fault)) from None
    except LinkMoved:
        return Said(MOVED)
    except Archived:
        return Said(ARCHIVED)
    if event is None:
        return Said("That company is linked already. Nothing was changed.")
    return Said(in_words(event), "done", event)


def asks_first(target: Target, chosen: int) -> bool:
    """Whether a question stands before this choice, and has not been answered yet."""
    is_news = chosen != target.linked_id
    return is_news and chosen == target.asks_before and request.form.get("own") != "yes"


def in_words(event: Event) -> str:
    """What linking changed, before → after."""
    before, after = event.before or {}, event.after or {}
    if "organisation" in before:
        return named("Changed from {} to {}.", before["organisation"], after["organisation"])
    return named("Linked to {}.", after["organisation"])


def named(sentence: str, *names: str) -> Markup:
    """A sentence of ours with names that people typed, set apart in whatever direction they run."""
    return escape(sentence).replace("{}", Markup("<bdi>{}</bdi>")).format(*names)


def unlink(target: Target) -> Said:
    """End the target's link, if it still is the one that was seen."""
    try:
        event = links.unlink(target.subject, act("unlinked"), was=organisation_seen())
    except LinkMoved:
        return Said(MOVED)
    if event is None:
        return Said(named("{} was disconnected already. Nothing was changed.", target.in_sentences))
    return Said(named("Disconnected from {}.", (event.before or {})["organisation"]), "done", event)


def undo(target: Target) -> Said:
    """Take back the linking, changing or unlinking whose Undo was pressed, unless the link changed since."""
    event = find_event(target.subject, "link.")
    try:
        links.undo(event, act("undone"))
    except LinkMoved:
        return Said(why_not_undone(target, event))
    except NotOffered:
        return Said("This cannot be undone: that company is no longer known here.")
    except Archived:
        return Said(ARCHIVED)
    former: dict[str, Any] = event.before or {}
    if "organisation" in former:
        return Said(named("Linked to {} again.", former["organisation"]), "done")
    return Said(named("Undone. {} is not linked to a Xero company.", target.in_sentences), "done")


def why_not_undone(target: Target, event: Event) -> str:
    """A second Undo finds what the first one did; anything else that happened is not swept away."""
    present = links.find_link(target.subject)
    former = (event.before or {}).get("organisation_id")
    if (present.organisation_id if present else None) == former:
        return "This is as it was before already. Nothing was changed."
    return "This cannot be undone: the link has changed since. This is how it is now."


def show_picker(target: Target, fault: str | None = None) -> ResponseReturnValue:
    """The picker as a page, in the dialog, or only its list while somebody types."""
    picker = open_picker(target, fault=fault)
    status = 422 if fault else 200
    if not htmx.wants_fragment():
        return render_template("picker/choose.html", picker=picker), status
    if htmx.target() == LIST:
        return render_template("picker/_organisations.html", picker=picker)
    return in_dialog(render_template("picker/_picker.html", picker=picker), status)


def show_question(
    target: Target, organisation_id: int, was: int | None, kept: Mapping[str, str] = NOTHING
) -> ResponseReturnValue:
    """Ask whether it shall be the practice's own organisation: as a page, or in the dialog.

    `kept` are other fields of the form that was sent.
    """
    organisation = links.find_organisation(target.subject.practice_id, organisation_id)
    asked = {"target": target, "organisation": organisation, "was": was, "kept": kept}
    if not htmx.wants_fragment():
        return render_template("picker/own.html", **asked)
    return in_dialog(render_template("picker/_own.html", **asked), 200)


def in_dialog(body: str, status: int) -> ResponseReturnValue:
    return htmx.retarget(make_response(body, status), f"#{DIALOG}")


def tell(said: Said, undo_url: str) -> None:
    """Put the sentence into the messages region, with Undo where there is something to undo."""
    undoable = {"text": said.text, "undo_url": undo_url, "event": said.event.id} if said.event else None
    flash(undoable or said.text, said.category)  # type: ignore[arg-type]


def answer(page_url: str, card: Callable[[], str]) -> ResponseReturnValue:
    """Back to the page: whole, or as its card with the messages beside it and the dialog closed."""
    if not htmx.wants_fragment():
        return redirect(page_url, 303)
    if request.method == "GET":
        # A window that was to open, or a list to be searched: there may be no card to swap.
        return htmx.move_browser_to(page_url)
    beside = ("_messages.html", "_broken_counts.html")
    body = card() + "".join(render_template(fragment, oob=True) for fragment in beside)
    swapped = htmx.retarget(make_response(body), f"#{CARD}", "outerHTML")
    return htmx.trigger(swapped, **{"close-dialog": True})


def organisation_seen() -> int | None:
    """What the user saw linked when the form was made."""
    return request.form.get("was", type=row_id)


def act(came_about: str, reason: str | None = None) -> Act:
    return Act(me(), came_about, visitor_address(), reason)


def find_event(subject: Subject, kind: str) -> Event:
    """The event in the form, of this very subject and of a kind, or 404."""
    return find_or_404(
        select(Event).where(
            Event.id == (request.form.get("event", type=row_id) or 0),
            Event.practice_id == subject.practice_id,
            Event.client_id == subject.client_id,
            Event.what.startswith(kind),
        )
    )
