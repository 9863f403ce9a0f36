"""The rules of a consent: what may be asked, what may be chosen, what goes back to the app. No pages here."""

import secrets
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from .clock import MINUTE
from .records import App, Code, Connection, Grant, Organisation, Person, pair
from .scopes import refused_scopes
from .world import World

CODE_LIFE = 5 * MINUTE


class BadRequest(Exception):
    """Xero shows its own error page instead of going back: OAuth's `code`, and a `reason` for people."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code, self.reason = code, reason


class ChoiceRefused(Exception):
    """This person cannot choose that; the message says what to do."""


@dataclass(frozen=True)
class AuthorizeRequest:
    """A checked authorize request."""

    app: App
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    nonce: str | None
    challenge: str | None

    def answer(self, **parameters: str) -> str:
        """The address back to the app."""
        if self.state is not None:
            parameters["state"] = self.state
        return f"{self.redirect_uri}{'&' if '?' in self.redirect_uri else '?'}{urlencode(parameters)}"


@dataclass(frozen=True)
class Choice:
    """An organisation on the consent page."""

    tenant_id: str
    label: str
    is_connected: bool


def read_request(world: World, query: Mapping[str, str]) -> AuthorizeRequest:
    """Check everything that Xero checks before it shows a page; BadRequest otherwise."""
    app = world.apps.get(query.get("client_id", ""))
    if app is None:
        raise BadRequest("unauthorized_client", "Unknown client")
    redirect_uri = query.get("redirect_uri", "")
    if redirect_uri not in app.redirect_uris:
        raise BadRequest("unauthorized_client", "Invalid redirect_uri")
    if query.get("response_type") != "code":
        raise BadRequest("unsupported_response_type", "Response type not supported")
    return AuthorizeRequest(
        app=app,
        redirect_uri=redirect_uri,
        scopes=_scopes(world, query.get("scope", "")),
        state=query.get("state"),
        nonce=query.get("nonce"),
        challenge=_challenge(query),
    )


def _scopes(world: World, text: str) -> tuple[str, ...]:
    scopes = tuple(dict.fromkeys(text.split()))
    if not scopes:
        raise BadRequest("invalid_scope", "Missing scope")
    refused = refused_scopes(scopes, world.modes.granular_only)
    if refused:
        raise BadRequest("invalid_scope", f"Invalid scope for client: {' '.join(refused)}")
    return scopes


def _challenge(query: Mapping[str, str]) -> str | None:
    challenge = query.get("code_challenge")
    method = query.get("code_challenge_method")
    if challenge is None and method is None:
        return None
    if method != "S256":
        raise BadRequest("invalid_request", "Transform algorithm not supported")
    if challenge is None or not 43 <= len(challenge) <= 128:
        raise BadRequest("invalid_request", "Invalid code_challenge")
    return challenge


def connections_of(world: World, request: AuthorizeRequest, person: Person) -> list[Connection]:
    """What this person has connected to this app."""
    return world.connections.where(owner=pair(request.app.client_id, person.user_id))


def choices(world: World, request: AuthorizeRequest, person: Person) -> list[Choice]:
    """The person's organisations by name; of the same name, with what tells them apart."""
    connected = {connection.tenant_id for connection in connections_of(world, request, person)}
    members = world.memberships.where(user_id=person.user_id)
    visible = [found for m in members if (found := world.organisations.get(m.tenant_id))]
    names = Counter(organisation.name for organisation in visible)
    visible.sort(key=lambda o: (o.name.casefold(), o.short_code))
    return [Choice(o.tenant_id, _label(o, names[o.name] > 1), o.tenant_id in connected) for o in visible]


def _label(organisation: Organisation, is_ambiguous: bool) -> str:
    if not is_ambiguous:
        return organisation.name
    return (
        f"{organisation.name} · {organisation.city or organisation.country_code} · {organisation.short_code}"
    )


def cancel(request: AuthorizeRequest) -> str:
    """Nothing is allowed: the address back."""
    return request.answer(error="access_denied")


def carry_on(world: World, request: AuthorizeRequest, person: Person) -> str:
    """Continue with what is connected: a valid code, nothing new. ChoiceRefused when nothing is connected."""
    connected = connections_of(world, request, person)
    if not connected:
        raise ChoiceRefused("Select an organisation.")
    return _granted(world, request, person, connected, [])


def allow(world: World, request: AuthorizeRequest, person: Person, tenant_ids: Iterable[str]) -> str:
    """Connect these organisations and go back with a code; ChoiceRefused when they may not be chosen."""
    wanted = list(dict.fromkeys(tenant_ids))
    if not wanted:
        raise ChoiceRefused("Select an organisation.")
    if len(wanted) > 1 and not world.modes.several_at_once:
        raise ChoiceRefused("Select one organisation: several at once is switched off.")
    offered = {choice.tenant_id: choice for choice in choices(world, request, person)}
    for tenant_id in wanted:
        if tenant_id not in offered:
            raise ChoiceRefused("Select an organisation from the list.")
        if offered[tenant_id].is_connected:
            raise ChoiceRefused(
                f"{offered[tenant_id].label} is already connected. Select another, or continue."
            )
    return _granted(world, request, person, connections_of(world, request, person), wanted)


def _granted(
    world: World, request: AuthorizeRequest, person: Person, connected: list[Connection], wanted: list[str]
) -> str:
    _add_scopes(world, request, person)
    auth_event_id, now = str(uuid.uuid4()), world.clock.now()
    for tenant_id in wanted:
        world.connections.put(
            Connection(
                connection_id=str(uuid.uuid4()),
                client_id=request.app.client_id,
                user_id=person.user_id,
                tenant_id=tenant_id,
                auth_event_id=auth_event_id,
                created_at=now,
                updated_at=now,
            )
        )
    if world.modes.reauthorising_moves_updated_date:
        for connection in connected:
            world.connections.put(replace(connection, updated_at=now))
    return request.answer(code=_new_code(world, request, person, auth_event_id).value)


def _add_scopes(world: World, request: AuthorizeRequest, person: Person) -> None:
    client_id, user_id = request.app.client_id, person.user_id
    before = world.grants.get(pair(client_id, user_id))
    scopes = dict.fromkeys(before.scopes if before else ()) | dict.fromkeys(request.scopes)
    world.grants.put(Grant(client_id, user_id, tuple(scopes)))


def _new_code(world: World, request: AuthorizeRequest, person: Person, auth_event_id: str) -> Code:
    now = world.clock.now()
    for code in world.codes:
        if code.expires_at <= now:
            world.codes.drop(code)
    return world.codes.put(
        Code(
            value=secrets.token_urlsafe(32),
            client_id=request.app.client_id,
            user_id=person.user_id,
            redirect_uri=request.redirect_uri,
            scopes=request.scopes,
            nonce=request.nonce,
            challenge=request.challenge,
            auth_event_id=auth_event_id,
            expires_at=now + CODE_LIFE,
        )
    )
