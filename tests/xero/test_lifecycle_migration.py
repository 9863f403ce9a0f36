"""A login of the release before is carried over and renewed like any other."""

from __future__ import annotations

import flask_migrate
from sqlalchemy import text

from app import create_app
from app.extensions import db
from app.models import XeroLogin
from app.xero import lease
from tests.databases import MIGRATIONS

LOGIN = """INSERT INTO xero_login (practice_id, app_client_id, xero_userid, name, state, state_since,
    authorised_at, scopes, generation, grant_epoch, lease_owner, lease_until, lease_fence)
    VALUES (1, 'app', 'priya', 'Priya Nair', 'active', :now, :now, '', 7, 1, 'somebody', :later, 3)"""


def test_a_login_of_the_release_before_keeps_its_place_and_no_stale_lease(tmp_path):
    app = create_app({"ENVIRONMENT": "demo", "DEMO_DIR": str(tmp_path)})
    with app.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS, revision="0002")
        db.session.execute(
            text("INSERT INTO practice VALUES (1, 'Harbour', 'Europe/London', 1, 1, '2026-01-01')")
        )
        db.session.execute(text(LOGIN), {"now": "2026-01-01 00:00:00", "later": "2126-01-01 00:00:00"})
        db.session.commit()
        flask_migrate.upgrade(directory=MIGRATIONS)

        login = db.session.scalars(db.select(XeroLogin)).one()
        assert (login.generation, login.lease_fence, login.failures, login.refusals) == (7, 3, 0, 0)
        assert lease.claimable(db.session, login.id, 7, login.authorised_at) is login
        db.session.remove()
        db.engine.dispose()
