"""One of several processes that count at the same time: `python -m tests.frame.counting URL TIMES`."""

import sys
from datetime import timedelta

from sqlalchemy import select

from app import create_app
from app.extensions import db
from app.models import Practice
from app.models.throttle import count_attempt

ONE_DAY = timedelta(days=1)


def count(url: str, times: int) -> None:
    """Count attempts, and lengthen a practice's name after having read it."""
    app = create_app({"ENVIRONMENT": "demo", "DATABASE_URL": url})
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(times):
        with app.app_context():
            count_attempt("address:203.0.113.9", ONE_DAY)
            practice = db.session.execute(select(Practice).with_for_update()).scalar_one()
            practice.name += "."
            db.session.commit()


if __name__ == "__main__":
    count(sys.argv[1], int(sys.argv[2]))
