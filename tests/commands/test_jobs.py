"""`flask jobs once` and `flask jobs status`, as an operator reads them."""

from __future__ import annotations

from datetime import timedelta

from app.extensions import db
from app.jobs import hosts
from app.models import JobHost, JobKind, LoginState
from app.models.job import make_due
from tests.commands.cli import refused, run
from tests.records import add_login


def test_once_does_what_is_due_and_says_what_came_of_it(app, harbour):
    login_id = add_login(app, harbour)

    said = run(app, "jobs", "once").output.splitlines()

    assert "tidy all: done" in said
    assert f"facts practice:{harbour.practice.id}: done" in said
    # This login has no tokens.
    assert f"reconcile login:{login_id}: The login must be reconnected first." in said
    assert "tidy all: done" not in run(app, "jobs", "once").output


def test_status_says_when_each_job_ran_is_due_and_what_went_wrong(app, harbour):
    login_id = add_login(app, harbour)
    run(app, "jobs", "once")

    said = {line.split(": ")[0]: line for line in run(app, "jobs", "status").output.splitlines()}

    assert "last run 20" in said["tidy all"]
    assert ", next 20" in said["tidy all"]
    assert "failed 1 time in a row: The login must be" in said[f"reconcile login:{login_id}"]


def test_status_says_what_was_never_run_and_what_rests(app, harbour):
    login_id = add_login(app, harbour, state=LoginState.REVOKED)
    with app.app_context():
        make_due(JobKind.RECONCILE, practice_id=harbour.practice.id, login_id=login_id)
        make_due(JobKind.TIDY)
        db.session.commit()

    said = run(app, "jobs", "status").output

    assert "tidy all: last run never, due now" in said
    assert f"reconcile login:{login_id}: last run never, rests until its login is reconnected" in said


def test_status_says_whether_anything_runs_jobs(app):
    said = run(app, "jobs", "status").output
    assert "No process runs jobs at the moment. Start one: flask jobs run\nNone was ever heard of." in said

    with app.app_context():
        hosts.beat("vm:1:aa")
    assert run(app, "jobs", "status").output.startswith("A process that runs jobs was heard of at 20")

    with app.app_context():
        host = db.session.scalars(db.select(JobHost)).one()
        host.seen_at -= timedelta(minutes=4)
        db.session.commit()
    said = run(app, "jobs", "status").output
    assert "No process runs jobs at the moment." in said
    assert "One was last heard of at 20" in said


def test_a_queue_that_does_not_answer_gets_a_sentence_without_its_password(own_app):
    own_app.extensions["jobs"].url = "redis://:hunter2@127.0.0.1:9/0"

    said = refused(run(own_app, "jobs", "run"))

    assert "The queue of jobs does not answer" in said
    assert "JOBS_URL" in said
    assert "hunter2" not in said
