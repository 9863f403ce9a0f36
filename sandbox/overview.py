"""What the stand-in tells about itself, as JSON rows for the control API and the control pages."""

from dataclasses import asdict
from typing import Any

from .faults import ENDPOINTS
from .records import Connection, Organisation, Person, pair
from .world import World


def overview(world: World) -> dict[str, Any]:
    """Modes, clock, faults and how many there are of everything."""
    return {
        "url": world.settings.url,
        "now": world.clock.now(),
        "offset_seconds": world.clock.offset,
        "modes": asdict(world.modes),
        "faults": [asdict(fault) for fault in world.faults],
        "slow": {each.endpoint: each.seconds for each in world.slowness},
        "limits": [asdict(each) for each in world.forced_limits if each.until > world.clock.now()],
        "apps": [
            {"client_id": app.client_id, "name": app.name, "redirect_uris": app.redirect_uris}
            for app in world.apps
        ],
        "counts": {
            kind.lower(): len(world.collections[kind])
            for kind in ("Person", "Organisation", "Membership", "Connection", "Grant")
        },
    }


def person_row(world: World, person: Person) -> dict[str, Any]:
    """A person and the tenant ids of what they may open."""
    members = world.memberships.where(user_id=person.user_id)
    return asdict(person) | {"organisations": [membership.tenant_id for membership in members]}


def organisation_row(organisation: Organisation) -> dict[str, Any]:
    return asdict(organisation)


def connection_rows(world: World) -> list[dict[str, Any]]:
    """Every connection of everybody, with names."""
    return [_connection_row(world, connection) for connection in world.connections]


def _connection_row(world: World, connection: Connection) -> dict[str, Any]:
    person = world.people.get(connection.user_id)
    organisation = world.organisations.get(connection.tenant_id)
    return asdict(connection) | {
        "email": person.email if person else None,
        "tenant_name": organisation.name if organisation else None,
    }


def login_rows(world: World) -> list[dict[str, Any]]:
    """Each login (person and app) with the tokens that still work."""
    return [_login_row(world, grant.client_id, grant.user_id, grant.scopes) for grant in world.grants]


def _login_row(world: World, client_id: str, user_id: str, scopes: tuple[str, ...]) -> dict[str, Any]:
    owner, now = pair(client_id, user_id), world.clock.now()
    person = world.people.get(user_id)
    refresh = [t for t in world.refresh_tokens.where(owner=owner) if t.expires_at > now]
    access = [t for t in world.access_tokens.where(owner=owner) if t.expires_at > now and not t.is_refused]
    return {
        "client_id": client_id,
        "user_id": user_id,
        "email": person.email if person else None,
        "scopes": scopes,
        "refresh_tokens": [asdict(t) for t in refresh if not t.is_rotated],
        "rotated_refresh_tokens": [asdict(t) for t in refresh if t.is_rotated],
        "access_tokens": [asdict(t) for t in access],
    }


def call_counts(world: World) -> dict[str, int]:
    """How often each endpoint was called; 0 for those that nobody called."""
    return dict.fromkeys(ENDPOINTS, 0) | {count.endpoint: count.calls for count in world.call_counts}
