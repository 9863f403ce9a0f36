"""The forms of the control page: each posts its deed to /control/do/<deed> and returns to where it stood."""

from collections.abc import Callable
from dataclasses import asdict
from math import isfinite, nan
from typing import Any

from flask import Blueprint, abort, flash, redirect, request
from werkzeug.wrappers import Response

from . import control_actions as actions
from . import story
from .control_actions import ControlError, find_organisation, find_person
from .forms import check_form
from .modes import Modes
from .records import Organisation
from .world import World, this_world

bp = Blueprint("control_forms", __name__, url_prefix="/control/do")

HOME = "/control/"
Form = dict[str, str]
Deed = Callable[[World, Form], str]
DEEDS: dict[str, Deed] = {}

FAULTS: dict[str, dict[str, Any]] = {
    "status": {},
    "drop": {"process": True, "drop": True},
    "close": {"drop": True},
    "no_refresh_token": {"without_keys": ["refresh_token"]},
    "no_id_token": {"without_keys": ["id_token"]},
    "expires_now": {"set_keys": {"expires_in": 0}},
    "expires_before": {"set_keys": {"expires_in": -60}},
    "expires_in_words": {"set_keys": {"expires_in": "half an hour"}},
}


@bp.post("/<name>")
def do(name: str) -> Response:
    check_form()
    deed = DEEDS.get(name) or abort(404)
    form = request.form.to_dict()
    back = form.get("back", HOME)
    flash(deed(this_world(), form))
    return redirect(back if back.startswith(HOME) else HOME, 303)


def deed(function: Deed) -> Deed:
    """A form may post to /control/do/<the function's name>; the sentence is shown afterwards."""
    DEEDS[function.__name__] = function
    return function


def _number(form: Form, name: str) -> float:
    try:
        number = float(form.get(name, ""))
    except ValueError:
        number = nan
    if not isfinite(number):
        raise ControlError(f"Give {name.replace('_', ' ')} as a number.")
    return number


def _organisation(world: World, form: Form) -> Organisation:
    return find_organisation(world, form.get("organisation", ""))


@deed
def move_clock(world: World, form: Form) -> str:
    actions.move_clock(world, world.clock.offset + _number(form, "seconds"))
    return "The clock has moved."


@deed
def set_clock(world: World, form: Form) -> str:  # noqa: ARG001
    world.move_clock(0.0)
    return "The clock shows the real time again."


@deed
def set_modes(world: World, form: Form) -> str:
    changes: dict[str, Any] = {}
    for name, before in asdict(Modes()).items():
        if isinstance(before, bool):
            changes[name] = name in form
        elif isinstance(before, int):
            changes[name] = int(_number(form, name))
        else:
            changes[name] = form.get(name, before)
    changes["offline"] = world.modes.offline
    actions.change_modes(world, changes)
    return "The modes are as you set them."


@deed
def set_offline(world: World, form: Form) -> str:
    is_offline = form.get("on") == "yes"
    if form.get("organisation"):
        actions.change_organisation(world, _organisation(world, form), is_offline=is_offline)
        return "The organisation is offline." if is_offline else "The organisation is back."
    actions.change_modes(world, {"offline": is_offline})
    return "Everything is offline." if is_offline else "Everything is back."


@deed
def order_fault(world: World, form: Form) -> str:
    kind = form.get("kind", "")
    facts = dict(FAULTS.get(kind) or {})
    if kind == "status":
        facts |= {"status": int(_number(form, "status")), "body": form.get("body", "")}
        facts["content_type"] = form.get("content_type") or "application/json"
    actions.order_fault(world, endpoint=form.get("endpoint"), times=int(_number(form, "times")), **facts)
    return "The fault is waiting for the next call."


@deed
def slow_down(world: World, form: Form) -> str:
    actions.slow_down(world, form.get("endpoint", ""), _number(form, "seconds"))
    return "The speed is as you set it."


@deed
def reach_limit(world: World, form: Form) -> str:
    found = _organisation(world, form) if form.get("organisation") else None
    seconds = _number(form, "seconds") if form.get("seconds") else None
    actions.reach_limit(world, form.get("limit", ""), found, seconds)
    return "The limit counts as reached."


@deed
def clear_faults(world: World, form: Form) -> str:  # noqa: ARG001
    actions.clear_faults(world)
    return "Nothing goes wrong any more."


@deed
def forget_calls(world: World, form: Form) -> str:  # noqa: ARG001
    actions.forget_calls(world)
    return "The counters are at nought."


@deed
def reset(world: World, form: Form) -> str:
    world.forget_everything()
    if form.get("story"):
        story.load(world)
    return "The stand-in has started over."


@deed
def add_app(world: World, form: Form) -> str:
    uris = form.get("redirect_uris", "").split()
    actions.register_app(
        world, form.get("client_id", ""), form.get("client_secret", ""), uris, form.get("name", "")
    )
    return "The app is registered."


@deed
def add_user(world: World, form: Form) -> str:
    actions.add_person(world, form.get("email", ""), form.get("given_name", ""), form.get("family_name", ""))
    return "The Xero user is there."


@deed
def add_member(world: World, form: Form) -> str:
    actions.add_member(world, find_person(world, form.get("user", "")), _organisation(world, form))
    return "The user may open the organisation."


@deed
def remove_member(world: World, form: Form) -> str:
    actions.remove_member(world, find_person(world, form.get("user", "")), _organisation(world, form))
    return "The user may no longer open the organisation."


@deed
def cut(world: World, form: Form) -> str:
    person = find_person(world, form["user"]) if form.get("user") else None
    ended = actions.cut(world, _organisation(world, form), person)
    return f"{len(ended)} connection{'' if len(ended) == 1 else 's'} ended."


@deed
def expire(world: World, form: Form) -> str:
    actions.expire(
        world, find_person(world, form.get("user", "")), form.get("token", ""), form.get("client_id")
    )
    return f"The {form.get('token')} tokens of this login have run out."


@deed
def revoke(world: World, form: Form) -> str:
    actions.revoke_login(world, find_person(world, form.get("user", "")), form.get("client_id"))
    return "Everything this user allowed the app has ended."


@deed
def save_organisation(world: World, form: Form) -> str:
    facts = _facts(form)
    if form.get("organisation"):
        actions.change_organisation(world, _organisation(world, form), **facts)
        return "The facts are changed."
    given = {name: value for name, value in facts.items() if value is not None and value != ""}
    actions.add_organisation(world, users=form.get("users", "").split(), **given)
    return "The organisation is there."


def _facts(form: Form) -> dict[str, Any]:
    """The facts of an organisation from its form: emptied ones become None where that is allowed."""
    facts: dict[str, Any] = {}
    for name, before in asdict(Organisation("", "", "", "")).items():
        if name in ("tenant_id", "created_at", "is_offline"):
            continue
        if isinstance(before, bool):
            facts[name] = name in form
        elif isinstance(before, int):
            facts[name] = int(_number(form, name))
        else:
            facts[name] = form.get(name, "").strip() or (None if before is None else "")
    return facts


@deed
def delete_organisation(world: World, form: Form) -> str:
    actions.delete_organisation(world, _organisation(world, form))
    return "The organisation is gone."
