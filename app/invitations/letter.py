"""The mail that asks a client to connect."""

from __future__ import annotations

from flask import current_app, render_template, url_for

from app.mail import Mail
from app.xero.invitations import Invited


def link_of(invited: Invited) -> str:
    """The address that the client opens, at our own public address whatever host was asked."""
    path = url_for("invitations.show", secret=invited.secret)
    return f"{current_app.config['PUBLIC_URL']}{path}"


def written(invited: Invited) -> Mail:
    """The letter to the client; an answer to it goes to whoever asked."""
    invitation = invited.invitation
    practice, by = invitation.practice, invitation.invited_by
    return Mail(
        to=invitation.email or "",
        subject=f"{practice.name} asks you to connect {invitation.client.name} to Xero",
        text=render_template("invitations/_letter.txt", invitation=invitation, link=link_of(invited)),
        from_name=f"{by.name}, {practice.name}",
        answers_to=by.email,
    )
