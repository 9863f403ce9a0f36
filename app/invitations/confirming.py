"""What a client connected and nobody was sure of: somebody at the practice compares, and confirms it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import linking, picker
from app.extensions import db
from app.guards import me
from app.ids import row_id
from app.invitations import blueprint
from app.invitations.loaders import find_invitation
from app.linking import ARCHIVED, MOVED, Said
from app.loaders import find_client
from app.models import Client, XeroInvitation, XeroOrganisation
from app.security import visitor_address
from app.xero import fitting
from app.xero.fit import Verdict
from app.xero.links import Act, Archived, LinkMoved, NotOffered, Subject, find_link, point

LONGEST_REASON = 1000
SETTLED = "This answer was settled in the meantime. This is how it is now."
SWITCHED_OFF = "The client level is switched off, so nothing can be linked."
GONE = "That company is no longer authorised, so it cannot be linked."
NEEDS_REASON = "Enter why it is the right one: the reason is kept in the history"


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
    reason = " ".join(request.form.get("reason", "").split())[:LONGEST_REASON]
    if not reason and fitting.needs_reason(client, organisation):
        return show(client, invitation, organisation, {"reason": NEEDS_REASON}), 422
    said = link(client, organisation, reason)
    db.session.commit()
    return back_to(client, said)


def show(
    client: Client,
    invitation: XeroInvitation,
    organisation: XeroOrganisation,
    faults: dict[str, str] | None = None,
) -> str:
    """Client and organisation side by side, with what speaks for and against."""
    fit, link = fitting.fit_of(client, organisation), find_link(Subject(client.practice_id, client.id))
    return render_template(
        "invitations/confirm.html",
        client=client,
        invitation=invitation,
        organisation=organisation,
        fit=fit,
        is_contradicted=fit.verdict == Verdict.CONTRADICTED,
        linked_to=picker.in_words(picker.links_of([organisation.id]).get(organisation.id, ([], 0))),
        present=link.organisation if link else None,
        faults=faults or {},
    )


def link(client: Client, organisation: XeroOrganisation, reason: str) -> Said:
    """Link what was compared and vouch for it; the sentence says what came of it."""
    act = Act(me(), "confirmed", visitor_address(), reason or None)
    subject = Subject(client.practice_id, client.id)
    try:
        event = point(subject, organisation.id, act, was=request.form.get("was", type=row_id))
    except LinkMoved:
        return Said(MOVED)
    except NotOffered:
        return Said(GONE)
    except Archived:
        return Said(ARCHIVED)
    made = find_link(subject)
    if made:
        fitting.confirm(made, client, organisation)
    return Said(f"Linked to {organisation.name}.", "done", event)


def back_to(client: Client, said: Said) -> ResponseReturnValue:
    linking.tell(said, url_for("clients.undo_client_link", client_id=client.id))
    return redirect(url_for("clients.show", client_id=client.id), 303)
