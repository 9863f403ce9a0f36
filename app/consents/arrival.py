"""Coming home from Xero: each step commits before the next call, so that nothing is half-stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import select

from app.clock import utcnow
from app.durations import Countdown
from app.extensions import db
from app.logs import log
from app.models import LoginState, Outcome, Purpose, XeroConsent, XeroLogin
from app.models.event import Author
from app.models.job import JobKind, make_due
from app.xero import consents, lifecycle, organisations, reach, service, settling
from app.xero.errors import ReconnectNeeded, Throttled, TripRefused, XeroError, XeroMisconfigured
from app.xero.facts import OrganisationFacts, RemoteConnection
from app.xero.identity import Expectation, Identity, identify
from app.xero.limits import APP
from app.xero.tokens import TokenSet, UnusableAnswer

FACTS_BUDGET = 3.0  # seconds in all; what is not read by then is read later
LATER_BUDGET = 15.0
SHORTEST_READ = 0.2


def bring_home(consent_id: int, code: str, nonce: str, verifier: str, address: str | None) -> None:
    """Exchange the code, keep the grant, read what it reaches, settle the trip. Commits as it goes."""
    try:
        tokens, identity = exchange(code, nonce, verifier)
    except TripRefused as refusal:
        consents.refuse(db.session.get_one(XeroConsent, consent_id), refusal.fault, address)
        db.session.commit()
        return
    keep(consent_id, identity, tokens, address)
    try:
        read_list(consent_id, tokens.access_token, address)
    except XeroError as error:
        log.warning("the list of organisations follows later", problem=str(error))


def exchange(code: str, nonce: str, verifier: str) -> tuple[TokenSet, Identity]:
    """Tokens and the person behind them; TripRefused with a fault that has words, nothing stored."""
    xero = service()
    expected = Expectation(xero.issuer, xero.client_id, nonce)
    try:
        tokens = xero.api.exchange_code(code, verifier)
        return tokens, identify(tokens, expected, lambda anew: xero.api.jwks(anew=anew), utcnow())
    except UnusableAnswer as error:
        log.error("xero gave unusable tokens", problem=str(error))
        raise TripRefused("no_refresh" if "refresh_token" in str(error) else "bad_answer") from None
    except XeroMisconfigured as error:
        log.error("xero refuses our credentials", problem=str(error))
        raise TripRefused("misconfigured") from None
    except ReconnectNeeded:
        raise TripRefused("code_refused") from None
    except TripRefused:
        raise
    except XeroError as error:
        log.warning("xero is away", problem=str(error))
        raise TripRefused("xero_away") from None


def keep(consent_id: int, identity: Identity, tokens: TokenSet, address: str | None) -> None:
    """Store the grant, and on the trip's row whose it is."""
    consent = db.session.get_one(XeroConsent, consent_id)
    practice_id, author = consent.practice_id, Author(consent.user_id, address)
    was_active = login_is_active(practice_id, identity)
    db.session.commit()
    login_id = lifecycle.keep_grant(practice_id, identity, tokens, author)
    consents.await_list(consent, login_id, identity.auth_event_id, was_active)
    db.session.commit()


def login_is_active(practice_id: int, identity: Identity) -> bool:
    found = db.session.scalars(
        select(XeroLogin.state).filter_by(
            practice_id=practice_id, app_client_id=service().client_id, xero_userid=identity.xero_userid
        )
    ).one_or_none()
    return found == LoginState.ACTIVE


def read_list(consent_id: int, access_token: str, address: str | None) -> None:
    """Read the list, then facts, then decide; raises XeroError, and then the trip waits."""
    consent = db.session.get_one(XeroConsent, consent_id)
    is_settled = settling.is_settled(consent)
    db.session.commit()
    if not is_settled:
        listed = service().api.connections(access_token)
        settling.settle(consent, listed, address)
        db.session.commit()
        finish_older(consent, listed, address)
    login_id, chosen = consent.login_id, (consent.result or {}).get("chosen", [])
    # A reconnect is two calls, however many organisations come back with it: facts can wait.
    reads_facts = login_id and consent.purpose != Purpose.RECONNECT
    if not reads_facts:
        make_due(JobKind.FACTS, practice_id=consent.practice_id)
    db.session.commit()
    if login_id and reads_facts:
        read_facts(login_id, FACTS_BUDGET, first=chosen)
    settling.decide(consent, address)
    db.session.commit()


def finish_older(consent: XeroConsent, listed: Sequence[RemoteConnection], address: str | None) -> None:
    """Finish what earlier trips of the same login still wait for: this is the list that they need."""
    for older in settling.waiting_before(consent):
        settling.settle(older, listed, address)
        settling.decide(older, address)
        db.session.commit()


def read_again(consent: XeroConsent, address: str | None) -> None:
    """Try once more to read the list that a trip still waits for; raises XeroError."""
    if consent.outcome != Outcome.LIST_FOLLOWS or consent.login_id is None:
        return
    consent_id, login_id = consent.id, consent.login_id
    db.session.commit()
    lifecycle.call_with_token(login_id, lambda token: read_list(consent_id, token, address))


def read_facts_later(consent: XeroConsent) -> None:
    """Read what the trip itself had no time for."""
    login_id = consent.login_id
    db.session.commit()
    if login_id:
        read_facts(login_id, LATER_BUDGET)


def read_facts(login_id: int, budget: float, first: Sequence[int] = ()) -> None:
    """Read the facts of organisations that have none, as many as fit into the budget in seconds."""
    countdown = Countdown(budget)
    waiting = organisations.without_facts(login_id, first)
    db.session.commit()
    for organisation_id in waiting:
        left = countdown.left
        if left < SHORTEST_READ:
            return
        try:
            facts = reach.call_organisation(
                organisation_id, read_within(left), patience=0, believes_refusals=False
            )
        except Throttled as limit:
            if limit.problem == APP:
                return
        except XeroError as error:
            log.info("facts not read", organisation_id=organisation_id, problem=str(error))
        else:
            organisations.write_facts(organisation_id, facts, utcnow())
            db.session.commit()


def read_within(seconds: float) -> Callable[[str, str], OrganisationFacts]:
    return partial(service().api.organisation, timeout=(seconds / 2, seconds / 2))
