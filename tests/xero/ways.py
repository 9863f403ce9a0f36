"""Xero logins that really reach organisations at the stand-in, as tests of reading through them need them."""

from __future__ import annotations

from app.clock import utcnow
from app.extensions import db
from app.models import XeroConnection, XeroLogin, XeroOrganisation
from app.models.event import Author
from app.models.status import cause, organisation_status
from app.xero import lifecycle, reach, service
from app.xero.api import TripSecrets
from app.xero.identity import Identity
from app.xero.keeping import keep
from tests.records import change, rows
from tests.travel import PRIYA, answer_of

TOMAS = "tomas.reed@harbourpine.example"
BOOKS = "Harbour & Pine Ltd"


def two_people(xero, *names):
    """Priya Nair and Tomas Reed, who both see these organisations."""
    xero.control.add_user(PRIYA, "Priya", "Nair")
    xero.control.add_user(TOMAS, "Tomas", "Reed")
    for name in names:
        xero.control.add_organisation(name, users=[PRIYA, TOMAS])


def authorise(app, firm, xero, email, *names):
    """Have somebody connect these organisations, one trip each; returns the login's id."""
    for name in names:
        tokens = exchange(xero, email, [name])
    who = Identity(email, "Priya Nair" if email == PRIYA else "Tomas Reed", email, None)
    login_id = lifecycle.keep_grant(firm.practice.id, who, tokens, Author(firm.admin.id))
    listed = service().api.connections(tokens.access_token)
    keep(db.session.get_one(XeroLogin, login_id), listed, utcnow())
    db.session.commit()
    return login_id


def exchange(xero, email, names=()):
    secrets, api = TripSecrets.fresh(), service().api
    redirect = xero.control.approve(api.authorize_url(secrets), email, names)
    return api.exchange_code(answer_of(redirect)["code"], secrets.verifier)


def organisation(app, name=BOOKS):
    return rows(app, XeroOrganisation, name=name)[0]


def connection(app, login_id, name=BOOKS):
    found = rows(app, XeroConnection, login_id=login_id, organisation_id=organisation(app, name).id)
    return found[0]


def of_login(app, login_id):
    return rows(app, XeroLogin, id=login_id)[0]


def set_login(app, login_id, **facts):
    def how(row):
        for name, value in facts.items():
            setattr(row, name, value)

    change(app, of_login(app, login_id), how)


def set_organisation(app, name=BOOKS, **facts):
    def how(row):
        for fact, value in facts.items():
            setattr(row, fact, value)

    change(app, organisation(app, name), how)


def facts(app, **options):
    """Read the books through the best login."""
    return reach.call_organisation(organisation(app).id, service().api.organisation, **options)


def state_of(app):
    """Status and cause of the books as screens tell them."""
    with app.app_context():
        found = db.session.execute(
            db.select(organisation_status(), cause(XeroOrganisation.id)).where(XeroOrganisation.name == BOOKS)
        ).one()
    return tuple(found)


def login_used(app):
    """Through whose login the organisation is read: the token tells."""
    seen = []
    reach.call_organisation(organisation(app).id, lambda token, _tenant: seen.append(token))
    tokens = {lifecycle.fresh_access_token(row.id): row.id for row in rows(app, XeroLogin)}
    return tokens[seen[0]]
