"""An invited client comes home: nothing is stored until exactly one organisation was chosen."""

from __future__ import annotations

from app.consents.arrival import exchange
from app.extensions import db
from app.logs import log
from app.models import XeroConsent
from app.models.event import Author
from app.xero import answers, consents, lifecycle, service
from app.xero.answers import Brought
from app.xero.errors import TripRefused, XeroError
from app.xero.facts import RemoteConnection
from app.xero.identity import Identity
from app.xero.invitations import NotOpen
from app.xero.tokens import TokenSet


def bring_home(consent_id: int, code: str, nonce: str, verifier: str, address: str | None) -> None:
    """Exchange the code, see what was chosen, and keep that one organisation. Commits as it goes."""
    try:
        tokens, identity = exchange(code, nonce, verifier)
        note_event(consent_id, identity)
        brought = bring_one(consent_id, identity, tokens.access_token)
    except TripRefused as refusal:
        consents.refuse(db.session.get_one(XeroConsent, consent_id), refusal.fault, address)
        db.session.commit()
        return
    keep(consent_id, identity, tokens, brought, address)


def note_event(consent_id: int, identity: Identity) -> None:
    """Remember which of Xero’s events this trip was, should it break off from here on."""
    db.session.get_one(XeroConsent, consent_id).auth_event_id = identity.auth_event_id
    db.session.commit()


def bring_one(consent_id: int, identity: Identity, access_token: str) -> Brought:
    """The one organisation that is to be kept, with the invitation used up for it; or TripRefused."""
    listed = read_list(access_token)
    consent = db.session.get_one(XeroConsent, consent_id)
    chosen = answers.chosen_now(consent, identity, listed)
    found = chosen or answers.clients_own(consent, listed)
    fault = None if len(found) == 1 else "several_chosen" if found else "nothing_chosen"
    db.session.commit()
    facts = None if fault else answers.read_facts(access_token, found[0])
    fault = fault or use_invitation(consent_id)
    if fault:
        answers.give_back(access_token, chosen)
        raise TripRefused(fault)
    return Brought(found[0], listed, facts)


def read_list(access_token: str) -> list[RemoteConnection]:
    try:
        return service().api.connections(access_token)
    except XeroError as error:
        log.warning("the list of an invited client did not arrive", problem=str(error))
        raise TripRefused("list_missing") from None


def use_invitation(consent_id: int) -> str | None:
    """Use the invitation up, in a transaction of its own; the fault where that is too late."""
    try:
        answers.use(db.session.get_one(XeroConsent, consent_id))
    except NotOpen:
        db.session.rollback()
        return "not_open"
    db.session.commit()
    return None


def keep(
    consent_id: int, identity: Identity, tokens: TokenSet, brought: Brought, address: str | None
) -> None:
    """Store the grant and the one organisation, and link the client where it fits."""
    practice_id = db.session.get_one(XeroConsent, consent_id).practice_id
    db.session.commit()
    login_id = lifecycle.keep_grant(practice_id, identity, tokens, Author(None, address))
    answers.settle(db.session.get_one(XeroConsent, consent_id), login_id, brought, address)
    db.session.commit()
