"""The control page for people: what the stand-in is up to. Its forms are in control_forms.py."""

from dataclasses import asdict

from flask import Blueprint, render_template, request

from .control_actions import find_organisation, find_person
from .faults import ENDPOINTS
from .limits import LIMITS
from .modes import ID_TOKEN, REPLAY
from .overview import call_counts, login_rows, overview
from .records import Connection, Organisation
from .world import World, this_world

bp = Blueprint("control", __name__, url_prefix="/control")

SHOWN = 100


@bp.get("/")
def index() -> str:
    world = this_world()
    return render_template(
        "control/index.html",
        state=overview(world),
        calls=call_counts(world),
        endpoints=["*", *ENDPOINTS],
        limits=LIMITS,
        replay_modes=REPLAY,
        id_token_modes=ID_TOKEN,
    )


@bp.get("/users")
def users() -> str:
    world = this_world()
    people = sorted(world.people, key=lambda p: p.full_name.casefold())
    counts = {p.user_id: len(world.memberships.where(user_id=p.user_id)) for p in people}
    return render_template("control/users.html", people=people[:SHOWN], total=len(people), counts=counts)


@bp.get("/users/<user_id>")
def user(user_id: str) -> str:
    world = this_world()
    person = find_person(world, user_id)
    return render_template(
        "control/user.html",
        person=person,
        organisations=_organisations_of(world, person.user_id),
        logins=[row for row in login_rows(world) if row["user_id"] == person.user_id],
        connections=_connections_of(world, person.user_id),
    )


def _organisations_of(world: World, user_id: str) -> list[Organisation]:
    members = world.memberships.where(user_id=user_id)
    found = [o for m in members if (o := world.organisations.get(m.tenant_id))]
    return sorted(found, key=lambda o: o.name.casefold())[:SHOWN]


def _connections_of(world: World, user_id: str) -> list[tuple[Connection, Organisation | None]]:
    found = [c for c in world.connections if c.user_id == user_id]
    return [(c, world.organisations.get(c.tenant_id)) for c in found[:SHOWN]]


@bp.get("/organisations")
def organisations() -> str:
    world = this_world()
    query = request.args.get("q", "").strip()
    found = [o for o in world.organisations if query.casefold() in f"{o.name} {o.short_code}".casefold()]
    found.sort(key=lambda o: (o.name.casefold(), o.short_code))
    return render_template("control/organisations.html", found=found[:SHOWN], total=len(found), query=query)


@bp.get("/organisations/new")
def new_organisation() -> str:
    return render_template("control/organisation.html", organisation=None, facts=_blank_facts(), people=[])


@bp.get("/organisations/<tenant_id>")
def organisation(tenant_id: str) -> str:
    world = this_world()
    found = find_organisation(world, tenant_id)
    members = world.memberships.where(tenant_id=found.tenant_id)
    connected = {c.user_id for c in world.connections.where(tenant_id=found.tenant_id)}
    people = [(p, p.user_id in connected) for m in members if (p := world.people.get(m.user_id))]
    return render_template(
        "control/organisation.html", organisation=found, facts=_facts(found), people=people[:SHOWN]
    )


def _facts(found: Organisation) -> dict[str, object]:
    hidden = ("tenant_id", "created_at", "is_offline")
    return {name: value for name, value in asdict(found).items() if name not in hidden}


def _blank_facts() -> dict[str, object]:
    return _facts(Organisation(tenant_id="", name="", legal_name="", short_code=""))


@bp.get("/apps")
def apps() -> str:
    return render_template("control/apps.html", apps=list(this_world().apps))
