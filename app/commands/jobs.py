"""`flask jobs`: running what is due in the background, once or all the time, and how that goes."""

from __future__ import annotations

from datetime import datetime

import click
from flask import Flask, current_app

from app.commands.group import CommandGroup
from app.jobs import consumer, hosts
from app.jobs.overview import JobLine, load_lines
from app.jobs.queue import FAULTS, Queue
from app.jobs.registry import KINDS
from app.jobs.working import work_off
from app.xero import resealing

group = CommandGroup("jobs", help="What is done in the background.")
NOBODY = "No process runs jobs at the moment. Start one: flask jobs run"


@group.command("run")
@click.option("--workers", default=4, show_default=True, type=click.IntRange(1, 64), help="Jobs at a time.")
@click.option(
    "--grace",
    default=30.0,
    show_default=True,
    type=click.FloatRange(0, 600),
    help="Seconds that jobs under way have to finish when asked to stop.",
)
def run(workers: int, grace: float) -> None:
    """Run jobs until stopped (Ctrl-C, or SIGTERM)."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    queue: Queue = app.extensions["jobs"]
    hosts.last_heard()
    if sentence := resealing.refusal_to_start():
        raise click.ClickException(sentence)
    try:
        consumer.run(app, queue, KINDS, workers=workers, grace=grace)
    except FAULTS as fault:
        raise click.ClickException(
            f"The queue of jobs does not answer ({type(fault).__name__}). Check JOBS_URL, then start again."
        ) from None


@group.command("once")
def once() -> None:
    """Do everything that is due now, then exit: for a timer, and for trying out."""
    for done in work_off(KINDS):
        click.echo(f"{done.kind} {done.subject}: {done.fault or 'done'}")


@group.command("status")
def status() -> None:
    """Say when each job last ran, when it is due next, and what went wrong."""
    seen, is_alive = hosts.last_heard()
    if is_alive and seen:
        click.echo(f"A process that runs jobs was heard of at {short(seen)}.")
    elif seen:
        click.echo(f"{NOBODY}\nOne was last heard of at {short(seen)}.")
    else:
        click.echo(f"{NOBODY}\nNone was ever heard of.")
    for line in load_lines(KINDS):
        click.echo(f"{line.job.kind} {line.job.subject}: {told(line)}")


def told(line: JobLine) -> str:
    """Last run, next due, and the fault, in one line."""
    job = line.job
    parts = [f"last run {short(job.finished_at) if job.finished_at else 'never'}", when(line)]
    if job.failures:
        parts.append(f"failed {job.failures} time{'s' if job.failures > 1 else ''} in a row: {job.fault}")
    return ", ".join(parts)


def when(line: JobLine) -> str:
    if line.rests:
        return "rests until its login is reconnected"
    if line.is_under_way:
        return "under way"
    return "due now" if line.is_due else f"next {short(line.job.due_at)}"


def short(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
