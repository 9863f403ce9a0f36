"""Finding people and practices on the command line, or saying in one sentence why not."""

from __future__ import annotations

import click

from app import people
from app.extensions import db
from app.models import Practice, Role, User
from app.models.event import Author
from app.models.practice import find_practice_by_name, find_user_by_email
from app.people import BY_COMMAND, EmailTaken

OPERATOR = Author()


def named_practice(name: str) -> Practice:
    practice = find_practice_by_name(name)
    if not practice:
        raise click.ClickException(
            f"There is no practice called “{name}”. Make it with: flask practice create"
        )
    return practice


def refuse_known_name(name: str) -> None:
    if find_practice_by_name(name):
        raise click.ClickException(f"There is a practice called “{name}” already. Choose another name.")


def known_user(email: str) -> User:
    """The user with that address, who may be deactivated."""
    user = find_user_by_email(email)
    if not user:
        raise click.ClickException(f"Nobody signs in as {email}. See who does with: flask user list")
    return user


def active_user(email: str) -> User:
    """The user who signs in with that address."""
    user = known_user(email)
    if not user.is_enabled:
        raise click.ClickException(f"{email} is deactivated. To undo that: flask user activate {email}")
    return user


def refuse_known_email(email: str) -> None:
    if find_user_by_email(email):
        raise click.ClickException(f"There is a user {email} already. Give another e-mail address.")


def add_user(practice: Practice, email: str, name: str, role: Role, password_hash: str) -> None:
    """Add somebody to a practice, or say that somebody signs in with that address already."""
    details = {"email": email, "name": name, "password_hash": password_hash, "reason": BY_COMMAND}
    try:
        people.add(practice, role=role, by=OPERATOR, **details)
    except EmailTaken:
        # Somebody else added them while the password was typed.
        db.session.rollback()
        refuse_known_email(email)
        raise
