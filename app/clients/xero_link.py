"""A client's link: choosing an organisation, vouching for it, ending the link, taking either back."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app import linking
from app.clients import blueprint
from app.clients.answers import back_to_client, unless_archived, while_on
from app.clients.xero_card import others_linked_to
from app.extensions import db
from app.linking import MOVED, AskAgain, Said, named
from app.models import Client
from app.picker import for_client
from app.xero.links import LinkMoved, Subject, find_link
from app.xero.standing import confirm


@blueprint.get("/clients/<int:client_id>/xero-link/new")
@while_on
@unless_archived
def new_xero_link(client: Client) -> ResponseReturnValue:
    return linking.show_picker(for_client(client))


@blueprint.post("/clients/<int:client_id>/xero-link")
@while_on
@unless_archived
def link_client(client: Client) -> ResponseReturnValue:
    try:
        said = linking.link(for_client(client))
    except AskAgain as asking:
        return asking.window
    db.session.commit()
    return back_to_client(client, said)


@blueprint.get("/clients/<int:client_id>/xero-link/delete")
@while_on
def confirm_unlinking(client: Client) -> ResponseReturnValue:
    link = find_link(Subject.of(client))
    if link is None:
        return back_to_client(client, Said(named("{} is not linked to a Xero company.", client.name)))
    return render_template("clients/unlink.html", client=client, link=link, others=others_linked_to(link))


@blueprint.post("/clients/<int:client_id>/xero-link/delete")
@while_on
def unlink_client(client: Client) -> ResponseReturnValue:
    said = linking.unlink(for_client(client))
    db.session.commit()
    return back_to_client(client, said)


@blueprint.post("/clients/<int:client_id>/xero-link/undo")
@while_on
def undo_client_link(client: Client) -> ResponseReturnValue:
    said = linking.undo(for_client(client))
    db.session.commit()
    return back_to_client(client, said)


@blueprint.post("/clients/<int:client_id>/xero-link/confirm")
@while_on
def confirm_organisation(client: Client) -> ResponseReturnValue:
    """Vouch that the linked organisation is the client's, whatever its name and numbers say."""
    said = confirmed(client)
    db.session.commit()
    return back_to_client(client, said)


def confirmed(client: Client) -> Said:
    subject, seen = Subject.of(client), request.form.get("seen", "")
    try:
        event = confirm(subject, linking.act("confirmed"), was=linking.organisation_seen(), seen=seen)
    except LinkMoved:
        return Said(MOVED)
    if event is None:
        return Said("There is nothing to check any more. Nothing was changed.")
    organisation = (event.after or {})["organisation"]
    return Said(named("Confirmed: {} belongs to {}.", organisation, client.name), "done")
