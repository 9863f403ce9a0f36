"""The practice's side: asking a client to connect, asking again, and taking it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import mail
from app.clock import utcnow
from app.extensions import db
from app.guards import me
from app.ids import row_id
from app.invitations import blueprint
from app.invitations.letter import link_of, written
from app.invitations.loaders import find_invitation
from app.loaders import find_client
from app.mail import MailFailed
from app.mail_settings import is_mail_address
from app.models import Client, XeroInvitation
from app.security import visitor_address
from app.xero import invitations
from app.xero.invitations import Invited, InvitedMeanwhile
from app.xero.links import Archived

BAD_ADDRESS = "Enter the client’s e-mail address, such as name@example.com, or make a link only"
SWITCHED_OFF = "The client level is switched off, so no client can be asked to connect."
ARCHIVED = "This client is archived. Restore it first, then ask."
MEANWHILE = (
    "Somebody asked this client in the meantime, so nothing was done. A link is shown only once, to whoever "
    "made it: ask again for a new one."
)


@blueprint.get("/clients/<int:client_id>/invitations")
def invited_before(client_id: int) -> ResponseReturnValue:
    """The link was shown once; who comes back to its page finds the client's."""
    return redirect(url_for("clients.show", client_id=find_client(client_id).id))


@blueprint.post("/clients/<int:client_id>/invitations")
def invite(client_id: int) -> ResponseReturnValue:
    client = find_client(client_id)
    if not me().practice.links_clients:
        return back_to(client, SWITCHED_OFF)
    wants_mail = mail.can_mail() and request.form.get("by") == "mail"
    email = request.form.get("email", "").strip()
    if wants_mail and not is_mail_address(email):
        return ask_again(client, email)
    try:
        invited = invitations.invite(
            client, me(), email if wants_mail else None, visitor_address(), was=invitation_seen()
        )
    except InvitedMeanwhile:
        db.session.rollback()
        return back_to(find_client(client_id), MEANWHILE)
    except Archived:
        db.session.rollback()
        return back_to(find_client(client_id), ARCHIVED)
    db.session.commit()
    return show_link(invited, send(invited) if wants_mail else None)


def invitation_seen() -> int | None:
    """The latest invitation when the form was made."""
    return request.form.get("was", type=row_id)


def ask_again(client: Client, email: str) -> ResponseReturnValue:
    faults = {"email": BAD_ADDRESS}
    was = invitation_seen()
    return render_template("invitations/ask.html", client=client, email=email, was=was, faults=faults), 422


def send(invited: Invited) -> str | None:
    """Mail the link, and note that; returns the sentence of what went wrong, or None."""
    invitation_id, letter = invited.invitation.id, written(invited)
    db.session.commit()
    try:
        mail.send(letter)
    except MailFailed as failure:
        return str(failure)
    db.session.get_one(XeroInvitation, invitation_id).mailed_at = utcnow()
    db.session.commit()
    return None


def show_link(invited: Invited, problem: str | None) -> ResponseReturnValue:
    """The only page that ever shows the link: from here on there is nothing but its hash."""
    return render_template(
        "invitations/made.html", invitation=invited.invitation, link=link_of(invited), problem=problem
    )


@blueprint.post("/clients/<int:client_id>/invitations/<int:invitation_id>/revoke")
def revoke(client_id: int, invitation_id: int) -> ResponseReturnValue:
    client = find_client(client_id)
    invitation = find_invitation(client, invitation_id)
    was_answered = invitation.used_at is not None
    has_ended = invitations.revoke(invitation, me(), visitor_address())
    db.session.commit()
    if not has_ended:
        return back_to(client, "This invitation had ended already. Nothing was changed.")
    if was_answered:
        return back_to(client, "The client’s answer is set aside. The company stays in the list.", "done")
    return back_to(client, "The invitation is taken back. Its link opens nothing any more.", "done")


def back_to(client: Client, words: str, category: str = "note") -> ResponseReturnValue:
    flash(words, category)
    return redirect(url_for("clients.show", client_id=client.id), 303)
