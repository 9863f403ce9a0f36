"""What an invited client reads: why a link opens nothing, and what came of a trip to Xero."""

from __future__ import annotations

from markupsafe import Markup

from app.models import XeroInvitation
from app.models.invitation import InvitationState

UNKNOWN = (
    "This link opens nothing",
    "It may have lost a part on its way. Open the link in the message itself, whole; if that leads here "
    "again, ask your accountant for a new one.",
)
CLOSED = {
    InvitationState.EXPIRED: (
        "This invitation has expired",
        "An invitation is good for 14 days. Ask {practice} for a new one.",
    ),
    InvitationState.REVOKED: (
        "This invitation is not open any more",
        "{practice} took it back, or sent a newer one. Look for a later message, or ask for a new one.",
    ),
    InvitationState.ANSWERED: (
        "This invitation has been answered",
        "A link works once. To connect again, ask {practice} for a new one. If it was not you who answered, "
        "tell them.",
    ),
}
AGAIN = "Nothing was changed. You can try again."
CANCELLED = (
    "You did not allow access",
    "That is fine: nothing was changed. You can still connect, or leave it.",
)
TOO_LATE = (
    "This invitation is not open any more",
    "It was answered or taken back while you were at Xero. Nothing of this trip was kept. Ask {practice}.",
)
FAULTS = {
    "cancelled": CANCELLED,
    "not_open": TOO_LATE,
    "expired": ("That took too long", f"A trip to Xero is good for an hour. {AGAIN}"),
    "code_refused": ("That took too long", f"Xero did not accept the answer any more. {AGAIN}"),
    "xero_error": ("Xero could not finish", f"Xero sent you back with an error. {AGAIN}"),
    "no_code": ("Xero could not finish", f"Xero sent an incomplete answer. {AGAIN}"),
    "bad_answer": ("Xero could not finish", f"Xero gave an answer that could not be used. {AGAIN}"),
    "no_identity": ("Xero could not finish", f"Xero did not say who you are. {AGAIN}"),
    "wrong_identity": ("Xero could not finish", f"We could not be sure who came back from Xero. {AGAIN}"),
    "xero_away": ("Xero did not answer", "Nothing was changed. Wait a minute, then try again."),
    "list_missing": (
        "Xero did not say which company you chose",
        "Nothing was kept. Wait a minute, then try again; if Xero shows your company as connected, "
        "press Continue there.",
    ),
    "nothing_chosen": (
        "No company was chosen",
        "You pressed Continue at Xero, which adds nothing, so nothing was changed. Try again, and use the "
        "list Select another organisation over there. If your company is greyed out in it, disconnect it "
        "in Xero first, under Settings, Connected apps.",
    ),
    "several_chosen": (
        "More than one company was chosen",
        "Nothing was kept, because it is not clear which company is meant. Try again, and choose only "
        "{client} over there.",
    ),
}
OUR_FAULT = (
    "This does not work at the moment",
    "It is not your fault, and nothing was changed. Tell {practice} that Ledgerline is not set up correctly "
    "for Xero.",
)
UNFINISHED = (
    "Not finished yet",
    "The answer from Xero is still being worked on. Reload this page in a few seconds; if it stays like "
    "this, tell {practice}.",
)


def why_closed(invitation: XeroInvitation, state: InvitationState) -> tuple[str, Markup]:
    """Title and advice for a link that opens nothing any more."""
    title, advice = CLOSED[state]
    return title, filled(advice, invitation)


def why_nothing_came(invitation: XeroInvitation, fault: str | None) -> tuple[str, Markup]:
    """Title and advice for a trip from which nothing was kept."""
    title, advice = FAULTS.get(fault or "", OUR_FAULT)
    return title, filled(advice, invitation)


def filled(advice: str, invitation: XeroInvitation) -> Markup:
    """The advice with the names in it, each kept apart from our own words."""
    name = Markup("<bdi>{}</bdi>")
    return Markup(advice).format(  # noqa: S704  our own words, the names are escaped
        practice=name.format(invitation.practice.name), client=name.format(invitation.client.name)
    )
