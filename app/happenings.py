"""The history in words: what each event is called, which kind it is of, and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.models import Event

KINDS = {
    "links": "Links",
    "xero": "Xero logins and organisations",
    "clients": "Clients and imports",
    "invitations": "Invitations",
    "people": "People and sign-ins",
    "settings": "Settings",
}
# What happened, by kind; names in braces come from what the event holds.
SAID: Mapping[str, Mapping[str, str]] = {
    "links": {
        "link.created": "linked to {organisation}",
        "link.changed": "linked to {organisation} instead of {former organisation}",
        "link.removed": "unlinked from {former organisation}",
        "link.confirmed": "link to {organisation} confirmed",
        "match.made": "clients matched to organisations, many at once",
        "match.undone": "a match of many clients taken back",
        "fit.changed": "link to {organisation} judged anew",
        "client.not_on_xero": "marked as not on Xero",
        "client.on_xero": "no longer marked as not on Xero",
    },
    "xero": {
        "login.authorised": "{login}’s Xero login authorised",
        "login.reconnected": "{login}’s Xero login reconnected",
        "login.leaving": "{login}’s Xero login marked as leaving",
        "login.staying": "{login}’s Xero login no longer marked as leaving",
        "login.ended": "{login}’s Xero login is over",
        "login.took_over": "{login}’s Xero login carries organisations of {former login} from now on",
        "login.permission_needed": "{login}’s Xero login lacks a permission",
        "login.permission_given": "{login}’s Xero login has all permissions again",
        "connection.added": "{login} reaches {organisation}",
        "connection.ended": "{login} no longer reaches {organisation}",
        "connection.removal_asked": "{former login}’s access to {former organisation} is to be removed",
        "connection.removal_taken_back": "access of {former login} to {former organisation} stays after all",
        "connection.removed": "access of {former login} to {former organisation} removed at Xero",
        "organisation.set_aside": "{organisation} marked as not a client",
        "organisation.taken_back": "{organisation} no longer marked as not a client",
        "consent.started": "set out for Xero",
        "consent.finished": "came back from Xero",
        "consent.cancelled": "did not allow access at Xero",
        "consent.refused": "came back from Xero with nothing",
    },
    "clients": {
        "client.created": "client added",
        "client.changed": "client changed",
        "client.imported": "client imported",
        "client.archived": "client archived",
        "client.restored": "client restored",
    },
    "invitations": {
        "invitation.sent": "client asked to connect",
        "invitation.sent_again": "client asked to connect again",
        "invitation.opened": "invitation opened",
        "invitation.answered": "invitation answered",
        "invitation.revoked": "invitation taken back",
        "invitation.ended": "the client ended what the invitation brought",
        "invitation.set_aside": "answer to the invitation set aside",
    },
    "people": {
        "user.signed_in": "signed in",
        "user.signed_out": "signed out",
        "user.sign_in_refused": "sign-in refused",
        "user.password_changed": "password changed",
        "user.password_change_refused": "change of password refused",
        "user.password_reset": "password reset",
        "user.password_set": "{name} set a password by a link",
        "user.password_link_made": "set-password link for {name} made",
        "user.added": "{name} added",
        "user.role_changed": "role of {name} changed",
        "user.deactivated": "{name} deactivated",
        "user.activated": "{name} let in again",
        "user.signed_out_everywhere": "{name} signed out everywhere",
    },
    "settings": {
        "switch.changed": "what Xero is used for changed",
        "practice.created": "practice created",
    },
}
# Steps of renewing an authorisation: for operators, who read them in `flask xero story`.
FOR_OPERATORS = (
    "login.refreshed",
    "login.refreshed_late",
    "login.refresh_failed",
    "login.refresh_outranked",
    "login.lease_ran_out",
    "login.spare_kept",
    "login.spare_used",
    "login.refused_once",
)
KIND_OF = {what: kind for kind, said in SAID.items() for what in said}
WORDS = {what: words for said in SAID.values() for what, words in said.items()}
# Facts that people know by these names; every other one is for Undo or for operators.
LABELS = {
    "organisation": "Organisation",
    "fit": "Match",
    "not_on_xero_because": "Not on Xero because",
    "name": "Name",
    "code": "Code",
    "type": "Type",
    "email": "E-mail",
    "phone": "Phone",
    "company_number": "Company number",
    "vat_number": "VAT number",
    "country_code": "Country",
    "address": "Address",
    "year_end": "Year end",
    "manager_id": "Manager",
    "manager": "Manager",
    "notes": "Notes",
    "archived": "Archived",
    "role": "Role",
    "is_active": "May sign in",
    "state": "State",
    "purpose": "For",
    "outcome": "Outcome",
    "new": "New organisations",
    "repaired": "Organisations repaired",
    "links_practice": "Practice level",
    "links_clients": "Client level",
    "awaits_confirmation": "Awaits confirmation",
}
# Their values are words of ours, written as in the code.
OUR_WORDS = ("fit", "type", "role", "state", "purpose", "outcome")
NOTHING = "nothing"


class Named(dict[str, Any]):
    """An event’s facts; what an older event does not tell is “something”."""

    def __missing__(self, name: str) -> str:
        return "something"


def said(event: Event) -> str:
    """What happened, without who and whom."""
    before, after = event.before or {}, event.after or {}
    former = {f"former {name}": value for name, value in (after | before).items()}
    return WORDS.get(event.what, event.what.replace(".", " ").replace("_", " ")).format_map(
        Named({**before, **after, **former})
    )


def changes(event: Event) -> list[tuple[str, str, str]]:
    """What changed beside what `said` tells, as label, before and after; before is empty where it is new."""
    before, after = event.before or {}, event.after or {}
    told = WORDS.get(event.what, "")
    return [
        (label, in_words(name, before.get(name)) if event.before else "", in_words(name, after.get(name)))
        for name, label in LABELS.items()
        if before.get(name) != after.get(name) and f"{name}}}" not in told
    ]


def in_words(name: str, value: object) -> str:
    """A value of the history as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == "":
        return NOTHING
    return str(value).replace("_", " ") if name in OUR_WORDS else str(value)
