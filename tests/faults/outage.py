"""Taking the database away from everybody, and bringing it back."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager

from psycopg import sql
from sqlalchemy.engine import make_url


@contextmanager
def no_sqlite(database, _server):
    """Nobody can write: somebody sits on the lock for longer than anybody waits."""
    with closing(sqlite3.connect(database.path, isolation_level=None, timeout=20)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@contextmanager
def no_postgresql(database, server):
    """Every connection is cut, and no new one accepted."""
    name = make_url(database.url).database
    spared = database.connection.info.backend_pid
    allow(server, name, False)
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {} AND pid <> {}"
    server.run(sql.SQL(cut).format(name, spared))
    try:
        yield
    finally:
        allow(server, name, True)


def allow(server, name, is_allowed):
    statement = sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}")
    server.run(statement.format(sql.Identifier(name), sql.Literal(is_allowed)))
