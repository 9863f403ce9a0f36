"""The client list from plain Core SELECTs and a flat template: its first page, by name, perhaps searched."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, render_template, request
from sqlalchemy import Connection, Engine, ScalarSelect, Select, func, select

from app.clients.listing import COUNTED
from app.models.columns import folded
from bench.bare import CAUSES, bare_app, connected
from bench.rows import BOOK, CLIENT, CONNECTION, LINK, LOGIN, PAGE_SIZE, USER, has_word

STATUSES = {"active": "connected", "expired": "reconnection_needed"}


def bare_clients_app(app: Flask, engine: Engine) -> Flask:
    """The bare app, with the client list."""
    bare = bare_app(app, engine)
    bare.add_url_rule("/clients", "clients.index", connected(engine, clients))
    return bare


def clients(connection: Connection) -> str:
    people = connection.execute(select(USER).where(USER.c.practice_id == g.practice.id)).all()
    query = request.args.get("q", "")
    ids = list(connection.scalars(found(connection, query)))
    names = {person.id: person.name for person in people}
    shown = {
        "rows": [described(row, names) for row in lines(connection, ids[:PAGE_SIZE])],
        "total": min(len(ids), COUNTED),
        "is_more": len(ids) > COUNTED,
        "page": 1,
        "has_next": len(ids) > PAGE_SIZE,
        "is_paged": len(ids) > PAGE_SIZE,
    }
    template = "clients/_list.html" if "HX-Request" in request.headers else "clients/index.html"
    return render_template(
        template,
        me=g.me,
        found=shown,
        people=sorted(people, key=lambda person: folded(person.name)),
        filters=filters(query),
        links=links(query, shown["has_next"]),
    )


def found(connection: Connection, query: str) -> Select[Any]:
    here = (CLIENT.c.practice_id == g.practice.id) & CLIENT.c.archived_at.is_(None)
    statement = select(CLIENT.c.id).where(here).order_by(CLIENT.c.search_key, CLIENT.c.id)
    for word in folded(query).split():
        statement = statement.where(has_word(connection, CLIENT.c.search_key, word))
    return statement.limit(COUNTED + 1)


def lines(connection: Connection, ids: list[int]) -> Any:
    statement = (
        select(CLIENT, BOOK.c.name.label("organisation"), LINK.c.id.label("link"), best_state().label("best"))
        .outerjoin(LINK, LINK.c.client_id == CLIENT.c.id)
        .outerjoin(BOOK, BOOK.c.id == LINK.c.organisation_id)
        .where(CLIENT.c.id.in_(ids))
        .order_by(CLIENT.c.search_key, CLIENT.c.id)
    )
    return connection.execute(statement).all()


def best_state() -> ScalarSelect[str]:
    """“active” where any living connection's login is, as it comes first in the alphabet."""
    return (
        select(func.min(LOGIN.c.state))
        .join(CONNECTION, CONNECTION.c.login_id == LOGIN.c.id)
        .where(CONNECTION.c.organisation_id == LINK.c.organisation_id, CONNECTION.c.ended_at.is_(None))
        .scalar_subquery()
    )


def described(row: Any, names: dict[int, str]) -> dict[str, Any]:
    unlinked = "not_on_xero" if row.not_on_xero_because else "not_connected"
    return {
        "url": f"/clients/{row.id}",
        "name": row.name,
        "code": row.code,
        "manager": names[row.manager_id],
        "status": STATUSES[row.best] if row.link else unlinked,
        "cause": CAUSES.get(row.best, ""),
        "organisation": row.organisation,
        "is_archived": False,
    }


def filters(query: str) -> dict[str, Any]:
    nothing = dict.fromkeys(("status", "manager", "archived"), "")
    order = {"sort": "name", "column": "name", "is_descending": False, "manager_id": None}
    return {**nothing, **order, "q": query, "is_narrowed": bool(query)}


def links(query: str, has_next: bool) -> dict[str, str]:
    start = f"/clients?q={query}&" if query else "/clients?"
    sorts = {column: f"{start}sort={column}" for column in ("code", "manager", "status", "organisation")}
    more = {"previous": "", "next": f"{start}page=2" if has_next else "", "archived": f"{start}archived=only"}
    return {**sorts, **more, "name": f"{start}sort=-name"}
