"""Settings, Jobs: what is done in the background for this practice, and how that goes."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app import jobs as background
from app.extensions import db
from app.guards import admins_only, find_or_404, me
from app.jobs import hosts
from app.jobs.overview import count_lines, load_lines
from app.jobs.registry import KINDS
from app.models import Job, JobKind
from app.models.job import make_due
from app.settings import blueprint

PAGE_SIZE = 50


@blueprint.get("/jobs")
@admins_only
def jobs() -> ResponseReturnValue:
    ours = (Job.practice_id == me().practice_id) | Job.practice_id.is_(None)
    total = count_lines(KINDS, ours)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    seen_at, is_alive = hosts.last_heard()
    return render_template(
        "settings/jobs.html",
        lines=load_lines(KINDS, ours, PAGE_SIZE, (page - 1) * PAGE_SIZE),
        total=total,
        page=page,
        pages=pages,
        seen_at=seen_at,
        is_alive=is_alive,
    )


@blueprint.post("/jobs/<int:job_id>/do-now")
@admins_only
def do_now(job_id: int) -> ResponseReturnValue:
    """Make one of the practice's jobs due; whoever runs jobs takes it from there."""
    job = find_or_404(select(Job).filter_by(id=job_id, practice_id=me().practice_id))
    make_due(JobKind(job.kind), practice_id=job.practice_id, login_id=job.login_id)
    db.session.commit()
    background.wake()
    _, is_alive = hosts.last_heard()
    if is_alive:
        flash("It is done in a moment. Reload this page to see what came of it.", "done")
    else:
        flash("It is done as soon as a process runs jobs again.", "note")
    return redirect(url_for("settings.jobs"), 303)
