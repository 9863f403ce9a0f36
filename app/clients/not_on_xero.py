"""Not on Xero: a client whose books are elsewhere, with the reason."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import linking
from app.clients import blueprint
from app.clients.answers import back_to_client, unless_archived, while_on
from app.extensions import db
from app.linking import ARCHIVED, MOVED, Said, named
from app.models import Client
from app.xero.links import MARKED, Archived, LinkMoved, Subject, find_link
from app.xero.standing import IsLinked, mark_not_on_xero, undo_marking, unmark

LONGEST_REASON = 200


@blueprint.get("/clients/<int:client_id>/not-on-xero")
@while_on
@unless_archived
def not_on_xero(client: Client) -> ResponseReturnValue:
    if find_link(Subject.of(client)):
        return back_to_client(client, said_linked(client))
    present = client.not_on_xero_because or ""
    return show_form(client, present, was=present)


@blueprint.post("/clients/<int:client_id>/not-on-xero")
@while_on
@unless_archived
def save_not_on_xero(client: Client) -> ResponseReturnValue:
    reason = reason_in("reason") or ""
    if fault := fault_of(reason):
        return show_form(client, reason, fault, was=reason_in("was"))
    said = marked(client, reason)
    db.session.commit()
    return back_to_client(client, said, url_for("clients.on_xero_after_all", client_id=client.id))


@blueprint.post("/clients/<int:client_id>/not-on-xero/delete")
@while_on
def on_xero_after_all(client: Client) -> ResponseReturnValue:
    """Take the mark away, from the card; or take back one marking, from its Undo."""
    said = unmarked(client)
    db.session.commit()
    return back_to_client(client, said)


def marked(client: Client, reason: str) -> Said:
    try:
        event = mark_not_on_xero(Subject.of(client), reason, linking.act("marked"), was=reason_in("was"))
    except LinkMoved:
        return Said(MOVED)
    except Archived:
        return Said(ARCHIVED)
    except IsLinked:
        return said_linked(client)
    if event is None:
        return Said("That is noted already. Nothing was changed.")
    return Said(named("{} is marked as Not on Xero.", client.name), "done", event)


def said_linked(client: Client) -> Said:
    return Said(named("{} is linked to a Xero company. Disconnect it first.", client.name))


def unmarked(client: Client) -> Said:
    act = linking.act("unmarked")
    try:
        if "event" in request.form:
            event = undo_marking(linking.find_event(Subject.of(client), MARKED), act)
        else:
            event = unmark(Subject.of(client), act, was=reason_in("was"))
    except LinkMoved:
        return Said(MOVED)
    if event is None:
        return Said(named("{} was not marked any more. Nothing was changed.", client.name))
    if event.after:
        return Said("Undone. The former reason stands again.", "done")
    return Said(named("{} is not marked as Not on Xero any more.", client.name), "done")


def show_form(
    client: Client, reason: str, fault: str | None = None, *, was: str | None
) -> ResponseReturnValue:
    shown = {"client": client, "reason": reason, "fault": fault, "was": was or ""}
    return render_template("clients/not_on_xero.html", **shown), 422 if fault else 200


def reason_in(field: str) -> str | None:
    """A reason from the form, on one line; None where there is none."""
    return " ".join(request.form.get(field, "").replace("\0", " ").split()) or None


def fault_of(reason: str) -> str | None:
    if not reason:
        return "Enter why this client is not on Xero."
    return f"Shorten the reason to {LONGEST_REASON} characters." if len(reason) > LONGEST_REASON else None
