"""The picker from plain Core SELECTs and a flat template, for the practice and for a client."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, render_template, request
from sqlalchemy import Connection, Engine

from bench import rows
from bench.bare import bare_app, connected, with_links

PRACTICE = "/settings/xero/link/new"
# The first client who is the only one of an organisation, in the order in which they are seeded.
CLIENT_ID = 6
CLIENT = f"/clients/{CLIENT_ID}/xero-link/new"
DROP_DOWN_MOST = 20


def bare_picker_app(app: Flask, engine: Engine) -> Flask:
    """The bare app, with the picker."""
    bare = bare_app(app, engine)
    bare.add_url_rule(PRACTICE, "settings.new_practice_link", connected(engine, for_practice))
    bare.add_url_rule(CLIENT, "clients.new_xero_link", connected(engine, for_client))
    return bare


def for_practice(connection: Connection) -> str:
    link = rows.own_link(connection, g.practice.id)
    linked = rows.organisation(connection, link.organisation_id)
    target = {
        "subject": {"client_id": None},
        "name": g.practice.name,
        "home_url": "/settings/xero",
        "home_name": "Xero settings",
        "search_url": PRACTICE,
        "link_url": "/settings/xero/link",
        "trip": {"purpose": "link_practice"},
    }
    return picker(connection, target, linked)


def for_client(connection: Connection) -> str:
    client = rows.client(connection, CLIENT_ID, g.practice.id)
    link = rows.link_of(connection, client.id)
    # The real one has to know which organisation to ask about first.
    rows.own_link(connection, g.practice.id)
    linked = rows.organisation(connection, link.organisation_id)
    target = {
        "subject": {"client_id": client.id},
        "name": client.name,
        "home_url": f"/clients/{client.id}",
        "home_name": client.name,
        "search_url": CLIENT,
        "link_url": f"/clients/{client.id}/xero-link",
        "trip": {"purpose": "link_client", "client": client.id},
    }
    return picker(connection, target, linked)


def picker(connection: Connection, target: dict[str, Any], linked: Any) -> str:
    query = request.args.get("q", "")
    total = rows.count_offered(connection, g.practice.id)
    found = rows.count_offered(connection, g.practice.id, query) if query else total
    listed = rows.first_offered(connection, g.practice.id, query)
    shown = {
        "target": target | {"linked_id": linked.id, "linked_name": linked.name},
        "choices": with_links(connection, listed),
        "total": total,
        "found": found,
        "in_words": in_words,
        "query": query,
        "chosen_id": linked.id,
        "is_drop_down": total <= DROP_DOWN_MOST,
        "not_shown": found - len(listed),
    }
    template = "picker/_organisations.html" if "HX-Request" in request.headers else "picker/choose.html"
    return render_template(template, me=g.me, picker=shown, in_dialog=False)


def in_words(how_many: int) -> str:
    return f"more than {rows.COUNTED:,}" if how_many > rows.COUNTED else f"{how_many:,}"
