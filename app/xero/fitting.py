"""Our records held against each other: does an organisation fit a client, and which would fit best?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from sqlalchemy import ColumnElement, select

from app.extensions import db
from app.models import Client, FitState, XeroLink, XeroOrganisation, record
from app.models.status import is_connected
from app.xero.candidates import Candidates
from app.xero.fit import BooksFacts, ClientFacts, Fit, Verdict, judge

Around = Callable[[int], Candidates]
FINE = (FitState.CERTAIN, FitState.UNSURE, FitState.CONFIRMED)


def candidates_of(practice_id: int) -> Candidates:
    """The practice's clients and the organisations that it reaches, side by side."""
    clients = select(Client).where(Client.practice_id == practice_id, Client.archived_at.is_(None))
    organisations = select(XeroOrganisation).where(
        XeroOrganisation.practice_id == practice_id, is_connected()
    )
    return Candidates(
        [client_facts(one) for one in db.session.scalars(clients)],
        [books_facts(one) for one in db.session.scalars(organisations)],
    )


def fit_of(client: Client, organisation: XeroOrganisation, around: Around = candidates_of) -> Fit:
    """How well the organisation fits the client, among everything that the practice has."""
    ours, theirs = client_facts(client), books_facts(organisation)
    if not ours.reading.keys & theirs.reading.keys:
        return judge(ours, theirs, name_is_unique=True)
    return around(client.practice_id).judge(ours, theirs)


def plain_client(organisation: XeroOrganisation, candidates: Candidates | None = None) -> int | None:
    """The one client that may be linked to the organisation without anybody looking, or None."""
    # With no more than a name, nothing can contradict it: Xero has yet to tell the numbers.
    if organisation.facts_read_at is None or is_practices_own(organisation):
        return None
    found = (candidates or candidates_of(organisation.practice_id)).automatic(books_facts(organisation))
    return found.id if found else None


def fits_for_certain(client: Client, organisation: XeroOrganisation) -> bool:
    """Whether the organisation is this client's beyond doubt, so that nobody needs to look."""
    return plain_client(organisation) == client.id


def judge_link(
    link: XeroLink, client: Client, organisation: XeroOrganisation, around: Around = candidates_of
) -> None:
    """Write on the link how well it fits now; what somebody confirmed stays so until a fact changes."""
    fit = fit_of(client, organisation, around)
    basis = basis_of(client, organisation)
    link.fit, link.fit_reason = state_of(link, fit, basis), fit.reason
    if link.fit in FINE:
        link.fit_basis = basis


def state_of(link: XeroLink, fit: Fit, basis: dict[str, str]) -> FitState:
    before = link.fit_basis or {}
    is_confirmed = link.fit == FitState.CONFIRMED and not has_moved(before, basis)
    if fit.verdict == Verdict.CERTAIN:
        return FitState.CERTAIN
    if fit.verdict == Verdict.CONTRADICTED:
        return FitState.CONFIRMED if is_confirmed and before == basis else FitState.CONTRADICTED
    if is_confirmed:
        return FitState.CONFIRMED
    return FitState.DRIFTED if has_moved(before, basis) else FitState.UNSURE


def has_moved(before: dict[str, str], now: dict[str, str]) -> bool:
    """Whether a fact that was known has changed; one that became known has not."""
    return any(now.get(name) != value for name, value in before.items())


def confirm(link: XeroLink, client: Client, organisation: XeroOrganisation) -> None:
    """Somebody vouches that the link is right as the facts stand now."""
    link.fit, link.fit_reason = FitState.CONFIRMED, fit_of(client, organisation).reason
    link.fit_basis = basis_of(client, organisation)


def refit_client(client: Client) -> None:
    """Judge a client's link anew after the client changed."""
    refit(XeroLink.client_id == client.id)


def refit_organisations(organisation_ids: Sequence[int]) -> None:
    """Judge the links of organisations anew after their names or facts changed."""
    if organisation_ids:
        refit(XeroLink.organisation_id.in_(organisation_ids))


def refit(which: ColumnElement[bool]) -> None:
    rows = db.session.execute(
        select(XeroLink, Client, XeroOrganisation)
        .join(Client, Client.id == XeroLink.client_id)
        .join(XeroOrganisation, XeroOrganisation.id == XeroLink.organisation_id)
        .where(which)
    ).all()
    # Reading a whole practice takes its time: once is enough, however many links there are.
    around = cache(candidates_of)
    for link, client, organisation in rows:
        before = judged(link, organisation)
        judge_link(link, client, organisation, around)
        tell(link, before, judged(link, organisation))


def judged(link: XeroLink, organisation: XeroOrganisation) -> dict[str, str | None]:
    return {"organisation": organisation.name, "fit": link.fit, "fit_reason": link.fit_reason}


def tell(link: XeroLink, before: dict[str, str | None], after: dict[str, str | None]) -> None:
    """Keep in the history that a link is worth more or less than before; nobody did that to it."""
    if before["fit"] != after["fit"]:
        record(
            "fit.changed",
            practice_id=link.practice_id,
            client_id=link.client_id,
            organisation_id=link.organisation_id,
            before=before,
            after=after,
        )


def best_organisations(client: Client, most: int) -> list[int]:
    """The ids of the organisations that could be the client's, best first."""
    fits = candidates_of(client.practice_id).organisations_for(client_facts(client))
    return [books.id for books, fit in fits if books.id and fit.verdict != Verdict.CONTRADICTED][:most]


def best_clients(organisation: XeroOrganisation, candidates: Candidates, most: int) -> list[tuple[int, Fit]]:
    """The ids of the clients that the organisation could belong to, best first, each with its fit."""
    fits = candidates.clients_for(books_facts(organisation))
    return [(one.id, fit) for one, fit in fits if one.id and fit.verdict != Verdict.CONTRADICTED][:most]


def needs_reason(client: Client, organisation: XeroOrganisation) -> bool:
    """Whether linking these two is against what the facts say."""
    return fit_of(client, organisation).verdict == Verdict.CONTRADICTED


def is_practices_own(organisation: XeroOrganisation) -> bool:
    own = select(XeroLink.id).filter_by(organisation_id=organisation.id, client_id=None)
    return db.session.scalar(own) is not None


def client_facts(client: Client) -> ClientFacts:
    return ClientFacts(
        id=client.id,
        name=client.name,
        type=client.type,
        company_number=client.company_number,
        vat_number=client.vat_number,
        country=client.country_code,
    )


def books_facts(organisation: XeroOrganisation) -> BooksFacts:
    return BooksFacts(
        id=organisation.id,
        name=organisation.name,
        legal_name=organisation.legal_name,
        registration_number=organisation.registration_number,
        tax_number=organisation.tax_number,
        country_code=organisation.country_code,
        organisation_type=organisation.organisation_type,
        is_demo_company=organisation.is_demo_company,
    )


def basis_of(client: Client, organisation: XeroOrganisation) -> dict[str, str]:
    """The facts that a judgement rests on, those that are known, as they are compared."""
    facts = {
        "client_name": keys_of(client_facts(client)),
        "client_company_number": client.company_number,
        "client_vat_number": client.vat_number,
        "client_type": client.type,
        "client_country": client.country_code,
        "organisation_name": keys_of(books_facts(organisation)),
        "organisation_registration_number": organisation.registration_number,
        "organisation_tax_number": organisation.tax_number,
        "organisation_country": organisation.country_code,
    }
    return {name: value for name, value in facts.items() if value}


def keys_of(facts: ClientFacts | BooksFacts) -> str:
    return " ".join(sorted(facts.reading.keys))
