"""Reading from an organisation, through whichever Xero login is best at this moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Generic, TypeVar

from app import durations
from app.durations import Countdown
from app.logs import log
from app.xero import lessons, lifecycle, service
from app.xero.errors import (
    AccessRefused,
    OrganisationGone,
    PermissionNeeded,
    ReconnectNeeded,
    SealBroken,
    StoreUnavailable,
    Throttled,
    XeroError,
    XeroMisconfigured,
    XeroUnavailable,
)
from app.xero.limits import DAY
from app.xero.ways import Organisation, Way, look_at

IN_A_REQUEST = 2.0  # seconds that a person waits for a limit at Xero
SHORTEST_WAIT = 0.1  # seconds
NOTED_EVERY = timedelta(hours=1)
ASKED_AGAIN_AFTER = timedelta(days=1)
# Which of several logins' faults the caller is told: the operator's first, the practice's last.
TELLING = (
    SealBroken,
    XeroMisconfigured,
    XeroUnavailable,
    PermissionNeeded,
    AccessRefused,
    OrganisationGone,
    ReconnectNeeded,
)
T = TypeVar("T")


class Attempt(Generic[T]):
    """The caller's call for one organisation; remembers whether it was made at all."""

    def __init__(self, call: Callable[[str, str], T], tenant_id: str) -> None:
        self.call, self.tenant_id, self.was_made = call, tenant_id, False

    def __call__(self, access_token: str) -> T:
        self.was_made = True
        return self.call(access_token, self.tenant_id)


def call_organisation(
    organisation_id: int,
    call: Callable[[str, str], T],
    *,
    patience: float = IN_A_REQUEST,
    believes_refusals: bool = True,
) -> T:
    """Read from an organisation: `call` gets an access token and the tenant id, once per login that is tried.

    A limit at Xero is waited for where that takes no more than `patience` in seconds, never the day's. A
    login that is refused loses its connection, unless one says not to believe it: right after a consent.
    Call it outside any transaction. Raises the error that says most about what is to be done.
    """
    countdown = Countdown(patience)
    while True:
        try:
            organisation, ways = look_at(organisation_id)
            organisation.require_open()
            return try_each(organisation, ways, call, believes_refusals)
        except Throttled as limit:
            wait = max(limit.retry_after.total_seconds(), SHORTEST_WAIT)
            if limit.problem == DAY or wait > countdown.left:
                raise
        durations.pause(wait)


def try_each(
    organisation: Organisation, ways: Sequence[Way], call: Callable[[str, str], T], believes_refusals: bool
) -> T:
    """The first answer that one of the ways brings; raises what their faults come to."""
    faults: list[XeroError] = []
    for way in ways:
        attempt = Attempt(call, organisation.tenant_id)
        try:
            answer = try_one(organisation, way, attempt)
        except StoreUnavailable:
            raise
        except XeroUnavailable as fault:
            # Xero itself is away, or a limit is used up: another login would fare no better.
            if attempt.was_made:
                raise
            faults.append(fault)
        except XeroError as fault:
            if isinstance(fault, OrganisationGone) and believes_refusals:
                gone(organisation, way)
            faults.append(fault)
        else:
            note_success(organisation, way)
            return answer
    raise weightiest(faults) or ReconnectNeeded(f"no login reaches organisation {organisation.id}")


def try_one(organisation: Organisation, way: Way, attempt: Attempt[T]) -> T:
    """Call through one login, and keep what its refusal teaches."""
    refused_at = way.lacks_permission_at
    if refused_at is not None and organisation.now - refused_at < ASKED_AGAIN_AFTER:
        raise PermissionNeeded(f"login {way.login_id} lacks a permission since {refused_at}")
    try:
        return lifecycle.call_with_token(way.login_id, attempt)
    except Throttled as limit:
        if attempt.was_made:
            lessons.park(organisation.id, limit)
        raise
    except PermissionNeeded:
        lessons.permission_needed(way.login_id, way.epoch)
        raise


def gone(organisation: Organisation, way: Way) -> None:
    """End the connection through which Xero refused the organisation, once its list was read again."""
    try:
        listed = lifecycle.call_with_token(way.login_id, service().api.connections)
    except XeroError as fault:
        log.info("the list follows later", login_id=way.login_id, problem=str(fault))
        lessons.list_wanted(way.login_id)
        return
    is_listed = any(entry.tenant_id == organisation.tenant_id for entry in listed)
    lessons.connection_ended(way.connection_id, way.xero_id, way.epoch, is_listed=is_listed)


def note_success(organisation: Organisation, way: Way) -> None:
    """Remember that the organisation is in use, about once an hour: a call costs no write."""
    used_at = organisation.last_used_at
    is_due = used_at is None or organisation.now - used_at >= NOTED_EVERY
    try:
        if is_due:
            lessons.used(organisation.id)
        if way.lacks_permission_at is not None:
            lessons.permission_given(way.login_id)
    except StoreUnavailable as fault:
        log.info("use was not noted", organisation_id=organisation.id, problem=str(fault))


def weightiest(faults: Sequence[XeroError]) -> XeroError | None:
    """Of several faults the one that says most about what is to be done."""
    for kind in TELLING:
        if found := [fault for fault in faults if isinstance(fault, kind)]:
            return found[0]
    return faults[0] if faults else None
