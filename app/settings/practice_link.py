"""The practice's own link: choosing an organisation, ending the link, taking either back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app import htmx
from app.extensions import db
from app.guards import admins_only, find_or_404, me
from app.ids import row_id
from app.models import Event
from app.picker import for_practice, open_picker
from app.security import visitor_address
from app.settings import blueprint
from app.settings.xero import answer_with_card
from app.xero.links import Act, LinkMoved, NotOffered, Subject, find_link, point, undo, unlink

DIALOG, LIST = "dialog-content", "organisations"
P = ParamSpec("P")


def while_on(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Lead back to the tab, and change nothing, while the practice level is switched off."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not me().practice.links_practice:
            return back_to_tab("The practice level is switched off. Switch it on first.", "note")
        return view(*args, **kwargs)

    return guarded


@blueprint.get("/xero/link/new")
@admins_only
@while_on
def new_practice_link() -> ResponseReturnValue:
    return show_picker()


@blueprint.post("/xero/link")
@admins_only
@while_on
def link_practice() -> ResponseReturnValue:
    organisation_id = request.form.get("organisation", type=row_id)
    if organisation_id is None:
        return show_picker("Choose a Xero company from the list.")
    try:
        event = point(subject(), organisation_id, act("picked"), was=request.form.get("was", type=row_id))
    except NotOffered:
        return show_picker("That company is no longer authorised. Choose another, or connect to Xero below.")
    except LinkMoved:
        db.session.rollback()
        return back_to_tab("Somebody changed this in the meantime. This is how it is now.", "note")
    db.session.commit()
    if event is None:
        return back_to_tab("That company is linked already. Nothing was changed.", "note")
    return back_to_tab(f"Linked to {(event.after or {})['organisation']}.", "done", event)


@blueprint.get("/xero/link/delete")
@admins_only
@while_on
def confirm_unlinking_practice() -> ResponseReturnValue:
    link = find_link(subject())
    if link is None:
        return back_to_tab("The practice is not linked to a Xero company.", "note")
    return render_template("settings/unlink_practice.html", link=link)


@blueprint.post("/xero/link/delete")
@admins_only
@while_on
def unlink_practice() -> ResponseReturnValue:
    try:
        event = unlink(subject(), act("unlinked"), was=request.form.get("was", type=row_id))
    except LinkMoved:
        db.session.rollback()
        return back_to_tab("Somebody changed this in the meantime. This is how it is now.", "note")
    db.session.commit()
    if event is None:
        return back_to_tab("The practice was disconnected already. Nothing was changed.", "note")
    return back_to_tab(f"Disconnected from {(event.before or {})['organisation']}.", "done", event)


@blueprint.post("/xero/link/undo")
@admins_only
@while_on
def undo_practice_link() -> ResponseReturnValue:
    event = find_event(request.form.get("event", type=row_id))
    try:
        undone = undo(event, act("undone"))
    except LinkMoved:
        db.session.rollback()
        return back_to_tab(
            "This cannot be undone: the link has changed since. This is how it is now.", "note"
        )
    except NotOffered:
        db.session.rollback()
        return back_to_tab("This cannot be undone: that company is no longer authorised.", "note")
    db.session.commit()
    if undone and undone.after:
        return back_to_tab(f"Linked to {undone.after['organisation']} again.", "done")
    return back_to_tab("Undone. The practice is not linked to a Xero company.", "done")


def show_picker(fault: str | None = None) -> ResponseReturnValue:
    """The picker as a page, in the dialog, or only its list while somebody types."""
    picker = open_picker(for_practice(me().practice), fault=fault)
    if not htmx.wants_fragment():
        return render_template("picker/choose.html", picker=picker), 422 if fault else 200
    if htmx.target() == LIST:
        return render_template("picker/_organisations.html", picker=picker)
    response = make_response(render_template("picker/_picker.html", picker=picker), 422 if fault else 200)
    return htmx.retarget(response, f"#{DIALOG}")


def back_to_tab(message: str, category: str, event: Event | None = None) -> ResponseReturnValue:
    """The Xero tab with a message: as a page of its own, or as the card that htmx swaps."""
    undo_url = url_for("settings.undo_practice_link")
    flash({"text": message, "undo_url": undo_url, "event": event.id} if event else message, category)  # type: ignore[arg-type]
    if htmx.wants_fragment():
        return answer_with_card()
    return redirect(url_for("settings.xero"), 303)


def subject() -> Subject:
    return Subject(me().practice_id)


def act(came_about: str) -> Act:
    return Act(me(), came_about, visitor_address())


def find_event(event_id: int | None) -> Event:
    """An event of the signed-in practice's own link, or 404."""
    return find_or_404(
        select(Event).where(
            Event.id == (event_id or 0),
            Event.practice_id == me().practice_id,
            Event.client_id.is_(None),
            Event.what.startswith("link."),
        )
    )
