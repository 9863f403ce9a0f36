"""What ran out is cleared away, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import utcnow
from app.extensions import db
from app.jobs.registry import KINDS
from app.models import (
    ClientImport,
    Event,
    JobHost,
    JobKind,
    PasswordLink,
    Purpose,
    Throttle,
    XeroConsent,
    XeroInvitation,
    record,
)
from tests.jobs.rows import work
from tests.records import add, add_client, rows

DAY = timedelta(days=1)


@pytest.fixture
def tidy(in_app):
    return lambda: work({JobKind.TIDY: KINDS[JobKind.TIDY]})


def trip(firm, name, ago, **facts):
    return XeroConsent(
        practice_id=firm.practice.id,
        user_id=firm.admin.id,
        user_epoch=1,
        purpose=Purpose.LINK_PRACTICE,
        state_hash=name,
        browser_hash="",
        sealed_secrets="sealed",
        started_at=utcnow() - ago,
        **facts,
    )


def test_a_trip_that_nobody_came_back_from_loses_its_secrets_and_later_its_row(in_app, harbour, tidy):
    add(
        in_app,
        trip(harbour, "under way", timedelta(minutes=50)),
        trip(harbour, "given up", timedelta(minutes=70)),
        trip(harbour, "long ago", 31 * DAY),
        trip(harbour, "told of", 31 * DAY, outcome="linked"),
    )

    tidy()

    found = {row.state_hash: row.sealed_secrets for row in rows(in_app, XeroConsent)}
    assert found == {"under way": "sealed", "given up": None, "told of": None}


def invitation(firm, client_id, name, ago, **facts):
    return XeroInvitation(
        practice_id=firm.practice.id,
        client_id=client_id,
        invited_by_id=firm.admin.id,
        secret_hash=name,
        invited_at=utcnow() - ago,
        **facts,
    )


def test_an_old_invitation_goes_only_where_nothing_is_told_of_it_any_more(in_app, harbour, tidy):
    alder, heron = add_client(in_app, harbour, "Alder Lane"), add_client(in_app, harbour, "Heron")
    answered = invitation(harbour, heron, "answered", 200 * DAY, used_at=utcnow())
    add(
        in_app,
        invitation(harbour, alder, "replaced", 200 * DAY),
        invitation(harbour, alder, "taken back last month", 30 * DAY, revoked_at=utcnow()),
        invitation(harbour, alder, "still shown as waiting", 150 * DAY),
        answered,
        invitation(harbour, heron, "taken back long ago", 200 * DAY, revoked_at=utcnow() - 190 * DAY),
    )

    tidy()

    assert {row.secret_hash for row in rows(in_app, XeroInvitation)} == {
        "taken back last month",
        "still shown as waiting",
        "answered",
    }


def test_uploads_counts_links_and_silent_hosts_go_when_they_ran_out(in_app, harbour, tidy):
    now, mine = utcnow(), {"practice_id": harbour.practice.id, "user_id": harbour.admin.id}
    for name, ago in (("new", timedelta(hours=1)), ("old", 45 * DAY)):
        db.session.add_all(
            [
                ClientImport(filename=name, lines=[], left_out=[], uploaded_at=now - ago, **mine),
                PasswordLink(secret_hash=name, made_at=now - ago, expires_at=now - ago + DAY, **mine),
                Throttle(key=name, since=now - ago, attempts=3),
                JobHost(name=name, started_at=now - ago, seen_at=now - ago),
            ]
        )
    db.session.commit()

    tidy()

    left = [
        *db.session.scalars(db.select(ClientImport.filename)),
        *db.session.scalars(db.select(PasswordLink.secret_hash)),
        *db.session.scalars(db.select(Throttle.key)),
        *db.session.scalars(db.select(JobHost.name)),
    ]
    assert left == ["new"] * 4


def test_the_history_is_never_tidied(in_app, harbour, tidy):
    event = record("switch.changed", practice_id=harbour.practice.id)
    event.at = utcnow() - 4000 * DAY
    db.session.commit()

    tidy()

    assert [one.what for one in rows(in_app, Event)] == ["switch.changed"]
