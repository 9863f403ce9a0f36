"""The job that removes what no request had the time for."""

from __future__ import annotations

import pytest
from flask import Flask

from app.clock import utcnow
from app.extensions import db
from app.jobs.kinds import Turn
from app.jobs.removing import SOON, run
from app.models import Job, LoginState, XeroConnection, XeroLogin
from app.models.event import Author
from app.xero import access
from app.xero.errors import XeroUnavailable
from sandbox.server import RunningSandbox
from tests.page import Visitor
from tests.people import Firm
from tests.records import change, rows
from tests.travel import priya, travel


@pytest.fixture
def asked(app: Flask, visitor: Visitor, harbour: Firm, xero: RunningSandbox) -> int:
    """Priya’s login, of whose two organisations both are to be removed."""
    priya(xero, "Alder Ltd", "Birch Ltd")
    visitor.sign_in(harbour.admin)
    for name in ("Alder Ltd", "Birch Ltd"):
        travel(visitor, xero, [name])
    ids = [one.organisation_id for one in rows(app, XeroConnection)]
    with app.app_context():
        wanted = access.accesses(harbour.practice.id, ids)
        access.ask(harbour.practice.id, wanted, utcnow(), Author(harbour.admin.id))
        db.session.commit()
    return rows(app, XeroLogin)[0].id


def turn(app: Flask, login_id: int):
    with app.app_context():
        return run(Turn(None, login_id, utcnow()))


def test_what_was_asked_for_is_removed_and_said_who_asked(
    app: Flask, harbour: Firm, xero: RunningSandbox, asked: int
) -> None:
    assert turn(app, asked) is None

    assert xero.control.connections() == []
    assert {one.ended_because for one in rows(app, XeroConnection)} == {"removed"}


def test_a_dead_login_waits_and_its_reconnect_has_it_done(
    app: Flask, visitor: Visitor, xero: RunningSandbox, asked: int
) -> None:
    login = rows(app, XeroLogin)[0]
    change(app, login, lambda row: setattr(row, "state", LoginState.EXPIRED))
    assert turn(app, asked) is None
    assert len(xero.control.connections()) == 2
    (job,) = rows(app, Job, kind="remove")
    change(app, job, lambda row: db.session.delete(row))

    travel(visitor, xero)

    assert len(rows(app, Job, kind="remove")) == 1
    turn(app, asked)
    assert xero.control.connections() == []


def test_a_xero_that_is_away_is_asked_again_later(app: Flask, xero: RunningSandbox, asked: int) -> None:
    xero.control.set_modes(offline=True)

    with pytest.raises(XeroUnavailable):
        turn(app, asked)

    xero.control.set_modes(offline=False)
    turn(app, asked)
    assert xero.control.connections() == []


def test_what_does_not_fit_into_one_turn_is_done_in_the_next(
    app: Flask, monkeypatch: pytest.MonkeyPatch, asked: int
) -> None:
    monkeypatch.setattr("app.jobs.removing.BUDGET", 0.0)

    assert turn(app, asked) == SOON
