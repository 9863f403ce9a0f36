"""What a trip was for, and what its login may do after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import url_for

from app.consents.coming_back import load_previous_method
from app.guards import me
from app.models import Client, Outcome, Purpose, XeroConsent
from app.picker import Target, for_client, for_practice
from app.xero import organisations, permissions


@dataclass(frozen=True)
class Permissions:
    """What a login was granted, and what it still lacks: each with what it is for."""

    granted: Sequence[tuple[str, str]]
    lacks: Sequence[tuple[str, str]]


def permissions_after(consent: XeroConsent) -> Permissions | None:
    """What a trip brought that was about a login; nothing is said of it after other trips."""
    login = consent.login
    if login is None or consent.outcome not in (Outcome.RECONNECTED, Outcome.AUTHORISED):
        return None
    lacks = permissions.with_purposes(permissions.missing(login.scopes))
    return Permissions(permissions.with_purposes(login.scopes.split()), lacks)


def missing_of(consent: XeroConsent) -> list[int]:
    """What a trip did not find; where it was for no login in particular, what none reaches still."""
    is_for_any = consent.purpose == Purpose.RECONNECT and consent.expected_login_id is None
    missing: list[int] = (consent.result or {}).get("missing", [])
    if not is_for_any or consent.outcome != Outcome.RECONNECTED:
        return missing
    return missing + [one for one in load_previous_method(consent.practice_id) if one not in missing]


def lacks_facts(consent: XeroConsent) -> bool:
    """Whether the page shall have facts read that the trip had no time for; a reconnect leaves them be."""
    if consent.login_id is None or consent.purpose == Purpose.RECONNECT:
        return False
    return bool(organisations.without_facts(consent.login_id))


def target_of(consent: XeroConsent, client: Client | None) -> Target:
    """What the trip was for; where it was for nothing in particular, the overview is where it leads."""
    target = for_client(client) if client else for_practice(me().practice)
    if consent.purpose != Purpose.AUTHORISE:
        return target
    overview = url_for("settings.organisations")
    trip = {"purpose": Purpose.AUTHORISE.value}
    return replace(target, home_url=overview, home_name="Xero connections", search_url=overview, trip=trip)
