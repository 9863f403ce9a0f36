"""Rows of jobs come into being by themselves: one for every login, every practice, or for all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, exists, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.extensions import db
from app.jobs.kinds import Kind, Kinds, Scope
from app.jobs.leases import transaction
from app.models import Job, Practice, XeroLogin
from app.models.columns import UtcDateTime
from app.models.job import EVERYWHERE
from app.xero.store import now_of

COLUMNS = ("kind", "subject", "practice_id", "login_id", "due_at", "failures")


def make_missing(kinds: Kinds) -> None:
    """Insert the rows that are missing, due since their login or practice came."""
    with transaction() as session:
        for kind in kinds.values():
            insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
            wanted = insert(Job).from_select(COLUMNS, subjects_of(session, kind))
            session.execute(wanted.on_conflict_do_nothing())


def subjects_of(session: Session, kind: Kind) -> Select[Any]:
    """Everything that has no row of this kind yet."""
    columns: tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...]
    if kind.scope == Scope.LOGIN:
        mine = literal("login:").concat(cast(XeroLogin.id, String))
        columns = (XeroLogin.practice_id, XeroLogin.id, XeroLogin.authorised_at)
    elif kind.scope == Scope.PRACTICE:
        mine = literal("practice:").concat(cast(Practice.id, String))
        columns = (Practice.id, nothing(), Practice.created_at)
    else:
        mine = literal(EVERYWHERE)
        columns = (nothing(), nothing(), literal(now_of(session), UtcDateTime))
    has_row = exists().where(Job.kind == kind.name, Job.subject == mine).correlate_except(Job)
    return select(literal(str(kind.name)), mine, *columns, literal(0)).where(~has_row)


def nothing() -> ColumnElement[int | None]:
    return cast(func.nullif(0, 0), Job.practice_id.type)
