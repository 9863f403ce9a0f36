"""`flask practice …`: the firms that work here."""

from __future__ import annotations

import click

from app import passwords
from app.commands.group import CommandGroup
from app.commands.parameters import EMAIL, NAME, TIME_ZONE
from app.commands.password_options import PasswordSource, with_password
from app.commands.people import add_user, refuse_known_email, refuse_known_name
from app.extensions import db
from app.models import Practice, Role, record
from app.people import BY_COMMAND

group = CommandGroup("practice", help="Make practices.")


@group.command("create")
@click.argument("name", type=NAME)
@click.option("--admin-email", type=EMAIL, required=True, help="With what its first admin signs in.")
@click.option("--admin-name", type=NAME, required=True, help="What its first admin is called.")
@click.option(
    "--time-zone", type=TIME_ZONE, default="Europe/London", show_default=True, help="Its time zone."
)
@with_password
def create(source: PasswordSource, name: str, admin_email: str, admin_name: str, time_zone: str) -> None:
    """Make a practice and its first admin."""
    refuse_known_name(name)
    refuse_known_email(admin_email)
    # Nobody waits for the database while somebody types or a password is hashed.
    db.session.rollback()
    password = source.password(email=admin_email, names=(admin_name, name))
    password_hash = passwords.hashed(password)
    refuse_known_name(name)
    practice = found(name, time_zone)
    add_user(practice, admin_email, admin_name, Role.ADMIN, password_hash)
    db.session.commit()
    click.echo(f"{name} is ready. {admin_name} signs in as {admin_email}.")
    source.tell(password)


def found(name: str, time_zone: str) -> Practice:
    practice = Practice(name=name, time_zone=time_zone)
    db.session.add(practice)
    db.session.flush()
    after = {"name": name, "time_zone": time_zone}
    record("practice.created", practice_id=practice.id, after=after, reason=BY_COMMAND)
    return practice
