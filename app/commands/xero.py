"""`flask xero`: bringing our records in line with Xero by hand, or by a timer of the operator's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import click
from sqlalchemy import select

from app.clock import utcnow
from app.commands.group import CommandGroup
from app.commands.legacy import import_legacy
from app.consents.arrival import FACTS_BUDGET, read_again, read_facts
from app.extensions import db
from app.models import LoginState, Outcome, XeroConsent, XeroLogin
from app.xero import lifecycle, organisations, service
from app.xero.errors import XeroError
from app.xero.story import story_of

group = CommandGroup("xero", help="Xero logins and what they reach.")
group.add_command(import_legacy)


@group.command("reconcile")
def reconcile() -> None:
    """Read every login's organisations anew, and settle trips that still wait for their list."""
    waiting = select(XeroConsent).filter_by(outcome=Outcome.LIST_FOLLOWS).order_by(XeroConsent.id)
    for consent in db.session.scalars(waiting).all():
        attempt(f"trip {consent.id}", partial(read_again, consent, None))
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
    """Bring one login's connections and facts in line with Xero; raises XeroError."""
    listed = lifecycle.call_with_token(login_id, service().api.connections)
    organisations.reconcile(db.session.get_one(XeroLogin, login_id), listed, utcnow())
    db.session.commit()
    read_facts(login_id, 10 * FACTS_BUDGET)


def attempt(name: str, work: Callable[[], None]) -> None:
    """Do one thing and say how it went; a fault of one login stops no other."""
    try:
        work()
    except XeroError as error:
        db.session.rollback()
        click.echo(f"{name}: {error}")
    else:
        click.echo(f"{name}: done")
