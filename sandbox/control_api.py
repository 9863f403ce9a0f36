"""The HTTP API for tests: JSON in, JSON out, under /control/api/. See README.md."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any

from flask import Blueprint, Response, jsonify, request

from . import control_actions as actions
from . import story
from .approval import approve
from .authorize import BadRequest, ChoiceRefused
from .control_actions import ControlError, find_organisation, find_person
from .overview import (
    call_counts,
    connection_rows,
    login_rows,
    organisation_row,
    overview,
    person_row,
)
from .world import World, this_world

bp = Blueprint("control_api", __name__, url_prefix="/control/api")

Answer = dict[str, Any] | list[Any]
Deed = Callable[[World, dict[str, Any]], Answer | None]


@bp.errorhandler(ControlError)
def refuse(error: ControlError) -> tuple[Response, int]:
    return jsonify(error=str(error)), error.status


@bp.errorhandler(TypeError)
@bp.errorhandler(ValueError)
def refuse_facts(error: TypeError | ValueError) -> tuple[Response, int]:
    return jsonify(error=f"Check the names and kinds of what you sent: {error}"), 422


@bp.errorhandler(ChoiceRefused)
def refuse_choice(error: ChoiceRefused) -> tuple[Response, int]:
    return jsonify(error=str(error)), 422


@bp.errorhandler(BadRequest)
def show_own_error_page(error: BadRequest) -> tuple[Response, int]:
    return jsonify(error=error.code, reason=error.reason), 400


def deed(rule: str) -> Callable[[Deed], Deed]:
    """Answer POST `rule`: a JSON object in, what the deed returns (or {}) out."""

    def register(function: Deed) -> Deed:
        @bp.post(rule, endpoint=function.__name__)
        @wraps(function)
        def view() -> Response:
            # Only JSON: a page elsewhere cannot send that to us without being asked first.
            sent = request.get_json()
            if not isinstance(sent, dict):
                raise ControlError("Send a JSON object.")
            return jsonify(function(this_world(), sent) or {})

        return function

    return register


@bp.get("/state")
def read_state() -> Response:
    return jsonify(overview(this_world()))


@bp.get("/users")
def read_users() -> Response:
    world = this_world()
    return jsonify([person_row(world, person) for person in world.people])


@bp.get("/organisations")
def read_organisations() -> Response:
    return jsonify([organisation_row(organisation) for organisation in this_world().organisations])


@bp.get("/connections")
def read_connections() -> Response:
    return jsonify(connection_rows(this_world()))


@bp.get("/tokens")
def read_tokens() -> Response:
    return jsonify(login_rows(this_world()))


@bp.get("/calls")
def read_calls() -> Response:
    world = this_world()
    return jsonify(counts=call_counts(world), recent=list(world.recent))


@deed("/reset")
def reset(world: World, sent: dict[str, Any]) -> None:
    world.forget_everything()
    if sent.get("story"):
        story.load(world)


@deed("/apps")
def add_app(world: World, sent: dict[str, Any]) -> Answer:
    app = actions.register_app(world, **sent)
    return {"client_id": app.client_id, "name": app.name, "redirect_uris": app.redirect_uris}


@deed("/users")
def add_user(world: World, sent: dict[str, Any]) -> Answer:
    return person_row(world, actions.add_person(world, **sent))


@deed("/organisations")
def add_organisations(world: World, sent: dict[str, Any]) -> Answer:
    if "organisations" in sent:
        return [organisation_row(actions.add_organisation(world, **facts)) for facts in sent["organisations"]]
    return organisation_row(actions.add_organisation(world, **sent))


@deed("/organisations/change")
def change_organisation(world: World, sent: dict[str, Any]) -> Answer:
    found = find_organisation(world, sent.pop("organisation", ""))
    return organisation_row(actions.change_organisation(world, found, **sent))


@deed("/organisations/delete")
def delete_organisation(world: World, sent: dict[str, Any]) -> None:
    actions.delete_organisation(world, find_organisation(world, sent.get("organisation", "")))


@deed("/members")
def add_member(world: World, sent: dict[str, Any]) -> Answer:
    person, organisation = _both(world, sent)
    return asdict(actions.add_member(world, person, organisation, **sent))


@deed("/members/remove")
def remove_member(world: World, sent: dict[str, Any]) -> None:
    actions.remove_member(world, *_both(world, sent))


@deed("/cut")
def cut(world: World, sent: dict[str, Any]) -> Answer:
    person = find_person(world, sent["user"]) if sent.get("user") else None
    ended = actions.cut(world, find_organisation(world, sent.get("organisation", "")), person)
    return {"ended": [connection.connection_id for connection in ended]}


@deed("/expire")
def expire(world: World, sent: dict[str, Any]) -> Answer:
    person = find_person(world, sent.get("user", ""))
    return {"expired": actions.expire(world, person, sent.get("token", ""), sent.get("client_id"))}


@deed("/revoke")
def revoke(world: World, sent: dict[str, Any]) -> Answer:
    person = find_person(world, sent.get("user", ""))
    return {"revoked": actions.revoke_login(world, person, sent.get("client_id"))}


@deed("/offline")
def offline(world: World, sent: dict[str, Any]) -> None:
    is_offline = bool(sent.get("on", True))
    if sent.get("organisation"):
        found = find_organisation(world, sent["organisation"])
        actions.change_organisation(world, found, is_offline=is_offline)
    else:
        actions.change_modes(world, {"offline": is_offline})


@deed("/modes")
def modes(world: World, sent: dict[str, Any]) -> Answer:
    actions.change_modes(world, sent)
    return asdict(world.modes)


@deed("/slow")
def slow(world: World, sent: dict[str, Any]) -> None:
    actions.slow_down(world, sent.get("endpoint", "*"), sent.get("seconds", 0))


@deed("/faults")
def order_fault(world: World, sent: dict[str, Any]) -> Answer:
    if sent.get("organisation"):
        sent["tenant_id"] = find_organisation(world, sent.pop("organisation")).tenant_id
    return asdict(actions.order_fault(world, **sent))


@deed("/faults/clear")
def clear_faults(world: World, sent: dict[str, Any]) -> None:  # noqa: ARG001
    actions.clear_faults(world)


@deed("/limits")
def reach_limit(world: World, sent: dict[str, Any]) -> Answer:
    found = find_organisation(world, sent["organisation"]) if sent.get("organisation") else None
    return asdict(actions.reach_limit(world, sent.get("limit", ""), found, sent.get("seconds")))


@deed("/clock")
def move_clock(world: World, sent: dict[str, Any]) -> Answer:
    move = float(sent.get("move_seconds", 0))
    actions.move_clock(world, float(sent.get("offset_seconds", world.clock.offset)) + move)
    return {"offset_seconds": world.clock.offset, "now": world.clock.now()}


@deed("/calls/reset")
def reset_calls(world: World, sent: dict[str, Any]) -> None:  # noqa: ARG001
    actions.forget_calls(world)


@deed("/approve")
def approve_as_a_person(world: World, sent: dict[str, Any]) -> Answer:
    is_cancelled = bool(sent.pop("cancel", False))
    return {"redirect": approve(world, **sent, is_cancelled=is_cancelled)}


def _both(world: World, sent: dict[str, Any]) -> tuple[Any, Any]:
    return find_person(world, sent.pop("user", "")), find_organisation(world, sent.pop("organisation", ""))
