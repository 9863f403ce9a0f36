"""What a test or a person can do to the stand-in: one function per deed, for the pages and the HTTP API."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from .clock import DAY
from .faults import ENDPOINTS, Fault, ForcedLimit, Slowness
from .grants import end_grant
from .limits import LIMITS, PERIOD
from .records import App, Connection, Membership, Organisation, Person
from .settings import SettingsError, check_redirect_uri
from .world import World

NOT_FOUND, UNPROCESSABLE = 404, 422
FARTHEST = 20 * 365 * DAY


class ControlError(Exception):
    """A deed that cannot be done; the sentence says why, `status` goes with it."""

    def __init__(self, message: str, status: int = UNPROCESSABLE) -> None:
        super().__init__(message)
        self.status = status


def find_person(world: World, reference: str) -> Person:
    """A person by xero_userid or e-mail address."""
    person = world.people.get(reference) or next(iter(world.people.where(address=reference.lower())), None)
    if person is None:
        raise ControlError(f"No Xero user {reference!r}.", NOT_FOUND)
    return person


def find_organisation(world: World, reference: str) -> Organisation:
    """An organisation by tenant id, or by name where only one has it."""
    found = world.organisations.get(reference)
    if found:
        return found
    named = world.organisations.where(name=reference)
    if len(named) > 1:
        raise ControlError(f"{len(named)} organisations are called {reference!r}: give the tenant id.")
    if not named:
        raise ControlError(f"No organisation {reference!r}.", NOT_FOUND)
    return named[0]


def register_app(
    world: World, client_id: str, client_secret: str, redirect_uris: Iterable[str], name: str = ""
) -> App:
    """Register an app, or replace the one with this client id."""
    try:
        uris = tuple(check_redirect_uri(uri) for uri in redirect_uris)
    except SettingsError as error:
        raise ControlError(str(error)) from error
    if not client_id or not client_secret or not uris:
        raise ControlError("Give client_id, client_secret and at least one of redirect_uris.")
    return world.apps.put(App(client_id, client_secret, name or client_id, uris))


def add_person(
    world: World,
    email: str,
    given_name: str,
    family_name: str,
    user_id: str | None = None,
    organisations: Iterable[str] = (),
    role: str = "STANDARD",
) -> Person:
    """Add a Xero user who may open these organisations."""
    if not email or world.people.where(address=email.lower()):
        raise ControlError(f"Give an e-mail address that is not taken: {email!r}.")
    person = world.people.put(Person(_identifier(user_id), email, given_name, family_name))
    for reference in organisations:
        add_member(world, person, find_organisation(world, reference), role=role)
    return person


def add_organisation(world: World, users: Iterable[str] = (), **facts: Any) -> Organisation:
    """Add an organisation with any of the facts of `records.Organisation`, open to these users."""
    name = facts.get("name")
    if not name:
        raise ControlError("Give the organisation a name.")
    tenant_id = _identifier(facts.pop("tenant_id", None))
    start = {"legal_name": name, "short_code": _short_code(tenant_id), "created_at": world.clock.now()}
    organisation = world.organisations.put(Organisation(tenant_id=tenant_id, **(start | _known(facts))))
    for reference in users:
        add_member(world, find_person(world, reference), organisation)
    return organisation


def change_organisation(world: World, organisation: Organisation, **facts: Any) -> Organisation:
    """Rename an organisation or change any other of its facts."""
    return world.organisations.put(replace(organisation, **_known(facts)))


def delete_organisation(world: World, organisation: Organisation) -> None:
    """Delete an organisation in Xero, with everybody's way in."""
    cut(world, organisation)
    for membership in world.memberships.where(tenant_id=organisation.tenant_id):
        world.memberships.drop(membership)
    world.organisations.drop(organisation)


def add_member(
    world: World,
    person: Person,
    organisation: Organisation,
    role: str = "STANDARD",
    is_subscriber: bool = False,
) -> Membership:
    """Let a person open an organisation in Xero."""
    return world.memberships.put(
        Membership(person.user_id, organisation.tenant_id, role, is_subscriber, world.clock.now())
    )


def remove_member(world: World, person: Person, organisation: Organisation) -> None:
    """Take a person out of an organisation; their connections to it end with it."""
    membership = world.memberships.get(f"{person.user_id} {organisation.tenant_id}")
    if membership is None:
        raise ControlError(f"{person.email} is not a user of {organisation.name}.", NOT_FOUND)
    world.memberships.drop(membership)
    cut(world, organisation, person)


def cut(world: World, organisation: Organisation, person: Person | None = None) -> list[Connection]:
    """Disconnect an organisation as its user would in Xero: one person's connections, or everybody's."""
    found = world.connections.where(tenant_id=organisation.tenant_id)
    ended = [c for c in found if person is None or c.user_id == person.user_id]
    for connection in ended:
        world.connections.drop(connection)
    return ended


def expire(world: World, person: Person, token: str, client_id: str | None = None) -> int:
    """Let a login's `access` or `refresh` tokens run out now; how many there were."""
    if token not in ("access", "refresh"):
        raise ControlError('Expire "access" or "refresh".')
    collection: Any = world.access_tokens if token == "access" else world.refresh_tokens  # noqa: S105
    found = [t for t in collection if t.user_id == person.user_id and client_id in (None, t.client_id)]
    past = world.clock.now() - 1
    for each in found:
        collection.put(replace(each, expires_at=min(each.expires_at, past)))
    return len(found)


def revoke_login(world: World, person: Person, client_id: str | None = None) -> int:
    """Revoke what a person allowed, for one app or all; for how many apps."""
    found = [g for g in world.grants if g.user_id == person.user_id and client_id in (None, g.client_id)]
    for grant in found:
        end_grant(world, grant.client_id, grant.user_id)
    return len(found)


def change_modes(world: World, changes: Mapping[str, Any]) -> None:
    """Switch modes; ControlError names what is not one."""
    try:
        world.set_modes(**changes)
    except (TypeError, ValueError) as error:
        raise ControlError(str(error)) from error


def slow_down(world: World, endpoint: str, seconds: float) -> None:
    """Make an endpoint (or "*") slower by `seconds`; 0 makes it quick again, also for those who wait."""
    _check_endpoint(endpoint)
    if not 0 <= seconds <= 600:
        raise ControlError("Give seconds from 0 to 600.")
    if seconds:
        world.slowness.put(Slowness(endpoint, float(seconds)))
        return
    for each in world.slowness:
        if endpoint in ("*", each.endpoint):
            world.slowness.drop(each)
    world.stop_waiting()


def order_fault(world: World, **facts: Any) -> Fault:
    """Let the next calls of an endpoint go wrong; the facts of `faults.Fault`."""
    _check_endpoint(str(facts.get("endpoint")))
    known = {f.name for f in fields(Fault)} - {"fault_id"}
    if unknown := set(facts) - known:
        raise ControlError(f"A fault has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(known))}.")
    if isinstance(facts.get("without_keys"), list):
        facts["without_keys"] = tuple(facts["without_keys"])
    try:
        return world.faults.put(Fault(fault_id=str(uuid.uuid4()), **facts))
    except ValueError as error:
        raise ControlError(str(error)) from error


def move_clock(world: World, offset: float) -> None:
    """Set the clock `offset` seconds away from the machine's."""
    # Written so that what is not a number at all is refused as well.
    if not abs(offset) <= FARTHEST:
        raise ControlError("Move the clock by at most twenty years.")
    world.move_clock(offset)


def clear_faults(world: World) -> None:
    """Nothing goes wrong or slow any more; forced limits end."""
    for collection in (world.faults, world.slowness, world.forced_limits):
        collection.clear()
    world.stop_waiting()


def reach_limit(
    world: World, limit: str, organisation: Organisation | None = None, seconds: float | None = None
) -> ForcedLimit:
    """Count a limit as reached for a while, for one organisation or all; 0 seconds ends it."""
    if limit not in LIMITS:
        raise ControlError(f"Use one of {', '.join(LIMITS)}.")
    tenant_id = organisation.tenant_id if organisation else None
    until = world.clock.now() + (PERIOD[limit] if seconds is None else seconds)
    return world.forced_limits.put(ForcedLimit(limit, tenant_id, until))


def forget_calls(world: World) -> None:
    """Set the counters to nought."""
    world.call_counts.clear()
    world.recent.clear()


def _check_endpoint(endpoint: str) -> None:
    if endpoint != "*" and endpoint not in ENDPOINTS:
        raise ControlError(f"Use * or one of {', '.join(ENDPOINTS)} for endpoint.")


def _identifier(given: str | None) -> str:
    if given is None:
        return str(uuid.uuid4())
    try:
        return str(uuid.UUID(given))
    except ValueError as error:
        raise ControlError(f"Give an id such as {uuid.uuid4()}.") from error


def _short_code(tenant_id: str) -> str:
    return "!" + hashlib.sha256(tenant_id.encode()).hexdigest()[:5]


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    known = {f.name for f in fields(Organisation)} - {"tenant_id"}
    if unknown := set(facts) - known:
        raise ControlError(f"An organisation has no {', '.join(sorted(unknown))}.")
    return dict(facts)
