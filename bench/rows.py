"""The rows behind each page, each set read by one plain Core SELECT."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, Table, exists, func, select

from app.clock import utcnow
from app.extensions import Base
from app.models.columns import folded

PAGE_SIZE, COUNTED = 50, 1_000
Rows = Sequence[Row[*tuple[Any, ...]]]


def table(name: str) -> Table:
    return Base.metadata.tables[name]


USER, PRACTICE, CLIENT = table("user_account"), table("practice"), table("client")
LOGIN, BOOK = table("xero_login"), table("xero_organisation")
CONNECTION, LINK, CONSENT = table("xero_connection"), table("xero_link"), table("xero_consent")


def person(connection: Connection, user_id: int) -> tuple[Row[Any], Row[Any]]:
    """A user and their practice: two SELECTs, as when one does not know the practice beforehand."""
    user = connection.execute(select(USER).where(USER.c.id == user_id)).one()
    return user, connection.execute(select(PRACTICE).where(PRACTICE.c.id == user.practice_id)).one()


def own_link(connection: Connection, practice_id: int) -> Row[Any]:
    here = select(LINK).where(LINK.c.practice_id == practice_id, LINK.c.client_id.is_(None))
    return connection.execute(here).one()


def client(connection: Connection, client_id: int, practice_id: int) -> Row[Any]:
    here = select(CLIENT).where(CLIENT.c.id == client_id, CLIENT.c.practice_id == practice_id)
    return connection.execute(here).one()


def link_of(connection: Connection, client_id: int) -> Row[Any]:
    return connection.execute(select(LINK).where(LINK.c.client_id == client_id)).one()


def organisation(connection: Connection, organisation_id: int) -> Row[Any]:
    return connection.execute(select(BOOK).where(BOOK.c.id == organisation_id)).one()


def is_connected(statement: Select[Any]) -> Select[Any]:
    own = (CONNECTION.c.practice_id == BOOK.c.practice_id) & (CONNECTION.c.organisation_id == BOOK.c.id)
    return statement.where(exists().where(own, CONNECTION.c.ended_at.is_(None)))


def offered(connection: Connection, practice_id: int, query: str = "") -> Select[Any]:
    """The ids of the organisations in the picker."""
    statement = is_connected(select(BOOK.c.id).where(BOOK.c.practice_id == practice_id))
    for word in folded(query).split():
        statement = statement.where(has_word(connection, BOOK.c.search_key, word))
    return statement


def has_word(connection: Connection, key: Column[str], word: str) -> ColumnElement[bool]:
    if connection.dialect.name == "postgresql":
        return func.strpos(key, word) > 0
    return key.contains(word, autoescape=True)


def count_offered(connection: Connection, practice_id: int, query: str = "") -> int:
    some = offered(connection, practice_id, query).limit(COUNTED + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def first_offered(connection: Connection, practice_id: int, query: str) -> Rows:
    """One page of the organisations in the picker."""
    by_name = offered(connection, practice_id, query).with_only_columns(BOOK)
    return connection.execute(by_name.order_by(BOOK.c.search_key, BOOK.c.id).limit(PAGE_SIZE)).all()


def links_of(connection: Connection, organisation_ids: list[int]) -> Rows:
    """What organisations are linked to, the practice first."""
    statement = (
        select(LINK.c.organisation_id, CLIENT.c.name)
        .outerjoin(CLIENT, CLIENT.c.id == LINK.c.client_id)
        .where(LINK.c.organisation_id.in_(organisation_ids))
        .order_by(CLIENT.c.id.is_not(None), CLIENT.c.search_key)
    )
    return connection.execute(statement).all()


def logins_of(connection: Connection, organisation_ids: list[int]) -> Rows:
    """Who is connected to organisations."""
    statement = (
        select(CONNECTION.c.organisation_id, LOGIN.c.name, LOGIN.c.state)
        .join(LOGIN, LOGIN.c.id == CONNECTION.c.login_id)
        .where(CONNECTION.c.organisation_id.in_(organisation_ids), CONNECTION.c.ended_at.is_(None))
        .order_by(LOGIN.c.name, LOGIN.c.id)
    )
    return connection.execute(statement).all()


def is_open(practice_id: Column[int], organisation_id: Column[int]) -> ColumnElement[bool]:
    """Whether a living login is connected to an organisation."""
    theirs, login = CONNECTION.alias(), LOGIN.alias()
    return exists().where(
        theirs.c.practice_id == practice_id,
        theirs.c.organisation_id == organisation_id,
        theirs.c.ended_at.is_(None),
        login.c.id == theirs.c.login_id,
        login.c.state == "active",
    )


def broken_counts(connection: Connection, practice_id: int) -> Row[Any]:
    """Clients and logins that need reconnecting."""
    shut = ~is_open(LINK.c.practice_id, LINK.c.organisation_id)
    clients = (
        select(func.count())
        .select_from(LINK.join(CLIENT, CLIENT.c.id == LINK.c.client_id))
        .where(LINK.c.practice_id == practice_id, CLIENT.c.archived_at.is_(None), shut)
    )
    logins = select(func.count()).where(LOGIN.c.practice_id == practice_id, LOGIN.c.state != "active")
    counts = clients.scalar_subquery().label("clients"), logins.scalar_subquery().label("on_tab")
    return connection.execute(select(*counts)).one()


def broken_logins(connection: Connection, practice_id: int) -> Rows:
    """Logins that open nothing."""
    broken = (LOGIN.c.practice_id == practice_id) & (LOGIN.c.state != "active")
    return connection.execute(select(LOGIN).where(broken).order_by(LOGIN.c.state_since)).all()


def lapsing_logins(connection: Connection, practice_id: int) -> Rows:
    """Living logins that will soon open nothing."""
    living = (LOGIN.c.practice_id == practice_id) & (LOGIN.c.state == "active")
    return connection.execute(select(LOGIN).where(living, LOGIN.c.lapses_at <= utcnow())).all()


def waiting_for(connection: Connection, login_ids: list[int]) -> Rows:
    """How many organisations, and clients linked to them, wait for each login."""
    statement = (
        select(
            CONNECTION.c.login_id,
            func.count(CONNECTION.c.organisation_id.distinct()).label("organisations"),
            func.count(LINK.c.client_id.distinct()).label("clients"),
        )
        .outerjoin(LINK, LINK.c.organisation_id == CONNECTION.c.organisation_id)
        .where(
            CONNECTION.c.login_id.in_(login_ids),
            CONNECTION.c.ended_at.is_(None),
            ~is_open(CONNECTION.c.practice_id, CONNECTION.c.organisation_id),
        )
        .group_by(CONNECTION.c.login_id)
    )
    return connection.execute(statement).all()


def count_cut_off(connection: Connection, practice_id: int) -> int:
    """Linked organisations that no login has a connection to."""
    is_linked = exists().where(LINK.c.organisation_id == BOOK.c.id)
    here = (BOOK.c.practice_id == practice_id) & (BOOK.c.is_legacy | is_linked)
    ended = ~exists().where(CONNECTION.c.organisation_id == BOOK.c.id, CONNECTION.c.ended_at.is_(None))
    return int(connection.execute(select(func.count()).select_from(BOOK).where(here, ended)).scalar_one())


def waiting_trips(connection: Connection, practice_id: int) -> Rows:
    """Trips to Xero whose list of organisations has not arrived."""
    here = select(CONSENT).where(CONSENT.c.practice_id == practice_id, CONSENT.c.outcome == "list_follows")
    return connection.execute(here.order_by(CONSENT.c.id)).all()
