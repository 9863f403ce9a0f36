"""The least that could answer with the same bytes: plain Core SELECTs, plain rows, one flat template.

It has no ORM, forms, guards, log or headers. It does know who is signed in: it reads the same cookie
and loads the user and the practice. It runs as many SELECTs as the real page; what the real one works
out in SQL (names in words, most statuses) it works out from the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, render_template, session
from jinja2 import FunctionLoader
from sqlalchemy import Connection, Engine

from app.models.status import WORDS
from bench import rows
from bench.flat import flattened

NAMES_SHOWN = 3
LINKED_TO = {"/clients": "clients.index"}
CAUSES = {"expired": "The authorisation expired: not used for 60 days"}
# As long as a real one; who compares the bytes leaves it out.
TOKEN = "x" * 91


def bare_app(app: Flask, engine: Engine) -> Flask:
    """An app of its own, beside the real one, that reads the same database and the same cookie."""
    bare = Flask(__name__, static_folder=None)
    bare.config.from_mapping({name: app.config[name] for name in app.config if "SESSION" in name})
    bare.secret_key = app.secret_key
    bare.jinja_env.loader = FunctionLoader(partial(flattened, app))
    bare.jinja_env.globals.update(csrf_token=lambda: TOKEN, status_words=WORDS, is_demo=True)
    bare.jinja_env.globals["broken_counts"] = lambda: rows.broken_counts(g.connection, g.practice.id)
    bare.jinja_env.filters.update(moment=moment, day=day)
    bare.add_url_rule("/settings/xero", "settings.xero", connected(engine, settings))
    for path, endpoint in LINKED_TO.items():
        bare.add_url_rule(path, endpoint, build_only=True)
    return bare


def connected(engine: Engine, view: Callable[[Connection], str]) -> Callable[[], str]:
    """A view with a connection, and the person who is signed in."""

    def opened() -> str:
        with engine.connect() as connection:
            user_id, epoch = map(int, session["_user_id"].split("."))
            user, practice = rows.person(connection, user_id)
            if not user.is_enabled or user.session_epoch != epoch:
                raise PermissionError
            g.practice, g.connection = practice, connection
            is_admin = user.role == "admin"
            g.me = {"id": user.id, "name": user.name, "is_admin": is_admin, "practice": practice}
            return view(connection)

    return opened


def settings(connection: Connection) -> str:
    link = rows.own_link(connection, g.practice.id)
    organisation = rows.organisation(connection, link.organisation_id)
    logins = rows.logins_of(connection, [link.organisation_id])
    card = {
        "link": {"organisation": organisation, "linked_at": link.linked_at, "linked_by": g.me},
        "status": status_of(logins),
        "cause": cause_of(logins),
        "logins": [login.name for login in logins],
    }
    return render_template(
        "settings/xero.html",
        me=g.me,
        card=card,
        banner=banner(connection),
        waiting=rows.waiting_trips(connection, g.practice.id),
        organisations=rows.count_offered(connection, g.practice.id),
    )


def banner(connection: Connection) -> dict[str, Any]:
    """What must be authorised again; whoever seeds these databases makes nothing lapse or be cut off."""
    broken = rows.broken_logins(connection, g.practice.id)
    counts = {one.login_id: one for one in rows.waiting_for(connection, [one.id for one in broken])}
    if rows.lapsing_logins(connection, g.practice.id) or rows.count_cut_off(connection, g.practice.id):
        raise NotImplementedError("a banner about something else")
    shown = [
        {"login": login, "cause": CAUSES[login.state], "waiting": waiting(counts[login.id])}
        for login in broken
    ]
    return {"broken": shown}


def waiting(counts: Any) -> dict[str, Any]:
    linked = f"{counts.clients:,} client{'' if counts.clients == 1 else 's'}" if counts.clients else ""
    return {"organisations": counts.organisations, "clients": counts.clients, "linked": linked}


def with_links(connection: Connection, listed: rows.Rows) -> list[dict[str, Any]]:
    """Each organisation with what it is linked to and who authorised it, as the lists show it."""
    ids = [row.id for row in listed]
    links, logins = rows.links_of(connection, ids), rows.logins_of(connection, ids)
    names_of: dict[int, list[str]] = {}
    for link in links:
        names_of.setdefault(link.organisation_id, []).append(link.name or "your practice")
    logins_of: dict[int, list[Any]] = {}
    for login in logins:
        logins_of.setdefault(login.organisation_id, []).append(login)
    return [described(row, names_of.get(row.id, []), logins_of.get(row.id, [])) for row in listed]


def described(row: Any, names: list[str], logins: list[Any]) -> dict[str, Any]:
    authorised_by = [login.name for login in logins]
    facts = [row.short_code, row.country_code, f"authorised by {', '.join(authorised_by)}"]
    return {
        "id": row.id,
        "name": row.name,
        "organisation": row,
        "told_apart_by": " · ".join(facts),
        "linked_to": in_words(names),
        "logins": authorised_by,
        "status": status_of(logins),
        "cause": cause_of(logins),
    }


def in_words(names: list[str]) -> str:
    if len(names) > NAMES_SHOWN:
        return f"{', '.join(names[:NAMES_SHOWN])} and {len(names) - NAMES_SHOWN} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def status_of(logins: Sequence[Any]) -> str:
    return "connected" if any(login.state == "active" for login in logins) else "reconnection_needed"


def cause_of(logins: Sequence[Any]) -> str:
    return "" if status_of(logins) == "connected" else CAUSES[logins[0].state]


def local(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(g.practice.time_zone))


def moment(at: datetime) -> str:
    return f"{local(at).day} {local(at):%B %Y, %H:%M}"


def day(at: datetime) -> str:
    return f"{local(at).day} {local(at):%B %Y}"
