"""A process that runs jobs of its own kind: `python -m tests.jobs.worker FILE SECONDS`.

Its app’s environment comes on the first line of its input. Each job is done for one practice, takes so many
seconds, and leaves a line when it begins and one when it ends.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

from app import create_app
from app.durations import pause
from app.jobs import consumer
from app.jobs.kinds import Kind, Scope
from app.models import JobKind


def writing(path, seconds):
    def tell(what, practice_id):
        with open(path, "a") as lines:
            lines.write(f"{what} {practice_id} {os.getpid()}\n")

    def run(turn):
        tell("begin", turn.practice)
        pause(seconds)
        tell("end", turn.practice)

    return run


def main(path, seconds):
    app = create_app(json.loads(sys.stdin.readline()))
    kind = Kind(JobKind.FACTS, "Count", Scope.PRACTICE, timedelta(hours=1), writing(path, float(seconds)))
    with app.app_context():
        consumer.run(app, app.extensions["jobs"], {kind.name: kind}, workers=2, grace=10)


if __name__ == "__main__":
    main(*sys.argv[1:])
