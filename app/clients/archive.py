"""Archiving a client, with the question what becomes of the link, and restoring one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import linking, picker
from app.clients import blueprint
from app.clients.edit import tell
from app.clients.loaders import find_client, lock_client
from app.extensions import db
from app.guards import me
from app.ids import row_id
from app.linking import named
from app.models import Client, Event, XeroLink
from app.models.event import Author
from app.removing import remove_all_access
from app.security import visitor_address
from app.xero.access import used_by_others
from app.xero.links import Act, Subject, find_link, unlink

KEEP, UNLINK, REMOVE = "keep", "unlink", "remove"
MOVED = "The link has changed in the meantime. This is how it is now."


@blueprint.get("/clients/<int:client_id>/archive")
def confirm_archiving(client_id: int) -> ResponseReturnValue:
    client = find_client(client_id)
    return already(client) if client.is_archived else show_question(client)


@blueprint.post("/clients/<int:client_id>/archive")
def archive(client_id: int) -> ResponseReturnValue:
    client = lock_client(client_id)
    if client.is_archived:
        return already(client)
    link, choice = link_of(client), request.form.get("link", "")
    if (link.organisation_id if link else None) != request.form.get("was", type=row_id):
        return show_question(client, [MOVED])
    if link and choice not in choices(client, link):
        return show_question(client, ["Choose what becomes of the link."])
    if link and choice == REMOVE and (refusal := removed(client, link)):
        return refusal
    return put_away(client_id, choice, link.organisation_id if link and choice != KEEP else None)


@blueprint.post("/clients/<int:client_id>/restore")
def restore(client_id: int) -> ResponseReturnValue:
    """Bring a client back, and where it is the archiving that is undone, the link that it ended."""
    client = lock_client(client_id)
    if client.is_archived:
        client.restore()
        tell("client.restored", client, {"archived": True}, {"archived": False, "version": client.version})
        said = linking.undo(picker.for_client(client)) if request.form.get("event") else None
        db.session.commit()
        flash(named("{} is in the list again.", client.name), "done")
        if said:
            flash(said.text, said.category)
    return redirect(url_for("clients.show", client_id=client_id), 303)


def removed(client: Client, link: XeroLink) -> ResponseReturnValue | None:
    """Remove all access at Xero; what to answer where some of it, or somebody else’s link, is still there."""
    client_id, organisation_id = client.id, link.organisation_id
    author = Author(me().id, visitor_address())
    faults = remove_all_access(client.practice_id, organisation_id, author)
    present = lock_client(client_id)
    now = link_of(present)
    if now is None or now.organisation_id != organisation_id:
        faults.append(MOVED)
    return show_question(present, [*faults, "The client is not archived yet."]) if faults else None


def put_away(client_id: int, choice: str, unlinked_from: int | None) -> ResponseReturnValue:
    client = lock_client(client_id)
    act = Act(me(), "archived", visitor_address())
    ended = unlink(Subject.of(client), act, was=unlinked_from) if unlinked_from is not None else None
    client.archive()
    tell("client.archived", client, {"archived": False}, {"archived": True, "version": client.version})
    db.session.commit()
    undo_url = url_for("clients.restore", client_id=client.id)
    undoable = {
        "text": in_words(client, choice, ended),
        "undo_url": undo_url,
        "event": ended.id if ended else "",
    }
    flash(undoable, "done")  # type: ignore[arg-type]
    return redirect(url_for("clients.index"), 303)


def in_words(client: Client, choice: str, ended: Event | None) -> str:
    """What archiving did, to the link as well."""
    if ended is None:
        return named("{} is archived.", client.name)
    organisation = (ended.before or {})["organisation"]
    if choice == REMOVE:
        return named("{} is archived, and access to {} has ended.", client.name, organisation)
    return named("{} is archived and disconnected from {}.", client.name, organisation)


def choices(client: Client, link: XeroLink) -> list[str]:
    """What may become of the link. Access is removed by admins only, and where nobody else needs it."""
    others = used_by_others(client.practice_id, link.organisation_id, client.id)
    return [KEEP, UNLINK, REMOVE] if me().is_admin and not others else [KEEP, UNLINK]


def show_question(client: Client, faults: list[str] | None = None) -> ResponseReturnValue:
    link = link_of(client)
    others = used_by_others(client.practice_id, link.organisation_id, client.id) if link else []
    names = [name or picker.PRACTICE for name in others]
    page = render_template(
        "clients/archive.html",
        client=client,
        link=link,
        others=picker.in_words((names[: picker.NAMES_SHOWN], len(names))),
        chosen=request.form.get("link", ""),
        faults=faults or [],
    )
    return page, 422 if faults else 200


def already(client: Client) -> ResponseReturnValue:
    flash("This client is archived already. Nothing was changed.", "note")
    return redirect(url_for("clients.show", client_id=client.id), 303)


def link_of(client: Client) -> XeroLink | None:
    return find_link(Subject.of(client))
