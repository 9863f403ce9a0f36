"""A process that takes an admin's role away: `python -m tests.settings.demoter BY WHOM VERB`.

Its app’s environment comes on the first line of its input; with the second line it begins.
"""

from __future__ import annotations

import json
import sys

from app import create_app, people
from app.extensions import db
from app.models import Role, User
from app.models.event import Author


def main(by: int, whom: int, verb: str) -> None:
    app = create_app(json.loads(sys.stdin.readline()))
    with app.app_context():
        user = db.session.get_one(User, whom)
        assert db.session.get_one(User, by).is_admin
        db.session.rollback()
        print("ready", flush=True)
        sys.stdin.readline()
        try:
            if verb == "demote":
                people.change_role(user, Role.STAFF, Author(by or None))
            else:
                people.deactivate(user, Author(by or None))
            db.session.commit()
            print("done", flush=True)
        except (people.LastAdmin, people.NoAdminAnyMore) as refusal:
            db.session.rollback()
            print(type(refusal).__name__, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
