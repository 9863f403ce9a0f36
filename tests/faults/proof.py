"""What holds at the end of every test of a fault: no login is lost, or it says why; no secret was logged."""

from __future__ import annotations

from collections import Counter

from app.extensions import db
from app.models import Event, LoginState, XeroLogin
from app.xero import store, strongbox
from tests.records import rows

WRITTEN = ("login.refreshed", "login.refreshed_late")


def current_at(xero):
    """The refresh tokens that are the newest of their login over there."""
    return {token["value"] for login in xero.control.tokens() for token in login["refresh_tokens"]}


def stored(app):
    """Each login’s refresh token, by the login’s id."""
    with app.app_context():
        return {one.id: strongbox.open_tokens(one)[1] for one in rows(app, XeroLogin)}


def saved(app, xero):
    """Every login is active, and its stored token is the current one over there."""
    assert {one.state for one in rows(app, XeroLogin)} == {LoginState.ACTIVE}
    current = current_at(xero)
    lost = {login for login, token in stored(app).items() if token not in current}
    assert lost == set()


def ended(app, state):
    """Nothing could save the one login: it needs reconnecting, and says why."""
    [login] = rows(app, XeroLogin)
    assert login.state == state
    assert rows(app, Event, what="login.ended")[-1].after["state"] == state


def leases_in_order(app):
    """Nobody holds a lease any more, and no generation of a grant was written twice."""
    with app.app_context(), store.change() as session:
        now = store.now_of(session)
        live = session.scalars(db.select(XeroLogin.id).where(XeroLogin.lease_until > now)).all()
    assert live == []
    written = Counter(
        (event.login_id, event.after["fence"]) for event in rows(app, Event) if event.what in WRITTEN
    )
    assert [key for key, times in written.items() if times > 1] == []


def no_secret(text, secrets):
    """Nothing that was issued over there, or that opens it, stands in what was logged."""
    assert secrets
    assert [secret[:6] for secret in secrets if secret in text] == []
