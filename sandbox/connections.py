"""/connections: what this person ever connected to this app, and taking one away."""

import hashlib
from typing import Any

from flask import Blueprint, Response, jsonify, request

from . import problems
from .bearer import Refused, calling_token
from .clock import connection_date
from .records import Connection
from .world import World, this_world

bp = Blueprint("connections", __name__)


@bp.errorhandler(Refused)
def refuse(refusal: Refused) -> Response:
    return refusal.response


@bp.get("/connections")
@bp.get("/Connections")
def list_connections() -> Response:
    world = this_world()
    token = calling_token(world)
    found = world.connections.where(owner=token.owner)
    auth_event_id = request.args.get("authEventId")
    if auth_event_id:
        found = [c for c in found if c.auth_event_id == auth_event_id.lower()]
    return jsonify([_as_json(world, c) for c in sorted(found, key=_meaningless_order)])


def _meaningless_order(connection: Connection) -> str:
    return hashlib.sha256(connection.connection_id.encode()).hexdigest()


def _as_json(world: World, connection: Connection) -> dict[str, Any]:
    organisation = world.organisations.get(connection.tenant_id)
    body = {
        "id": connection.connection_id,
        "authEventId": connection.auth_event_id,
        "tenantId": connection.tenant_id,
        "tenantType": organisation.tenant_type if organisation else "ORGANISATION",
        "tenantName": organisation.name if organisation else None,
        "createdDateUtc": connection_date(connection.created_at),
        "updatedDateUtc": connection_date(connection.updated_at),
    }
    if world.modes.omit_auth_event_id:
        del body["authEventId"]
    return body


@bp.delete("/connections/<connection_id>")
@bp.delete("/Connections/<connection_id>")
def delete_connection(connection_id: str) -> Response:
    world = this_world()
    token = calling_token(world)
    connection = world.connections.get(connection_id.lower())
    if connection and connection.owner == token.owner:
        _remove(world, connection)
        return Response(status=204)
    if world.organisations.get(connection_id.lower()):
        return problems.not_connected()
    return problems.not_found()


def _remove(world: World, connection: Connection) -> None:
    world.connections.drop(connection)
    if world.modes.deleting_ends_it_for_everybody:
        for other in world.connections.where(tenant_id=connection.tenant_id):
            if other.client_id == connection.client_id:
                world.connections.drop(other)
