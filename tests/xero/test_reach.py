"""An organisation is read through the best login that reaches it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import utcnow
from app.extensions import db
from app.models import Event, Job, LoginState, XeroConnection, XeroLogin
from app.xero import lifecycle, organisations, reach, service
from app.xero.errors import (
    OrganisationGone,
    ReconnectNeeded,
    SealBroken,
    XeroUnavailable,
)
from tests.records import rows
from tests.travel import PRIYA
from tests.xero.ways import (
    BOOKS,
    authorise,
    connection,
    facts,
    login_used,
    of_login,
    organisation,
    set_login,
    set_organisation,
    state_of,
)


def test_an_organisation_is_read_through_the_login_that_came_first_unless_another_is_preferred(in_app, both):
    priya, tomas = both

    assert login_used(in_app) == priya
    set_organisation(in_app, preferred_login_id=tomas)
    assert login_used(in_app) == tomas


@pytest.mark.parametrize("ailment", [{"trouble": "unknown"}, {"leaving_at": utcnow()}])
def test_a_login_that_fails_or_leaves_comes_last_even_if_it_is_preferred(in_app, both, ailment):
    priya, tomas = both
    set_organisation(in_app, preferred_login_id=priya)
    set_login(in_app, priya, **ailment)

    assert login_used(in_app) == tomas


def test_a_dead_login_is_no_way_and_the_organisation_stays_connected(in_app, xero, both):
    priya, _ = both
    set_login(in_app, priya, state=LoginState.EXPIRED)

    assert facts(in_app).name == BOOKS
    assert state_of(in_app)[0] == "connected"
    assert xero.control.calls()["organisation"] == 1


def test_a_login_that_turns_out_to_be_over_is_passed_over(in_app, xero, both):
    priya, _ = both
    set_login(in_app, priya, access_expires_at=utcnow())
    xero.control.revoke(PRIYA)

    assert facts(in_app).name == BOOKS
    assert of_login(in_app, priya).state == LoginState.REVOKED


def test_tokens_of_one_login_that_do_not_open_are_the_operators_and_the_other_login_is_used(
    in_app, both, logbook
):
    priya, tomas = both
    set_login(in_app, priya, sealed_tokens="demo.AAAA")
    assert facts(in_app).name == BOOKS

    set_login(in_app, tomas, state=LoginState.EXPIRED)
    with pytest.raises(SealBroken):
        facts(in_app)
    assert logbook.about("the operator must act")
    assert of_login(in_app, priya).state == LoginState.ACTIVE


def test_an_organisation_that_was_cut_for_one_login_is_read_through_the_other(in_app, xero, both):
    priya, tomas = both
    xero.control.cut(BOOKS, PRIYA)

    assert facts(in_app).name == BOOKS

    ended = connection(in_app, priya)
    assert (ended.ended_because, connection(in_app, tomas).ended_at) == ("not_listed", None)
    assert ended.ended_at
    assert state_of(in_app)[0] == "connected"
    [due] = rows(in_app, Job, kind="reconcile")
    assert (due.login_id, due.subject) == (priya, f"login:{priya}")
    [event] = rows(in_app, Event, what="connection.ended")
    assert (event.login_id, event.organisation_id) == (priya, organisation(in_app).id)
    assert xero.control.calls() | {"connections": 1, "organisation": 2} == xero.control.calls()


def test_one_that_xero_lists_and_refuses_is_marked_so_and_no_comparison_brings_it_back(in_app, xero, both):
    priya, tomas = both
    set_login(in_app, tomas, state=LoginState.EXPIRED)
    xero.control.fail("organisation", status=403)

    with pytest.raises(OrganisationGone):
        facts(in_app)
    assert connection(in_app, priya).ended_because == "no_access"
    # The expired login still has its connection: signing in again is what helps.
    assert state_of(in_app) == ("reconnection_needed", "expired")

    login = db.session.get_one(XeroLogin, priya)
    organisations.reconcile(login, service().api.connections(lifecycle.fresh_access_token(priya)), utcnow())
    db.session.commit()
    assert connection(in_app, priya).ended_because == "no_access"


def test_only_the_connection_that_was_refused_is_marked(in_app, harbour, xero, both):
    priya = authorise(in_app, harbour, xero, PRIYA, "Alder Bakery Ltd")
    xero.control.cut(BOOKS, PRIYA)

    facts(in_app)

    assert connection(in_app, priya, "Alder Bakery Ltd").ended_at is None


def test_while_the_list_cannot_be_read_nothing_is_marked_and_it_is_due_soon(in_app, xero, both):
    priya, _ = both
    xero.control.cut(BOOKS, PRIYA)
    xero.control.fail("connections", status=503)

    assert facts(in_app).name == BOOKS
    assert connection(in_app, priya).ended_at is None
    assert rows(in_app, Job, kind="reconcile", login_id=priya)


def test_a_403_for_the_list_itself_says_nothing_about_an_organisation(in_app, xero, both):
    priya, _ = both
    xero.control.fail("organisation", status=403)
    xero.control.fail("connections", status=403)

    assert facts(in_app).name == BOOKS
    assert connection(in_app, priya).ended_at is None


def test_a_consent_that_came_in_between_outranks_the_refusal(in_app, harbour, xero, both):
    priya, tomas = both
    set_login(in_app, tomas, state=LoginState.EXPIRED)
    xero.control.cut(BOOKS, PRIYA)

    def refused_late(_token, _tenant):
        authorise(in_app, harbour, xero, PRIYA, BOOKS)
        raise OrganisationGone("an answer from before the consent")

    with pytest.raises(OrganisationGone):
        reach.call_organisation(organisation(in_app).id, refused_late)
    assert connection(in_app, priya).ended_at is None
    assert facts(in_app).name == BOOKS


def test_xero_being_away_is_not_asked_twice_and_marks_nothing(in_app, xero, both):
    xero.control.fail("organisation", status=503, times=5)

    with pytest.raises(XeroUnavailable):
        facts(in_app)

    assert xero.control.calls()["organisation"] == 1
    assert {row.ended_at for row in rows(in_app, XeroConnection)} == {None}


def test_an_organisation_that_nobody_reaches_needs_reconnecting(in_app, xero, both):
    for login_id in both:
        set_login(in_app, login_id, state=LoginState.REVOKED)

    with pytest.raises(ReconnectNeeded):
        facts(in_app)
    assert xero.control.calls().get("organisation", 0) == 0
    assert state_of(in_app) == ("reconnection_needed", "revoked")


def test_that_an_organisation_is_in_use_is_noted_about_once_an_hour(in_app, both):
    facts(in_app)
    first = organisation(in_app).last_used_at
    facts(in_app)
    assert organisation(in_app).last_used_at == first

    set_organisation(in_app, last_used_at=first - timedelta(hours=1))
    facts(in_app)
    assert organisation(in_app).last_used_at >= first


def test_a_token_that_xero_refuses_is_renewed_once_and_then_the_other_login_is_used(in_app, xero, both):
    xero.control.fail("organisation", status=401, times=2)

    assert facts(in_app).name == BOOKS
    assert xero.control.calls() | {"organisation": 3, "token.refresh": 1} == xero.control.calls()
