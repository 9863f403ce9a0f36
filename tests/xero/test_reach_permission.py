"""A permission that Xero misses is the practice's to give: it is said so, and asked for once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import utcnow
from app.models import Event
from app.models.status import cause_in_words
from app.xero.errors import (
    PermissionNeeded,
)
from tests.records import rows
from tests.travel import PRIYA
from tests.xero.logins import refreshes
from tests.xero.ways import (
    BOOKS,
    authorise,
    facts,
    login_used,
    of_login,
    set_login,
    state_of,
)


def test_a_missing_permission_is_said_so_and_asked_for_once(in_app, xero, only_priya):
    answer = {"body": '{"Detail":"AuthorizationUnsuccessful"}', "status": 401}
    xero.control.fail("organisation", times=3, **answer)

    for _ in range(3):
        with pytest.raises(PermissionNeeded):
            facts(in_app)

    assert xero.control.calls()["organisation"] == 1
    assert refreshes(xero) == 0
    status, because = state_of(in_app)
    assert (status, cause_in_words(because)) == ("reconnection_needed", "Needs a new permission")
    assert len(rows(in_app, Event, what="login.permission_needed")) == 1


def test_a_permission_that_is_there_again_is_noticed_within_a_day(in_app, only_priya):
    set_login(in_app, only_priya, lacks_permission_at=utcnow() - timedelta(days=1, minutes=1))

    assert facts(in_app).name == BOOKS
    assert of_login(in_app, only_priya).lacks_permission_at is None
    assert state_of(in_app)[0] == "connected"


def test_a_consent_brings_the_permission(in_app, harbour, xero, only_priya):
    set_login(in_app, only_priya, lacks_permission_at=utcnow())

    xero.control.cut(BOOKS, PRIYA)
    authorise(in_app, harbour, xero, PRIYA, BOOKS)

    assert of_login(in_app, only_priya).lacks_permission_at is None


def test_a_login_without_the_permission_leaves_the_organisation_to_the_other(in_app, both):
    priya, tomas = both
    set_login(in_app, priya, lacks_permission_at=utcnow())

    assert login_used(in_app) == tomas
    assert state_of(in_app)[0] == "connected"
