"""The accounting API, as far as the stand-in has one: /Organisation and /Users."""

import uuid
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Response, g, jsonify, request

from . import problems
from .bearer import Refused, calling_token
from .clock import accounting_date
from .organisation_answer import organisation_answer, user_answer
from .records import AccessToken, App, Organisation
from .scopes import READ_SETTINGS
from .world import World, this_world

bp = Blueprint("accounting", __name__, url_prefix="/api.xro/2.0")

ORGANISATION_ENDPOINTS = ("accounting.organisation", "accounting.users")


@bp.errorhandler(Refused)
def refuse(refusal: Refused) -> Response:
    return refusal.response


@bp.get("/Organisation")
@bp.get("/Organisations")
def organisation() -> Response:
    world = this_world()
    token, called, headers = _admit(world)
    return _envelope(world, token, headers, "Organisations", [organisation_answer(called)])


@bp.get("/Users")
def users() -> Response:
    world = this_world()
    token, called, headers = _admit(world)
    members = world.memberships.where(tenant_id=called.tenant_id)
    answers = [user_answer(person, m) for m in members if (person := world.people.get(m.user_id))]
    return _envelope(world, token, headers, "Users", answers)


@bp.route("/<path:anything>", methods=["GET", "POST", "PUT", "DELETE"])
def nothing_here(anything: str) -> Response:  # noqa: ARG001
    _admit(this_world())
    return problems.not_found()


def _admit(world: World) -> tuple[AccessToken, Organisation, dict[str, str]]:
    """Token, connection, limits, permission, in Xero's order; Refused with Xero's answer."""
    token = calling_token(world)
    called = _connected_organisation(world, token)
    reading = world.meters.take(
        token.client_id,
        called.tenant_id,
        g.get("under_way", 1),
        modes=world.modes,
        forced=world.forced_limits,
        now=world.clock.now(),
    )
    if reading.problem:
        raise Refused(problems.limit_reached(reading.headers))
    if not READ_SETTINGS.intersection(token.scopes):
        raise Refused(problems.scope_missing())
    if called.is_offline:
        raise Refused(problems.organisation_offline())
    return token, called, reading.headers


def _connected_organisation(world: World, token: AccessToken) -> Organisation:
    tenant_id = request.headers.get("Xero-Tenant-Id", "").lower()
    called = world.organisations.get(tenant_id)
    if (
        called is None
        or called.tenant_type != "ORGANISATION"
        or not world.connections.where(exact=f"{token.owner} {tenant_id}")
    ):
        raise Refused(problems.not_connected())
    return called


def _envelope(
    world: World, token: AccessToken, headers: dict[str, str], name: str, things: list[dict[str, Any]]
) -> Response:
    app: App | None = world.apps.get(token.client_id)
    body = {
        "Id": str(uuid.uuid4()),
        "Status": "OK",
        "ProviderName": app.name if app else "",
        "DateTimeUTC": accounting_date(world.clock.now()).replace("+0000", ""),
        name: things,
    }
    # Like Xero, answer JSON only to those who ask for it: XML is its first language.
    wants_json = "application/json" in request.headers.get("Accept", "")
    response = jsonify(body) if wants_json else Response(_xml(body), mimetype="text/xml")
    response.headers.update(headers)
    return response


def _xml(body: dict[str, Any]) -> bytes:
    root = Element("Response")
    _fill(root, body)
    return bytes(tostring(root, encoding="utf-8"))


def _fill(parent: Element, value: Any) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _fill(SubElement(parent, key), inner)
    elif isinstance(value, list):
        for inner in value:
            _fill(SubElement(parent, parent.tag.removesuffix("s")), inner)
    elif value is not None:
        parent.text = str(value).lower() if isinstance(value, bool) else str(value)
