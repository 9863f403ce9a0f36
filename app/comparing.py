"""A client and an organisation side by side, for somebody to say whether they belong together.

Whoever links here vouches for it; against the facts only with a reason, which the history keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flask import request

from app import linking, picker
from app.linking import ARCHIVED, MOVED, AskAgain, Said
from app.models import Client, XeroOrganisation
from app.picker import Target
from app.xero import fitting, links
from app.xero.fit import Fit, Verdict
from app.xero.links import Archived, LinkMoved, NotOffered

LONGEST_REASON = 1000
NEEDS_REASON = "Enter why it is the right one: the reason is kept in the history"
TOO_LONG = f"Shorten the reason to {LONGEST_REASON:,} characters"
GONE = "That company is no longer authorised, so it was not linked."


@dataclass(frozen=True)
class Comparison:
    """What is known of both, what speaks for and against, and what linking would replace."""

    client: Client
    organisation: XeroOrganisation
    fit: Fit
    linked_to: str
    present: XeroOrganisation | None
    is_own: bool
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_contradicted(self) -> bool:
        return self.fit.verdict == Verdict.CONTRADICTED

    @property
    def lacks_facts(self) -> bool:
        """Whether Xero has told no more than the name yet."""
        return self.organisation.facts_read_at is None

    @property
    def opinion(self) -> str:
        if self.is_own:
            return "It is your own practice’s organisation."
        if self.fit.verdict == Verdict.CERTAIN:
            return "It looks like it."
        return "It does not look like it." if self.is_contradicted else "We could not be sure."


def compare(
    client: Client, organisation: XeroOrganisation, faults: Mapping[str, str] | None = None
) -> Comparison:
    """Both side by side; `faults` are of the form below, by field."""
    present = links.find_link(links.Subject.of(client))
    others = picker.links_of([organisation.id], besides=client.id)
    return Comparison(
        client=client,
        organisation=organisation,
        fit=fitting.fit_of(client, organisation),
        linked_to=picker.in_words(others.get(organisation.id, ([], 0))),
        present=present.organisation if present else None,
        is_own=fitting.is_practices_own(organisation),
        faults=faults or {},
    )


def reason_given() -> str:
    return " ".join(request.form.get("reason", "").replace("\0", " ").split())


def fault_of_reason(client: Client, organisation: XeroOrganisation) -> str | None:
    """What is wrong with the reason in the form; None where it will do."""
    reason = reason_given()
    if len(reason) > LONGEST_REASON:
        return TOO_LONG
    return NEEDS_REASON if not reason and fitting.needs_reason(client, organisation) else None


def link_compared(target: Target, organisation: XeroOrganisation, form_url: str) -> Said:
    """Link what was compared and vouch for it; AskAgain before the practice's own, the form kept."""
    was, reason = linking.organisation_seen(), reason_given()
    if linking.asks_first(target, organisation.id):
        asking = replace(target, link_url=form_url)
        raise AskAgain(linking.show_question(asking, organisation.id, was, {"reason": reason}))
    act = replace(linking.act("confirmed", reason or None), vouches=True)
    try:
        event = links.point(target.subject, organisation.id, act, was=was)
    except (LinkMoved, Archived) as refused:
        return Said(ARCHIVED if isinstance(refused, Archived) else MOVED)
    except NotOffered:
        return Said(GONE)
    if event is None:
        return Said("That company is linked already. Nothing was changed.")
    return Said(linking.in_words(event), "done", event)
