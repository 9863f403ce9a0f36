"""Show Xero connections from plain Core SELECTs and a flat template: its first page, by name."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, render_template, request
from sqlalchemy import Connection, Engine, Select, func, select

from app.models.columns import folded
from app.settings.organisation_filters import SHOWS
from bench.bare import CAUSES, bare_app, connected
from bench.rows import BOOK, CLIENT, CONNECTION, COUNTED, LINK, LOGIN, PAGE_SIZE, Rows, has_word

NAMES_SHOWN = 3
LINKED_TO = {
    "/settings/xero/organisations/<int:organisation_id>": "settings.organisation",
    "/settings/xero/logins/<int:login_id>": "settings.login",
    "/clients/<int:client_id>": "clients.show",
    "/settings/xero/access/remove": "settings.confirm_removal",
    "/settings/xero/removals": "settings.removals",
}


def bare_overview_app(app: Flask, engine: Engine) -> Flask:
    """The bare app, with the list of organisations."""
    bare = bare_app(app, engine)
    bare.add_url_rule("/settings/xero/organisations", "settings.organisations", connected(engine, overview))
    for path, endpoint in LINKED_TO.items():
        bare.add_url_rule(path, endpoint, build_only=True)
    return bare


def overview(connection: Connection) -> str:
    query = request.args.get("q", "")
    ids = list(connection.scalars(found(connection, query)))
    books, links, logins = described_by(connection, ids[:PAGE_SIZE])
    has_next = len(ids) > PAGE_SIZE
    shown = {
        "rows": [line(book, links.get(book.id, []), logins.get(book.id, [])) for book in books],
        "total": min(len(ids), COUNTED),
        "is_more": len(ids) > COUNTED,
        "page": 1,
        "has_next": has_next,
        "is_paged": has_next,
    }
    is_list = "HX-Request" in request.headers
    filters = {"q": query, "show": "", "sort": "name", "column": "name", "is_descending": False}
    return render_template(
        "settings/_organisation_list.html" if is_list else "settings/organisations.html",
        me=g.me,
        found=shown,
        filters=filters | {"is_narrowed": bool(query)},
        links=addresses(query, has_next),
        shows=SHOWS,
        waiting=0 if is_list else count_waiting(connection),
    )


def found(connection: Connection, query: str) -> Select[Any]:
    statement = select(BOOK.c.id).where(BOOK.c.practice_id == g.practice.id)
    for word in folded(query).split():
        statement = statement.where(has_word(connection, BOOK.c.search_key, word))
    return statement.order_by(BOOK.c.search_key, BOOK.c.id).limit(COUNTED + 1)


def described_by(
    connection: Connection, ids: list[int]
) -> tuple[Rows, dict[int, list[Any]], dict[int, list[Any]]]:
    """Organisations, what is linked to each, and who reaches each."""
    by_name = select(BOOK).where(BOOK.c.id.in_(ids)).order_by(BOOK.c.search_key, BOOK.c.id)
    links = (
        select(LINK.c.organisation_id, CLIENT.c.name, LINK.c.client_id)
        .outerjoin(CLIENT, CLIENT.c.id == LINK.c.client_id)
        .where(LINK.c.organisation_id.in_(ids))
        .order_by(CLIENT.c.id.is_not(None), CLIENT.c.search_key, CLIENT.c.id)
    )
    logins = (
        select(CONNECTION, LOGIN.c.name, LOGIN.c.state)
        .join(LOGIN, LOGIN.c.id == CONNECTION.c.login_id)
        .where(CONNECTION.c.organisation_id.in_(ids), CONNECTION.c.ended_at.is_(None))
        .order_by(LOGIN.c.name, LOGIN.c.id)
    )
    return connection.execute(by_name).all(), grouped(connection, links), grouped(connection, logins)


def grouped(connection: Connection, statement: Select[Any]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for row in connection.execute(statement):
        groups.setdefault(row.organisation_id, []).append(row)
    return groups


def line(book: Any, links: list[Any], logins: list[Any]) -> dict[str, Any]:
    is_open = any(login.state == "active" for login in logins)
    return {
        "id": book.id,
        "name": book.name,
        "told_apart_by": f"{book.short_code} · {book.country_code}",
        "status": "connected" if is_open else "reconnection_needed",
        "cause": "" if is_open else CAUSES[logins[0].state],
        "uses": links[:NAMES_SHOWN],
        "more": len(links[NAMES_SHOWN:]),
        "logins": [{"id": login.login_id, "name": login.name} for login in logins],
        "since": min(login.connected_at for login in logins),
        "used_at": book.last_used_at,
        "checked_at": max(login.last_seen_at for login in logins),
    }


def count_waiting(connection: Connection) -> int:
    asked = (CONNECTION.c.practice_id == g.practice.id) & CONNECTION.c.removal_asked_at.is_not(None)
    return int(
        connection.execute(select(func.count()).where(asked, CONNECTION.c.ended_at.is_(None))).scalar_one()
    )


def addresses(query: str, has_next: bool) -> dict[str, str]:
    path = "/settings/xero/organisations"
    start = f"{path}?q={query}&" if query else f"{path}?"
    sorts = {column: f"{start}sort={column}" for column in ("status", "since", "used", "checked")}
    more = {"previous": "", "next": f"{start}page=2" if has_next else "", "name": f"{start}sort=-name"}
    return {**sorts, **more, "csv": f"{path}.csv?q={query}" if query else f"{path}.csv", "all": path}
