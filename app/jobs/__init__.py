"""What is done in the background: what is due stands in `Job` rows, and Huey wakes whoever does it."""

from __future__ import annotations

from flask import Flask, current_app

from app.jobs.queue import Queue


def init_jobs(app: Flask) -> None:
    """Give the app its queue, which opens when it is first needed."""
    app.extensions["jobs"] = Queue(app, app.config["JOBS_URL"])


def wake() -> None:
    """Have what is due done at once rather than within the minute; call it after the commit."""
    queue: Queue = current_app.extensions["jobs"]
    queue.wake()
