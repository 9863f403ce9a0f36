"""Go through a consent as a person would, without a browser: the same rules as the pages."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from .authorize import allow, cancel, carry_on, choices, read_request
from .control_actions import ControlError, find_person
from .records import Person
from .world import World


def approve(
    world: World,
    authorize_url: str,
    user: str,
    organisations: Iterable[str] = (),
    is_cancelled: bool = False,
) -> str:
    """The address that the browser would be sent to. No organisations means Continue."""
    asked = read_request(world, dict(parse_qsl(urlsplit(authorize_url).query, keep_blank_values=True)))
    person = find_person(world, user)
    if is_cancelled:
        return cancel(asked)
    visible = {c.tenant_id for c in choices(world, asked, person)}
    wanted = [_seen_by(world, person, visible, reference) for reference in organisations]
    return allow(world, asked, person, wanted) if wanted else carry_on(world, asked, person)


def _seen_by(world: World, person: Person, visible: set[str], reference: str) -> str:
    if reference in visible:
        return reference
    named = [o.tenant_id for o in world.organisations.where(name=reference) if o.tenant_id in visible]
    if len(named) != 1:
        raise ControlError(f"{person.email} sees {len(named)} organisations called {reference!r}.")
    return named[0]
