"""The mail that brings somebody the link to set their password."""

from __future__ import annotations

from flask import current_app, render_template

from app.mail import Mail
from app.password_links import Made


def address_of(made: Made) -> str:
    """The address that opens it, at our own public address whatever host was asked."""
    path = current_app.url_map.bind("localhost").build("auth.set_password", {"secret": made.secret})
    return f"{current_app.config['PUBLIC_URL']}{path}"


def written(made: Made) -> Mail:
    """The letter to the link’s user."""
    link, user = made.link, made.link.user
    return Mail(
        to=user.email,
        subject="Set your password for Ledgerline",
        text=render_template("auth/_password_letter.txt", link=link, user=user, address=address_of(made)),
        from_name=user.practice.name,
    )
