"""What came of a trip, in words: a title and what to do, for every outcome and fault."""

from __future__ import annotations

from markupsafe import Markup

from app.xero.carrying import Carried
from app.xero.errors import AccessRefused, ReconnectNeeded, SealBroken, XeroError, XeroMisconfigured

OUTCOMES = {
    "linked": ("Linked", ""),
    "ask": ("Choose what to link", "Nothing has been linked yet."),
    "confirm": ("Check before linking", "Nothing has been linked yet."),
    "authorised": ("Authorised", "What you chose can be linked now."),
    "nothing_new": (
        "Xero added nothing new",
        "You pressed Continue, which adds nothing. What is authorised already needs no trip: it stands in "
        "the list.",
    ),
    "nothing_new_but_repaired": (
        "Connected again",
        "What had stopped is connected again. Nothing new was added: for that, try again, and over there "
        "choose it in the list Select another organisation.",
    ),
    "nothing_listed": (
        "Xero lists nothing for this login",
        "Access was withdrawn over there. Try again: Xero then shows its first-time page, where you choose "
        "an organisation and press Allow access, once for each.",
    ),
    "reconnected": ("Connected again", ""),
    "reconnected_in_part": (
        "Connected again, but not everything",
        "Xero did not list all that should come back. What is missing stays linked, and is listed below.",
    ),
    "reconnected_nothing": (
        "Xero lists nothing of this login any more",
        "Access was withdrawn over there. What was linked stays linked. Reconnect again: Xero then shows its "
        "first-time page, where you choose an organisation and press Allow access, once for each.",
    ),
    "other_login": (
        "Another Xero login answered",
        "You signed in at Xero as somebody else than the login that must be reconnected. That one was not "
        "changed. To bring it back, sign out at Xero, then reconnect again.",
    ),
    "hand_over": (
        "Ready to hand over",
        "Nothing was changed yet. Look at what the successor reaches, then confirm.",
    ),
    "same_login": (
        "The login that is to be handed over answered itself",
        "You signed in at Xero as the person whose login is to be handed over. Sign out at Xero, then let "
        "the successor sign in there.",
    ),
    "list_follows": (
        "Access was allowed, the list has not arrived yet",
        "Xero let us in, but did not tell which companies you allowed. Nothing is lost: read the list again.",
    ),
    "cancelled": ("You did not allow access", "You did not allow access. Nothing was changed."),
}
NOTHING_CHANGED = "Nothing was changed."
FAULTS = {
    "expired": (
        "That took too long",
        f"A trip to Xero is good for an hour. {NOTHING_CHANGED} Connect again.",
    ),
    "xero_error": (
        "Xero could not finish the trip",
        f"Xero sent you back with an error. {NOTHING_CHANGED} Connect again.",
    ),
    "no_code": ("Xero sent an incomplete answer", f"{NOTHING_CHANGED} Connect again."),
    "code_refused": (
        "Xero did not accept the answer any more",
        f"What Xero gives at the end of a trip is good for five minutes, and once. {NOTHING_CHANGED} "
        "Connect again.",
    ),
    "no_refresh": (
        "Xero gave no lasting access",
        f"The access would have ended after half an hour, so it was not kept. {NOTHING_CHANGED} Tell whoever "
        "runs Ledgerline for you that offline_access is missing from the permissions.",
    ),
    "bad_answer": ("Xero gave an answer that we could not use", f"{NOTHING_CHANGED} Connect again."),
    "no_identity": (
        "Xero did not say who you are",
        f"Without that, nothing was kept. {NOTHING_CHANGED} Connect again.",
    ),
    "wrong_identity": (
        "We could not be sure who came back from Xero",
        f"The proof of identity did not fit this trip, so nothing was kept. {NOTHING_CHANGED} Connect again.",
    ),
    "xero_away": ("Xero did not answer", f"{NOTHING_CHANGED} Wait a minute, then connect again."),
    "misconfigured": (
        "Ledgerline is not set up correctly for Xero",
        f"This is not your fault. {NOTHING_CHANGED} Tell whoever runs Ledgerline for you; the log says why.",
    ),
}
UNFINISHED = (
    "Not finished yet",
    "The answer from Xero is still being worked on. Reload this page in a few seconds; if it stays "
    "like this, connect again.",
)


def why_not_read(error: XeroError) -> str:
    """Why the list of organisations could not be read, and what to do."""
    if isinstance(error, (SealBroken, XeroMisconfigured)):
        return f"{FAULTS['misconfigured'][0]}. {FAULTS['misconfigured'][1]}"
    if isinstance(error, (ReconnectNeeded, AccessRefused)):
        return "Xero does not let this login in any more. Connect again."
    return "Xero did not answer. Wait a minute, then read the list again."


def words_for(outcome: str | None, fault: str | None) -> tuple[str, str]:
    """Title and advice for the result of a trip."""
    if fault and fault in FAULTS:
        return FAULTS[fault]
    return OUTCOMES.get(outcome or "", UNFINISHED)


def carried_in_words(carried: Carried, asked: int, login_name: str) -> tuple[str | Markup, str]:
    """What came of letting another login carry organisations: a sentence and its kind."""
    if not asked:
        return "Nothing was ticked, so nothing was changed.", "note"
    if carried.now:
        many = f"{carried.now:,} organisation{'' if carried.now == 1 else 's'}"
        return Markup("<bdi>{}</bdi> carries {} from now on.").format(login_name, many), "done"
    if carried.before:
        return Markup("<bdi>{}</bdi> carries that already. Nothing was changed.").format(login_name), "note"
    return "That login does not reach them any more, so nothing was changed. Reconnect again.", "note"
