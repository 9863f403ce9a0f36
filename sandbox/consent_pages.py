"""The pages that a person sees at Xero: choose a user, consent, and Xero's own error page."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response as AnyResponse

from .authorize import (
    AuthorizeRequest,
    BadRequest,
    ChoiceRefused,
    allow,
    cancel,
    carry_on,
    choices,
    connections_of,
    read_request,
)
from .forms import check_form
from .records import Person
from .scopes import SCOPES
from .world import World, this_world

bp = Blueprint("consent", __name__)

PATH = "/identity/connect/authorize"
UNPROCESSABLE = 422


@bp.errorhandler(BadRequest)
def own_error_page(error: BadRequest) -> tuple[str, int]:
    return render_template("bad_request.html", error=error), 400


@bp.get(PATH)
def authorize() -> str | AnyResponse:
    world = this_world()
    asked = read_request(world, request.args)
    person = _signed_in(world)
    return _choose_user(world, asked) if person is None else _consent(world, asked, person)


@bp.post(PATH)
def decide() -> AnyResponse | tuple[str, int]:
    world = this_world()
    asked = read_request(world, request.args)
    check_form()
    action = request.form.get("action")
    if action == "cancel":
        return redirect(cancel(asked))
    if action in ("choose", "another"):
        return _change_user(world, action)
    person = _signed_in(world)
    if person is None:
        return _same_page()
    try:
        if action == "continue":
            return redirect(carry_on(world, asked, person))
        chosen = [tenant_id for tenant_id in request.form.getlist("organisation") if tenant_id]
        return redirect(allow(world, asked, person, chosen))
    except ChoiceRefused as refusal:
        return _consent(world, asked, person, str(refusal)), UNPROCESSABLE


def _signed_in(world: World) -> Person | None:
    return world.people.get(session.get("user_id", ""))


def _change_user(world: World, action: str) -> AnyResponse:
    session.pop("user_id", None)
    person = world.people.get(request.form.get("user", ""))
    if action == "choose" and person is not None:
        session.permanent = True
        session["user_id"] = person.user_id
    return _same_page()


def _same_page() -> AnyResponse:
    return redirect(f"{PATH}?{request.query_string.decode()}", 303)


def _choose_user(world: World, asked: AuthorizeRequest) -> str:
    people = sorted(world.people, key=lambda p: (p.full_name.casefold(), p.email))
    return render_template("choose_user.html", asked=asked, people=people)


def _consent(world: World, asked: AuthorizeRequest, person: Person, error: str | None = None) -> str:
    return render_template(
        "consent.html",
        asked=asked,
        person=person,
        choices=choices(world, asked, person),
        connected_count=len(connections_of(world, asked, person)),
        several_at_once=world.modes.several_at_once,
        permissions=[SCOPES[scope] for scope in asked.scopes],
        error=error,
    )


def plain_page(template: str, status: int, **context: object) -> Response:
    """A page that is not part of a consent."""
    return make_response(render_template(template, **context), status)
