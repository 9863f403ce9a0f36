"""The least that brings a login’s organisations up to date: fetch Xero’s list, parse it, upsert the rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests
from flask import Flask
from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite

from app.clock import utcnow
from app.database import writing
from app.extensions import db
from app.models import XeroConnection, XeroLogin, XeroOrganisation
from app.models.columns import folded
from app.xero import lifecycle


@dataclass
class Bare:
    """No ORM, no history, no comparison, no page: two statements and a commit."""

    app: Flask
    login_id: int
    token: str = field(default="", repr=False)

    def take_token(self) -> None:
        with self.app.app_context():
            self.token = lifecycle.fresh_access_token(self.login_id)

    def bring_back(self) -> None:
        listed = requests.get(
            f"{self.app.config['XERO_API_URL']}/connections",
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=60,
        ).json()
        entries = [(entry, folded(entry["tenantName"]), moment(entry["createdDateUtc"])) for entry in listed]
        with self.app.app_context():
            practice_id = db.session.get_one(XeroLogin, self.login_id).practice_id
            db.session.rollback()
            with writing(db.engine).begin() as connection:
                self.upsert(connection, practice_id, entries)

    def upsert(self, connection: Connection, practice_id: int, entries: list[Any]) -> None:
        now = utcnow()
        organisation: Table = XeroOrganisation.__table__
        insert = upserting(connection, organisation, ("practice_id", "tenant_id"), ("name", "search_key"))
        rows = [
            {
                "practice_id": practice_id,
                "tenant_id": entry["tenantId"],
                "name": entry["tenantName"],
                "search_key": key,
                "first_seen_at": now,
                "is_demo_company": False,
            }
            for entry, key, _ in entries
        ]
        returned = insert.returning(organisation.c.tenant_id, organisation.c.id)
        ids = dict(connection.execute(returned, rows).all())
        changing = ("xero_id", "auth_event_id", "connected_at", "last_seen_at", "ended_at", "ended_because")
        table: Table = XeroConnection.__table__
        connection.execute(
            upserting(connection, table, ("login_id", "organisation_id"), changing),
            [
                {
                    "practice_id": practice_id,
                    "login_id": self.login_id,
                    "organisation_id": ids[entry["tenantId"]],
                    "xero_id": entry["id"],
                    "auth_event_id": entry["authEventId"],
                    "connected_at": connected_at,
                    "last_seen_at": now,
                    "ended_at": None,
                    "ended_because": None,
                }
                for entry, _, connected_at in entries
            ],
        )


def upserting(
    connection: Connection, table: Table, unique: tuple[str, ...], changing: tuple[str, ...]
) -> Insert:
    """Insert, or change these columns of the row that is there."""
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = kind.insert(table)
    changed = {name: insert.excluded[name] for name in changing}
    return insert.on_conflict_do_update(index_elements=unique, set_=changed)


def moment(raw: str) -> datetime:
    return datetime.fromisoformat(raw[:26]).replace(tzinfo=UTC)
