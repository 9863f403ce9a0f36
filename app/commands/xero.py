"""`flask xero`: bringing our records in line with Xero by hand, and the story of one login."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import click
from sqlalchemy import select

from app.commands.group import CommandGroup
from app.commands.legacy import import_legacy
from app.extensions import db
from app.jobs import reconciling
from app.models import LoginState, XeroLogin
from app.xero.errors import XeroError
from app.xero.story import story_of

group = CommandGroup("xero", help="Xero logins and what they reach.")
group.add_command(import_legacy)


@group.command("reconcile")
def reconcile() -> None:
    """Compare every login with what Xero lists at once; `flask jobs run` does so by itself every hour."""
    active = select(XeroLogin.id).filter_by(state=LoginState.ACTIVE).order_by(XeroLogin.id)
    logins = db.session.scalars(active).all()
    db.session.commit()
    for login_id in logins:
        attempt(f"login {login_id}", partial(reconcile_login, login_id))


@group.command("story")
@click.argument("login_id", type=int, metavar="LOGIN")
def story(login_id: int) -> None:
    """Tell in words what happened to one login, given by its number."""
    lines = story_of(login_id)
    if not lines:
        raise click.ClickException(f"There is no login {login_id}.")
    click.echo("\n".join(lines))


def reconcile_login(login_id: int) -> None:
    """Bring one login's trips and connections in line with Xero; raises XeroError."""
    reconciling.settle_waiting(login_id)
    reconciling.reconcile(login_id)


def attempt(name: str, work: Callable[[], None]) -> None:
    """Do one thing and say how it went; a fault of one login stops no other."""
    try:
        work()
    except XeroError as error:
        db.session.rollback()
        click.echo(f"{name}: {error}")
    else:
        click.echo(f"{name}: done")
