"""What a client connected and nobody was sure of: somebody at the practice compares, and confirms it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import comparing, linking
from app.extensions import db
from app.guards import me
from app.invitations import blueprint
from app.invitations.loaders import find_invitation
from app.linking import ARCHIVED, AskAgain, Said
from app.loaders import find_client
from app.models import Client, XeroInvitation, XeroOrganisation
from app.picker import for_client

SETTLED = "This answer was settled in the meantime. This is how it is now."
SWITCHED_OFF = "The client level is switched off, so nothing can be linked."


@blueprint.get("/clients/<int:client_id>/invitations/<int:invitation_id>/confirm")
def compare(client_id: int, invitation_id: int) -> ResponseReturnValue:
    client = find_client(client_id)
    invitation = find_invitation(client, invitation_id)
    if not invitation.awaits_confirmation or invitation.organisation is None:
        return back_to(client, Said(SETTLED))
    return show(client, invitation, invitation.organisation)


@blueprint.post("/clients/<int:client_id>/invitations/<int:invitation_id>/confirm")
def confirm(client_id: int, invitation_id: int) -> ResponseReturnValue:
    client = find_client(client_id)
    invitation = find_invitation(client, invitation_id)
    organisation = invitation.organisation
    if not me().practice.links_clients:
        return back_to(client, Said(SWITCHED_OFF))
    if not invitation.awaits_confirmation or organisation is None:
        return back_to(client, Said(SETTLED))
    if client.archived_at:
        return back_to(client, Said(ARCHIVED))
    if fault := comparing.fault_of_reason(client, organisation):
        return show(client, invitation, organisation, {"reason": fault}), 422
    try:
        said = comparing.link_compared(for_client(client), organisation, form_url=request.path)
    except AskAgain as asking:
        return asking.window
    db.session.commit()
    return back_to(client, said)


def show(
    client: Client,
    invitation: XeroInvitation,
    organisation: XeroOrganisation,
    faults: dict[str, str] | None = None,
) -> str:
    """Client and organisation side by side, with what speaks for and against."""
    return render_template(
        "invitations/confirm.html",
        client=client,
        invitation=invitation,
        comparison=comparing.compare(client, organisation, faults),
    )


def back_to(client: Client, said: Said) -> ResponseReturnValue:
    linking.tell(said, url_for("clients.undo_client_link", client_id=client.id))
    return redirect(url_for("clients.show", client_id=client.id), 303)
