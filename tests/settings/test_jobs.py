"""Settings, Jobs: how what is done in the background goes, for admins."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.extensions import db
from app.jobs import hosts
from app.jobs.registry import KINDS
from app.models import Job, JobKind, LoginState, XeroLogin
from app.models.job import make_due
from tests.jobs.rows import work
from tests.records import add_login, change, rows


@pytest.fixture
def login_id(app, harbour):
    return add_login(app, harbour)


@pytest.fixture
def background(app):
    """Somebody works off what is due."""

    def do():
        with app.app_context():
            hosts.beat("vm:1:aa")
            return work(KINDS)

    return do


def line_of(page, words):
    return next(row.text for row in page.select("tbody tr") if row.text.startswith(words))


def test_before_anything_ran_the_page_says_so(visitor, harbour):
    page = visitor.sign_in(harbour.admin).get("/settings/jobs")

    assert "Nothing runs jobs at the moment. Ask whoever runs Ledgerline to start it." in page
    assert "There is nothing to do yet." in page


def test_each_job_has_its_last_run_its_next_and_its_failures(visitor, harbour, login_id, background):
    background()

    page = visitor.sign_in(harbour.admin).get("/settings/jobs")

    assert "Nothing runs jobs" not in page
    line = line_of(page, "Compare with what Xero lists")
    assert "Xero login of Priya Nair" in line
    assert "The login must be reconnected first." in line
    line = line_of(page, "Clear away what ran out")
    assert "the whole installation" in line
    assert "none" in line
    assert line.count("20") >= 2


def test_a_login_that_is_over_rests_and_offers_nothing(app, visitor, harbour, login_id, background):
    background()
    change(app, rows(app, XeroLogin)[0], lambda row: setattr(row, "state", LoginState.EXPIRED))

    page = visitor.sign_in(harbour.admin).get("/settings/jobs")

    line = line_of(page, "Compare with what Xero lists")
    assert "when the login is reconnected" in line
    assert "Do now" not in line
    assert "Do now" in line_of(page, "Read facts of organisations")


def test_do_now_makes_it_due(app, visitor, harbour, background):
    background()
    facts = rows(app, Job, kind=JobKind.FACTS)[0]

    page = visitor.sign_in(harbour.admin).post(f"/settings/jobs/{facts.id}/do-now")

    assert "It is done in a moment." in page.messages
    assert [done.kind for done in background()] == [JobKind.FACTS]


def test_do_now_says_so_when_nothing_runs_jobs(app, visitor, harbour, background):
    with app.app_context():
        make_due(JobKind.FACTS, practice_id=harbour.practice.id)
        db.session.commit()
    (facts,) = rows(app, Job)

    page = visitor.sign_in(harbour.admin).post(f"/settings/jobs/{facts.id}/do-now")

    assert "It is done as soon as a process runs jobs again." in page.messages


def test_do_now_does_not_need_the_queue(app, visitor, harbour, background, monkeypatch):
    background()
    monkeypatch.setattr(app.extensions["jobs"], "url", "redis://127.0.0.1:9/0")
    app.extensions["jobs"].close()
    facts = rows(app, Job, kind=JobKind.FACTS)[0]

    assert visitor.sign_in(harbour.admin).post(f"/settings/jobs/{facts.id}/do-now").status == 200
    assert len(background()) == 1


def test_the_page_says_when_a_process_was_last_heard_of(app, visitor, harbour, background):
    background()
    with app.app_context():
        db.session.execute(db.text("UPDATE job_host SET seen_at = started_at"))
        db.session.commit()
        for host in db.session.scalars(db.select(hosts.JobHost)):
            host.seen_at -= timedelta(hours=5)
        db.session.commit()

    page = visitor.sign_in(harbour.admin).get("/settings/jobs")

    assert "Nothing runs jobs at the moment: a process that does was last heard of on" in page


def test_jobs_of_another_practice_are_neither_shown_nor_done(
    app, visitor, harbour, saltmarsh, login_id, background
):
    add_login(app, saltmarsh, "Sam Osei")
    background()
    theirs = rows(app, Job, practice_id=saltmarsh.practice.id)
    visitor.sign_in(harbour.admin)

    assert "Sam Osei" not in visitor.get("/settings/jobs")
    assert {visitor.post(f"/settings/jobs/{job.id}/do-now").status for job in theirs} == {404}


def test_the_jobs_of_the_installation_are_not_for_one_practice_to_start(app, visitor, harbour, background):
    background()
    tidy = rows(app, Job, kind=JobKind.TIDY)[0]
    page = visitor.sign_in(harbour.admin).get("/settings/jobs")

    assert "Do now" not in line_of(page, "Clear away what ran out")
    assert visitor.post(f"/settings/jobs/{tidy.id}/do-now").status == 404


def test_staff_are_told_who_can_look_after_jobs(visitor, harbour):
    page = visitor.sign_in(harbour.staff).get("/settings/jobs")

    assert page.status == 403
    assert "Maren Holt" in page


def test_many_jobs_come_in_pages_the_failed_ones_first(app, visitor, harbour, background):
    for number in range(30):
        add_login(app, harbour, f"Person {number}")
    background()

    page = visitor.sign_in(harbour.admin).get("/settings/jobs")

    assert "93 jobs, page 1 of 2" in page
    assert len(page.select("tbody tr")) == 50
    assert len(visitor.get("/settings/jobs?page=2").select("tbody tr")) == 43
    assert "none" not in line_of(page, "Keep")
