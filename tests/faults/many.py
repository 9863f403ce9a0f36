"""Many logins at once, each of a Xero user of its own, and time that goes by for all of them."""

from __future__ import annotations

from sqlalchemy import select, update

from app.clock import utcnow
from app.extensions import db
from app.models import XeroGate, XeroLogin
from app.models.event import Author
from app.xero import lifecycle
from app.xero.identity import Identity
from app.xero.tokens import TokenSet
from sandbox import grants
from sandbox.control_actions import add_person
from sandbox.records import Grant
from sandbox.tokens import Issue
from tests.xero.logins import MOMENTS

SCOPES = ("offline_access", "accounting.settings.read")
EVENT = "00000000-0000-4000-8000-000000000001"


def add_logins(practice_id, xero, number):
    """So many Xero users who authorised us; the ids of their logins."""
    return [add_login(practice_id, xero, f"user-{count}@example.com") for count in range(number)]


def add_login(practice_id, xero, email):
    world = xero.app.world
    with world.turn():
        app = next(iter(world.apps))
        person = add_person(world, email, "Alex", "Hart")
        world.grants.put(Grant(app.client_id, person.user_id, SCOPES))
        answer = grants.issue_token_set(world, Issue(app, person, SCOPES, EVENT))
    identity = Identity(person.user_id, person.full_name, email, None)
    return lifecycle.keep_grant(practice_id, identity, TokenSet.from_answer(answer, utcnow()), Author())


def age_all(app, by):
    """Let time go by for every login and the gate, by whatever clock their rows are measured."""
    with app.app_context():
        columns = [XeroLogin.id, *(getattr(XeroLogin, name) for name in MOMENTS)]
        found = db.session.execute(select(*columns)).mappings()
        db.session.execute(update(XeroLogin), [earlier(row, by) for row in found])
        for gate in db.session.scalars(select(XeroGate)):
            gate.counted_since -= by
            gate.shut_until = gate.shut_until and gate.shut_until - by
        db.session.commit()


def earlier(row, by):
    moments = {name: row[name] and row[name] - by for name in MOMENTS}
    return {"id": row["id"], **moments}


def spend_all(app):
    """Let every access token run out by our own reckoning."""
    with app.app_context():
        db.session.execute(update(XeroLogin).values(access_expires_at=utcnow()))
        db.session.commit()
