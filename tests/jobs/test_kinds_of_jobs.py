"""Keep-alive, reconcile and facts, against the stand-in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import utcnow
from app.extensions import db
from app.jobs.registry import KINDS
from app.models import (
    Job,
    JobKind,
    LoginState,
    Outcome,
    XeroConnection,
    XeroConsent,
    XeroLogin,
    XeroOrganisation,
)
from app.models.job import make_due
from tests.jobs.rows import age, job, work
from tests.records import change, rows
from tests.travel import PRIYA, travel
from tests.xero.logins import age as age_login
from tests.xero.logins import login, refreshes

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def only(kind):
    return {kind: KINDS[kind]}


def do(app, kinds):
    with app.app_context():
        return work(kinds)


def an_hour_later(app):
    """Let an hour go by for the login and its jobs."""
    for moment in ("authorised_at", "connections_read_at"):
        change(app, login(app), lambda row, name=moment: setattr(row, name, getattr(row, name) - HOUR))
    age_login(app, HOUR)
    for kind in (JobKind.KEEP_ALIVE, JobKind.RECONCILE):
        age(app, HOUR, kind)


def lists(xero):
    return xero.control.calls().get("connections", 0)


def organisation(app, name):
    (found,) = rows(app, XeroOrganisation, name=name)
    return found


def test_a_login_that_is_idle_for_a_day_is_renewed(app, xero, priya_login):
    age_login(app, timedelta(hours=25))

    do(app, only(JobKind.KEEP_ALIVE))

    assert refreshes(xero) == 1
    found = job(app, JobKind.KEEP_ALIVE)
    assert DAY <= found.due_at - found.finished_at <= DAY + 2 * HOUR


def test_one_that_was_renewed_today_is_left_until_it_has_been_idle_for_a_day(app, xero, priya_login):
    age_login(app, timedelta(hours=20))

    do(app, only(JobKind.KEEP_ALIVE))

    assert xero.control.calls().get("token.refresh", 0) == 0
    found = job(app, JobKind.KEEP_ALIVE)
    assert 3.9 * HOUR <= found.due_at - found.finished_at <= 6 * HOUR


def test_it_is_kept_alive_whatever_the_switches_say(app, xero, harbour, priya_login):
    change(app, harbour.practice, lambda row: setattr(row, "links_practice", False))
    change(app, harbour.practice, lambda row: setattr(row, "links_clients", False))
    age_login(app, timedelta(hours=25))

    do(app, only(JobKind.KEEP_ALIVE))

    assert refreshes(xero) == 1


def test_a_dead_login_costs_at_most_three_calls_a_day(app, xero, priya_login):
    xero.control.revoke(PRIYA)
    age_login(app, timedelta(hours=25))

    for _ in range(30):
        do(app, KINDS)
        an_hour_later(app)

    assert login(app).state != LoginState.ACTIVE
    assert len(xero.control.recent_calls()) <= 3


def test_an_organisation_that_was_cut_off_is_known_after_the_next_look(app, xero, priya_login):
    do(app, only(JobKind.RECONCILE))
    xero.control.cut("Old Mill Ltd")

    an_hour_later(app)
    do(app, only(JobKind.RECONCILE))

    mill = organisation(app, "Old Mill Ltd")
    assert rows(app, XeroConnection, organisation_id=mill.id)[0].ended_at
    assert not rows(app, XeroConnection, organisation_id=organisation(app, "Harbour & Pine Ltd").id)[
        0
    ].ended_at


def test_a_look_comes_round_within_the_hour(app, xero, priya_login):
    do(app, only(JobKind.RECONCILE))

    found = job(app, JobKind.RECONCILE)
    assert found.due_at - found.finished_at < HOUR


@pytest.mark.parametrize("end", ["revoke", "expire_refresh_token"])
def test_a_login_that_ended_over_there_is_known_after_the_next_look(app, xero, priya_login, end):
    do(app, only(JobKind.RECONCILE))
    getattr(xero.control, end)(PRIYA)

    an_hour_later(app)
    do(app, only(JobKind.RECONCILE))

    assert login(app).state != LoginState.ACTIVE
    assert job(app, JobKind.RECONCILE).fault == "The login must be reconnected first."


def test_a_list_that_came_with_the_trip_is_not_read_again_at_once(app, xero, priya_login):
    do(app, only(JobKind.RECONCILE))

    assert lists(xero) == 0
    assert job(app, JobKind.RECONCILE).succeeded_at


def test_after_a_403_it_is_read_at_once(app, xero, harbour, priya_login):
    do(app, only(JobKind.RECONCILE))

    with app.app_context():
        make_due(JobKind.RECONCILE, practice_id=harbour.practice.id, login_id=priya_login)
        db.session.commit()
    do(app, only(JobKind.RECONCILE))

    assert lists(xero) == 1


def test_reconnecting_costs_no_call_more_than_the_trip(app, visitor, xero, priya_login):
    do(app, only(JobKind.RECONCILE))
    change(app, login(app), lambda row: setattr(row, "state", LoginState.EXPIRED))
    age(app, DAY, JobKind.RECONCILE)
    do(app, only(JobKind.RECONCILE))
    travel(visitor, xero)
    xero.control.reset_calls()

    do(app, only(JobKind.RECONCILE))

    assert len(xero.control.recent_calls()) == 0


def test_a_trip_whose_list_did_not_arrive_is_settled(app, visitor, xero, priya_login):
    xero.control.add_organisation("New Ferry Ltd", users=[PRIYA])
    xero.control.fail("connections", times=9)
    travel(visitor, xero, ["New Ferry Ltd"])
    assert rows(app, XeroConsent, outcome=Outcome.LIST_FOLLOWS)
    xero.control.clear_faults()

    do(app, only(JobKind.RECONCILE))

    assert not rows(app, XeroConsent, outcome=Outcome.LIST_FOLLOWS)
    assert organisation(app, "New Ferry Ltd")


def forget_facts(app, when=None):
    for row in rows(app, XeroOrganisation):
        change(app, row, lambda one: setattr(one, "facts_read_at", when))


@pytest.mark.parametrize("age_of_facts", [None, timedelta(days=31)], ids=["never read", "a month old"])
def test_facts_that_are_missing_or_old_are_read(app, xero, priya_login, age_of_facts):
    forget_facts(app, age_of_facts and utcnow() - age_of_facts)
    xero.control.change_organisation("Old Mill Ltd", legal_name="Old Mill Trading Ltd")

    do(app, only(JobKind.FACTS))

    assert organisation(app, "Old Mill Ltd").legal_name == "Old Mill Trading Ltd"
    assert xero.control.calls()["organisation"] == 2


def test_facts_of_this_month_are_not_read_again(app, xero, priya_login):
    forget_facts(app, utcnow() - timedelta(days=29))

    do(app, only(JobKind.FACTS))

    assert len(xero.control.recent_calls()) == 0


def test_one_organisation_that_cannot_be_read_keeps_no_other_waiting(app, xero, priya_login):
    forget_facts(app)
    xero.control.offline(organisation="Old Mill Ltd")

    do(app, only(JobKind.FACTS))

    assert organisation(app, "Harbour & Pine Ltd").facts_read_at
    assert not organisation(app, "Old Mill Ltd").facts_read_at


def test_many_facts_are_read_in_small_batches(app, xero, priya_login, monkeypatch):
    monkeypatch.setattr("app.jobs.facts.BATCH", 1)
    forget_facts(app)

    do(app, only(JobKind.FACTS))

    assert xero.control.calls()["organisation"] == 1
    (found,) = rows(app, Job, kind=JobKind.FACTS)
    assert found.due_at - found.finished_at == timedelta(minutes=1)


def test_where_none_can_be_read_the_next_try_is_the_usual_one(app, xero, priya_login, monkeypatch):
    monkeypatch.setattr("app.jobs.facts.BATCH", 1)
    forget_facts(app)
    xero.control.fail("organisation", times=9)

    do(app, only(JobKind.FACTS))

    (found,) = rows(app, Job, kind=JobKind.FACTS)
    assert found.due_at - found.finished_at >= HOUR


def test_facts_of_a_login_that_is_over_are_left_alone(app, xero, priya_login):
    forget_facts(app)
    change(app, rows(app, XeroLogin)[0], lambda row: setattr(row, "state", LoginState.REVOKED))

    do(app, only(JobKind.FACTS))

    assert len(xero.control.recent_calls()) == 0
