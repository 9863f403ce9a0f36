"""Cutting a process off from its database at the very moment at which it commits renewed tokens."""

from __future__ import annotations

import psycopg
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.xero import refreshing


def cut_off(when):
    """Once: `before` the commit arrives, or `after`, so that only its answer is lost."""
    left, write = [when], refreshing.write_answer

    def writing(session, *arguments):
        session.info["renews"] = bool(left)
        write(session, *arguments)

    refreshing.write_answer = writing

    @event.listens_for(Session, "before_commit")
    def before(session):
        if session.info.get("renews") and left and when == "before":
            left.clear()
            cut(session)

    @event.listens_for(Session, "after_commit")
    def after(session):
        if session.info.get("renews") and left:
            left.clear()
            raise gone()


def cut(session):
    """End the connection: by the server where there is one, else as SQLite says it of a lost disk."""
    session.flush()
    if session.get_bind().dialect.name != "postgresql":
        raise gone()
    own = session.connection().connection.driver_connection
    with psycopg.connect(own.info.dsn, password=own.info.password, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [own.info.backend_pid])


def gone():
    return OperationalError("COMMIT", {}, Exception("the connection is gone"))
