"""The migrations lead from nothing to exactly the tables that the models speak of."""

from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import inspect, text

from app.extensions import db
from tests.databases import MIGRATIONS


def test_a_migrated_database_is_what_the_models_say(in_app: Flask) -> None:
    flask_migrate.check(directory=MIGRATIONS)


def test_the_check_notices_a_difference(own_app: Flask) -> None:
    with own_app.app_context():
        db.session.execute(text("ALTER TABLE throttle ADD COLUMN surplus INTEGER"))
        db.session.commit()
        try:
            with pytest.raises(SystemExit):
                flask_migrate.check(directory=MIGRATIONS)
        finally:
            db.session.execute(text("ALTER TABLE throttle DROP COLUMN surplus"))
            db.session.commit()


def test_every_table_of_the_models_is_there(in_app: Flask) -> None:
    tables = set(inspect(db.engine).get_table_names())

    assert tables == {table.name for table in db.metadata.sorted_tables} | {"alembic_version"}


def test_migrating_twice_changes_nothing(in_app: Flask) -> None:
    flask_migrate.upgrade(directory=MIGRATIONS)

    flask_migrate.check(directory=MIGRATIONS)


def test_there_is_one_line_of_migrations() -> None:
    from alembic.script import ScriptDirectory

    assert len(ScriptDirectory(str(Path(MIGRATIONS))).get_heads()) == 1
