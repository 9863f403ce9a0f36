"""Mails about what broke and what is mended: few, true, and nobody is told twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from freezegun import freeze_time

from app.clock import utcnow
from app.jobs import digesting as digests
from app.jobs.digesting import tell_practice
from app.jobs.registry import KINDS
from app.jobs.working import work_off
from app.mail import MailFailed
from app.mail_settings import Encryption, MailServer, Sender
from app.models import Digest, JobKind, LoginState, XeroConnection, XeroLogin, XeroOutage
from tests.consents.reconnecting import fall, link
from tests.jobs.rows import age
from tests.post_office import post_office
from tests.records import add, add_client, add_login, add_organisations, change, rows

START = utcnow().replace(microsecond=0)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def office(app):
    with post_office() as office:
        app.config["SMTP_URL"] = MailServer("127.0.0.1", office.port, Encryption.NONE)
        app.config["MAIL_FROM"] = Sender("ledgerline@example.com")
        yield office


@pytest.fixture
def tell(app, harbour):
    """Runs the job for Harbour & Pine, so long after the start."""

    def tell(after=timedelta()):
        with freeze_time(START + after), app.app_context():
            tell_practice(harbour.practice.id)

    return tell


@pytest.fixture
def linked(app, harbour):
    """Priya’s login opens the practice’s books and five clients’."""
    names = ["Harbour & Pine Ltd", "Alder", "Birch", "Cedar", "Damson", "Elm"]
    own, *others = add_organisations(app, harbour, add_login(app, harbour), *names)
    clients = [add_client(app, harbour, name) for name in names[1:]]
    add(app, link(harbour, own, None), *(link(harbour, *pair) for pair in zip(others, clients, strict=True)))


def mend(app, name="Priya Nair"):
    change(app, rows(app, XeroLogin, name=name)[0], lambda one: setattr(one, "state", LoginState.ACTIVE))


def told(office):
    return [mail.get_content() for mail in office.received]


def test_one_digest_tells_the_admins_of_all_that_broke_within_an_hour(app, harbour, office, tell, linked):
    fall(app)
    tell()
    sam = add_login(app, harbour, "Sam Osei", state=LoginState.REVOKED)
    fir = add_organisations(app, harbour, sam, "Fir")[0]
    add(app, link(harbour, fir, add_client(app, harbour, "Fir")))
    tell(30 * MINUTE)
    assert office.received == []

    tell(HOUR)
    tell(HOUR + 5 * MINUTE)

    text = office.only().get_content()
    assert office.recipients == [[harbour.admin.email]]
    assert "Priya Nair’s Xero login. The authorisation expired: not used for 60 days." in text
    assert "6 organisations wait, and with them 5 clients and the practice itself: " in text
    assert "Alder, Birch, Cedar and 2 more." in " ".join(text.split())
    assert "Sam Osei’s Xero login. Access was removed in Xero. 1 organisation waits" in text
    assert "http://localhost/settings/xero" in text


def test_the_job_says_in_words_that_the_mail_server_is_away_and_tries_again(app, office, linked):
    fall(app)
    only = {JobKind.DIGEST: KINDS[JobKind.DIGEST]}
    with app.app_context():
        assert {done.fault for done in work_off(only)} == {None}
    for outage in rows(app, XeroOutage):
        change(app, outage, lambda row: setattr(row, "since", row.since - HOUR))
    age(app, HOUR, JobKind.DIGEST)
    office.refuses = True
    with app.app_context():
        faults = [done.fault for done in work_off(only)]

    assert "The mail server did not take the address. Check it." in faults
    assert office.received == []
    office.refuses = False
    age(app, HOUR, JobKind.DIGEST)
    with app.app_context():
        list(work_off(only))
    assert len(office.received) == 1


def test_what_was_mended_before_it_was_told_is_never_mentioned(app, office, tell, linked):
    fall(app)
    tell()
    mend(app)
    tell(30 * MINUTE)
    tell(2 * HOUR)

    assert office.received == []
    assert rows(app, XeroOutage) == []


def test_what_was_told_and_is_mended_gets_one_mail_with_what_still_waits(app, harbour, office, tell, linked):
    sam = add_login(app, harbour, "Sam Osei", state=LoginState.REVOKED)
    fir = add_organisations(app, harbour, sam, "Fir")[0]
    add(app, link(harbour, fir, add_client(app, harbour, "Fir")))
    fall(app)
    tell()
    tell(HOUR)
    mend(app)

    tell(2 * HOUR)
    tell(3 * HOUR)

    assert len(office.received) == 2
    text = " ".join(office.received[1].get_content().split())
    assert "Connected again: - Priya Nair’s Xero login" in text
    assert "Still to be reconnected: - Sam Osei’s Xero login" in text
    assert office.received[1]["Subject"].endswith("connected to Xero again, not everything yet")


def test_a_mail_server_that_is_away_is_tried_again_and_nobody_is_told_twice(
    app, harbour, office, tell, linked
):
    change(app, harbour.staff, lambda user: setattr(user, "wants_mail", True))
    fall(app)
    tell()
    office.refuses = True
    with pytest.raises(MailFailed):
        tell(HOUR)
    assert office.received == []

    office.refuses = False
    tell(2 * HOUR)
    tell(3 * HOUR)

    assert sorted(office.recipients) == [[harbour.admin.email], [harbour.staff.email]]
    assert len({mail["Message-ID"] for mail in office.received}) == 2


def test_a_crash_half_way_repeats_nothing_that_is_written_down_and_keeps_the_message_id(
    app, harbour, office, tell, linked, monkeypatch
):
    change(app, harbour.staff, lambda user: setattr(user, "wants_mail", True))
    fall(app)
    tell()
    real, calls = digests.tick_off, []

    def dies_after_the_second(digest_id, user_id):
        calls.append(user_id)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(digest_id, user_id)

    monkeypatch.setattr(digests, "tick_off", dies_after_the_second)
    with pytest.raises(KeyboardInterrupt):
        tell(HOUR)
    assert len(rows(app, Digest)[0].waiting) == 1

    monkeypatch.setattr(digests, "tick_off", real)
    tell(HOUR + MINUTE)

    assert office.recipients[1] == office.recipients[2] != office.recipients[0]
    ids = [mail["Message-ID"] for mail in office.received]
    assert ids[1] == ids[2] != ids[0]
    assert rows(app, Digest) == []


def test_while_the_server_was_away_it_was_mended_and_nobody_hears_of_it(app, office, tell, linked):
    fall(app)
    tell()
    office.refuses = True
    with pytest.raises(MailFailed):
        tell(HOUR)
    mend(app)
    office.refuses = False
    tell(2 * HOUR)

    assert office.received == []
    assert rows(app, Digest) == rows(app, XeroOutage) == []


def test_without_a_mail_server_nothing_is_noted(app, tell, linked):
    fall(app)
    tell()
    tell(2 * HOUR)

    assert rows(app, XeroOutage) == []


def test_each_decides_on_the_account_page(app, visitor, harbour, office, tell, linked):
    page = visitor.sign_in(harbour.admin).get("/account")
    page = visitor.submit(page, "Switch the mails off")
    assert "The mails are off." in page.messages
    page = visitor.sign_in(harbour.staff).get("/account")
    assert "Mails when Xero needs reconnecting: off" in page
    visitor.submit(page, "Switch the mails on")
    fall(app)
    tell()
    tell(HOUR)

    assert office.recipients == [[harbour.staff.email]]


def test_linked_organisations_that_no_login_reaches_are_told_by_cause(app, harbour, office, tell, linked):
    for one in rows(app, XeroConnection)[1:4]:
        change(app, one, lambda row: setattr(row, "ended_at", START))
    tell()
    tell(HOUR)

    text = " ".join(office.only().get_content().split())
    assert "Access was removed in Xero. 3 organisations wait, and with them 3 clients: Alder" in text
