"""Alembic's entry: runs the migrations on the app's own engine."""

from alembic import context
from flask import current_app

migrate = current_app.extensions["migrate"]


def render_item(kind, item, _autogen_context):
    """Write our own column types as the plain ones below them: a migration must not change with the app."""
    if kind == "type" and type(item).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def is_ours(kind, name, _parents):
    """Whether a table is one of our own: Huey keeps its own in the same database, where JOBS_URL says so."""
    return kind != "table" or not name.startswith("huey_")


def run_migrations():
    """Upgrade in one transaction; SQLite rebuilds tables, so its foreign keys rest meanwhile and are checked after."""
    with migrate.db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        raw = connection.connection.dbapi_connection
        if is_sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            context.configure(
                connection=connection,
                target_metadata=migrate.db.metadata,
                render_item=render_item,
                include_name=is_ours,
                **migrate.configure_args,
            )
            with context.begin_transaction():
                context.run_migrations()
                if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                    raise RuntimeError(f"the migration left rows that point nowhere: {broken[:5]}")
        finally:
            connection.rollback()
            if is_sqlite:
                raw.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise SystemExit("Migrations run on a database; there is no offline mode.")
run_migrations()
