"""`flask user …`: the people who sign in."""

from __future__ import annotations

import click
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import attempts, password_links, password_mail, passwords, people
from app.commands.group import CommandGroup
from app.commands.parameters import EMAIL, NAME
from app.commands.password_options import PasswordSource, with_password
from app.commands.people import (
    OPERATOR,
    active_user,
    add_user,
    known_user,
    named_practice,
    refuse_known_email,
)
from app.extensions import db
from app.models import Practice, Role, User
from app.models.password_link import end_password_links
from app.people import BY_COMMAND, LastAdmin

group = CommandGroup("user", help="Add people, list them, let them in no longer.")
COLUMNS = ("PRACTICE", "E-MAIL", "NAME", "ROLE", "LAST SIGN-IN", "STATE")


@group.command("add")
@click.argument("email", type=EMAIL)
@click.option("--name", type=NAME, required=True, help="What they are called.")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), required=True, help="What they may do."
)
@click.option("--practice", type=NAME, required=True, help="The practice that they work for.")
@with_password
def add(source: PasswordSource, email: str, name: str, role: str, practice: str) -> None:
    """Add somebody to a practice."""
    names = (name, named_practice(practice).name)
    refuse_known_email(email)
    # Nobody waits for the database while somebody types or a password is hashed.
    db.session.rollback()
    password = source.password(email=email, names=names)
    password_hash = passwords.hashed(password)
    add_user(named_practice(practice), email, name, Role(role), password_hash)
    db.session.commit()
    click.echo(f"{name} signs in as {email}, for {names[1]}.")
    source.tell(password)


@group.command("list")
@click.option("--practice", type=NAME, help="Only those who work for this practice.")
def list_users(practice: str | None) -> None:
    """List who can sign in, and who no longer can. Times are in UTC."""
    query = select(User).join(Practice).options(joinedload(User.practice)).order_by(Practice.name, User.name)
    if practice:
        query = query.where(User.practice_id == named_practice(practice).id)
    rows = [COLUMNS, *(row_of(user) for user in db.session.scalars(query))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def row_of(user: User) -> tuple[str, ...]:
    seen = f"{user.signed_in_at:%Y-%m-%d %H:%M}" if user.signed_in_at else "never"
    state = "active" if user.is_enabled else "deactivated"
    return user.practice.name, user.email, user.name, user.role, seen, state


@group.command("deactivate")
@click.argument("email", type=EMAIL)
def deactivate(email: str) -> None:
    """Let somebody in no longer, from this moment on."""
    user = active_user(email)
    try:
        people.deactivate(user, OPERATOR, BY_COMMAND)
    except LastAdmin:
        raise click.ClickException(last_admin(user)) from None
    db.session.commit()
    click.echo(f"{email} is deactivated, and signed out everywhere.")


@group.command("activate")
@click.argument("email", type=EMAIL)
def activate(email: str) -> None:
    """Let somebody in again who was deactivated, with the password they had."""
    if not people.activate(known_user(email), OPERATOR, BY_COMMAND):
        raise click.ClickException(f"{email} is active already.")
    db.session.commit()
    click.echo(f"{email} can sign in again.")


@group.command("role")
@click.argument("email", type=EMAIL)
@click.argument("role", type=click.Choice([role.value for role in Role]))
def change_role(email: str, role: str) -> None:
    """Say what somebody may do."""
    user = known_user(email)
    try:
        has_changed = people.change_role(user, Role(role), OPERATOR, BY_COMMAND)
    except LastAdmin:
        raise click.ClickException(last_admin(user)) from None
    db.session.commit()
    click.echo(f"{email} is {role} {'now' if has_changed else 'already'}.")


@group.command("sign-out")
@click.argument("email", type=EMAIL)
def sign_out(email: str) -> None:
    """Sign somebody out everywhere."""
    people.sign_out_everywhere(known_user(email), OPERATOR, BY_COMMAND)
    db.session.commit()
    click.echo(f"{email} is signed out everywhere.")


@group.command("password-link")
@click.argument("email", type=EMAIL)
def password_link(email: str) -> None:
    """Print a one-time link by which somebody sets their password, within three days."""
    made = password_links.make(active_user(email), OPERATOR, BY_COMMAND)
    db.session.commit()
    click.echo(password_mail.address_of(made))


def last_admin(user: User) -> str:
    return f"{user.email} is the last admin of {user.practice.name}. Add another admin first."


@group.command("reset-password")
@click.argument("email", type=EMAIL)
@with_password
def reset_password(source: PasswordSource, email: str) -> None:
    """Give somebody a new password, which signs them out everywhere."""
    user = active_user(email)
    names = (user.name, user.practice.name)
    db.session.rollback()
    password = source.password(email=email, names=names)
    password_hash = passwords.hashed(password)
    user = active_user(email)
    user.change_password(password_hash)
    end_password_links(user.id)
    attempts.forget_sign_ins(email)
    people.tell("user.password_reset", user, None, people.described(user), OPERATOR, BY_COMMAND)
    db.session.commit()
    click.echo(f"{email} has a new password, and is signed out everywhere.")
    source.tell(password)
