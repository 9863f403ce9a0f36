"""What came of a trip, by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.consents import arrival, blueprint
from app.consents.words import why_not_read, words_for
from app.extensions import db
from app.guards import find_or_404, me
from app.logs import log
from app.models import Outcome, Purpose, XeroConsent, XeroOrganisation
from app.picker import Picker, for_practice, open_picker
from app.security import visitor_address
from app.xero import consents, organisations
from app.xero.errors import SealBroken, XeroError, XeroMisconfigured

SHOWN = 50  # names per list; the rest stands in the overview
LISTS = ("new", "repaired", "unchanged", "missing")
ASKING = (Outcome.ASK, Outcome.NOTHING_NEW)
OPERATORS = (SealBroken, XeroMisconfigured)


@dataclass(frozen=True)
class Result:
    """A trip's result as the page shows it."""

    consent: XeroConsent
    names: dict[str, list[str]]
    counts: dict[str, int]
    also_reached: list[dict[str, Any]] = field(default_factory=list)
    lacks_facts: bool = False
    picker: Picker | None = None
    links_to: int | None = None

    @property
    def title(self) -> str:
        return words_for(self.consent.outcome, self.consent.fault)[0]

    @property
    def advice(self) -> str:
        return words_for(self.consent.outcome, self.consent.fault)[1]

    @property
    def asks(self) -> bool:
        """Whether something is to be chosen, by whoever may."""
        return self.consent.outcome in ASKING

    @property
    def linked_name(self) -> str | None:
        """The organisation that was linked, where one was."""
        chosen = self.names.get("chosen", [])
        return chosen[0] if self.consent.outcome == Outcome.LINKED and chosen else None

    @property
    def is_still_linked(self) -> bool:
        """Whether the practice points at what this trip linked, or somebody changed that since."""
        return self.links_to in (self.consent.result or {}).get("chosen", [])

    @property
    def undo_event(self) -> int | None:
        return (self.consent.result or {}).get("link_event")

    @property
    def has_moved(self) -> bool:
        return bool((self.consent.result or {}).get("moved"))

    @property
    def may_try_again(self) -> bool:
        is_over = self.consent.outcome in (Outcome.CANCELLED, Outcome.REFUSED)
        return is_over and self.consent.purpose == Purpose.LINK_PRACTICE and me().is_admin


@blueprint.get("/consents/<int:consent_id>")
def result(consent_id: int) -> ResponseReturnValue:
    consent = find_consent(consent_id)
    return render_template("consents/result.html", result=load_result(consent))


@blueprint.post("/consents/<int:consent_id>/read-again")
def read_again(consent_id: int) -> ResponseReturnValue:
    consent = find_consent(consent_id)
    try:
        arrival.read_again(consent, visitor_address())
    except XeroError as error:
        blamed = log.error if isinstance(error, OPERATORS) else log.warning
        blamed("the list of organisations follows later", consent_id=consent_id, problem=str(error))
        flash(why_not_read(error), "note")
    return redirect(url_for("consents.result", consent_id=consent_id), 303)


@blueprint.post("/consents/<int:consent_id>/facts")
def facts(consent_id: int) -> ResponseReturnValue:
    """Read organisations' facts that the trip had no time for; the result page asks by itself."""
    consent = find_consent(consent_id)
    try:
        arrival.read_facts_later(consent)
    except XeroError:
        log.info("facts not read", consent_id=consent_id)
    return "", 204


@blueprint.post("/consents/<int:consent_id>/keep")
def keep(consent_id: int) -> ResponseReturnValue:
    consent = find_consent(consent_id)
    if consent.user_id != me().id:
        abort(404)
    kept = consents.keep_also(consent, request.form.getlist("organisation"), visitor_address())
    db.session.commit()
    if kept:
        flash(f"{len(kept)} more organisation{'s' if len(kept) > 1 else ''} can be chosen now.", "done")
    else:
        flash("Nothing was ticked, so nothing was added.", "note")
    return redirect(url_for("consents.result", consent_id=consent_id), 303)


def find_consent(consent_id: int) -> XeroConsent:
    """The signed-in practice's consent, or 404."""
    return find_or_404(select(XeroConsent).filter_by(id=consent_id, practice_id=me().practice_id))


def load_result(consent: XeroConsent) -> Result:
    found = consent.result or {}
    counts = {name: len(found.get(name, [])) for name in (*LISTS, "chosen")}
    names = names_of({name: found.get(name, [])[:SHOWN] for name in (*LISTS, "chosen")})
    target = for_practice(me().practice)
    may_choose = consent.outcome in ASKING and me().is_admin and me().practice.links_practice
    return Result(
        consent=consent,
        names=names,
        counts=counts,
        lacks_facts=bool(consent.login_id and organisations.without_facts(consent.login_id)),
        also_reached=found.get("also_reached", []) if consent.user_id == me().id else [],
        picker=open_picker(target, first=found.get("chosen", [])) if may_choose else None,
        links_to=target.linked_id,
    )


def names_of(ids: dict[str, list[int]]) -> dict[str, list[str]]:
    """The organisations' names, list by list, in one query."""
    wanted = {organisation_id for group in ids.values() for organisation_id in group}
    rows = db.session.execute(
        select(XeroOrganisation.id, XeroOrganisation.name).where(
            XeroOrganisation.practice_id == me().practice_id, XeroOrganisation.id.in_(wanted)
        )
    )
    names = {row.id: row.name for row in rows}
    return {group: [names[one] for one in members if one in names] for group, members in ids.items()}
