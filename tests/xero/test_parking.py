"""Limits at Xero: whoever meets one parks the organisation, or everything, for all processes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import utcnow
from app.durations import Countdown
from app.extensions import db
from app.models import XeroGate
from app.xero import lifecycle, reach, service
from app.xero.errors import Throttled
from tests.travel import PRIYA
from tests.xero.reader import ask_elsewhere
from tests.xero.ways import BOOKS, authorise, facts, organisation, set_organisation

MINUTES = timedelta(minutes=5)


def limit(xero, problem, seconds, times=1):
    headers = {"Retry-After": str(seconds), "X-Rate-Limit-Problem": problem}
    xero.control.fail("organisation", status=429, headers=headers, times=times)


def calls(xero):
    return xero.control.calls().get("organisation", 0)


@pytest.mark.parametrize("problem", ["minute", "day", "concurrent"])
def test_a_limit_parks_the_organisation_and_no_call_goes_out_meanwhile(in_app, xero, only_priya, problem):
    limit(xero, problem, 300)

    waited = Countdown(60)
    for _ in range(3):
        with pytest.raises(Throttled) as raised:
            facts(in_app)

    assert waited.left > 50
    assert calls(xero) == 1
    assert raised.value.problem == problem
    assert timedelta(minutes=4) < raised.value.retry_after <= MINUTES
    found = organisation(in_app)
    assert found.parked_because == problem
    assert found.parked_until - utcnow() <= MINUTES


def test_after_the_time_that_xero_named_the_organisation_is_asked_again(in_app, xero, only_priya):
    limit(xero, "minute", 300)
    with pytest.raises(Throttled):
        facts(in_app)

    set_organisation(in_app, parked_until=utcnow() - timedelta(seconds=1))

    assert facts(in_app).name == BOOKS


def test_other_processes_keep_to_it(in_app, environ, xero, only_priya):
    limit(xero, "minute", 300)
    with pytest.raises(Throttled):
        facts(in_app)

    assert ask_elsewhere(environ, organisation(in_app).id) == "Throttled"
    assert calls(xero) == 1


def test_a_parked_organisation_leaves_the_others_alone(in_app, harbour, xero, only_priya):
    xero.control.add_organisation("Alder Bakery Ltd", users=[PRIYA])
    authorise(in_app, harbour, xero, PRIYA, "Alder Bakery Ltd")
    limit(xero, "day", 3600)
    with pytest.raises(Throttled):
        facts(in_app)

    bakery = organisation(in_app, "Alder Bakery Ltd")
    assert reach.call_organisation(bakery.id, service().api.organisation).name == "Alder Bakery Ltd"


def test_the_limit_of_the_whole_app_parks_everything(in_app, xero, only_priya):
    limit(xero, "appminute", 40)

    for _ in range(2):
        with pytest.raises(Throttled):
            facts(in_app)
    with pytest.raises(Throttled):
        lifecycle.call_with_token(only_priya, service().api.connections)

    assert xero.control.calls() | {"organisation": 1} == xero.control.calls()
    assert xero.control.calls().get("connections", 0) == 0
    assert organisation(in_app).parked_until is None
    gate = gate_of(in_app)
    assert timedelta(seconds=30) < gate.parked_until - utcnow() <= timedelta(seconds=40)


def gate_of(app):
    with app.app_context():
        [gate] = db.session.scalars(db.select(XeroGate)).all()
        db.session.expunge_all()
        return gate


def test_a_short_limit_is_waited_for_as_long_as_the_caller_has_time(in_app, xero, only_priya):
    limit(xero, "concurrent", 1)

    assert facts(in_app, patience=5).name == BOOKS
    assert calls(xero) == 2


def test_the_days_limit_is_waited_for_by_nobody_however_soon_it_ends(in_app, xero, only_priya):
    limit(xero, "day", 1)

    with pytest.raises(Throttled):
        facts(in_app, patience=60)
    assert calls(xero) == 1


def test_a_longer_park_outlasts_a_shorter_one_that_was_met_later(in_app, xero, only_priya):
    until = utcnow() + timedelta(hours=5)

    def met_meanwhile(_token, _tenant):
        set_organisation(in_app, parked_until=until, parked_because="day")
        raise Throttled("minute", timedelta(seconds=30))

    with pytest.raises(Throttled):
        reach.call_organisation(organisation(in_app).id, met_meanwhile)

    assert (organisation(in_app).parked_until, organisation(in_app).parked_because) == (until, "day")
