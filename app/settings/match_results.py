"""What a match linked and what not, and taking all of it back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import select

from app import linking
from app.extensions import db
from app.guards import admins_only, find_or_404, me
from app.linking import named
from app.models import Client, Event, XeroLink
from app.settings import blueprint
from app.xero import bulk
from app.xero.bulk import MATCHED, Refusal

LOOKED_BACK = 20
WHY = {
    Refusal.ARCHIVED: "{client} is archived.",
    Refusal.LINKED: "{client} was linked in the meantime, and that was left as it is.",
    Refusal.NOT_ON_XERO: "{client} was marked as not on Xero in the meantime.",
    Refusal.TAKEN: "{organisation} was linked to another client in the meantime.",
    Refusal.OWN: "{organisation} is your own practice’s organisation now.",
    Refusal.SET_ASIDE: "{organisation} was marked as not a client in the meantime.",
    Refusal.GONE: "{organisation} is no longer authorised.",
}


@dataclass(frozen=True)
class LinkMade:
    """One link of a match, and whether it is still so."""

    client: Client
    organisation: str
    stands: bool


@blueprint.get("/xero/matches/results/<int:match_id>")
def match_result(match_id: int) -> ResponseReturnValue:
    match = find_match(match_id)
    made = load_links(match)
    return render_template(
        "settings/match_result.html",
        match=match,
        made=made,
        standing=sum(one.stands for one in made),
        refused=[in_words(one) for one in (match.after or {}).get("refused", [])],
    )


@blueprint.post("/xero/matches/results/<int:match_id>/undo")
@admins_only
def undo_match(match_id: int) -> ResponseReturnValue:
    match = find_match(match_id)
    undone = bulk.undo_all(match, linking.act("undone"))
    db.session.commit()
    tell(undone)
    return redirect(url_for("settings.match_result", match_id=match_id), 303)


def find_match(match_id: int) -> Event:
    """A match of the signed-in practice, or 404."""
    return find_or_404(select(Event).filter_by(id=match_id, practice_id=me().practice_id, what=MATCHED))


def find_match_marked(mark: str) -> Event | None:
    """What the signed-in user’s confirmation of these very proposals came to, if it was sent before."""
    latest = (
        select(Event)
        .filter_by(practice_id=me().practice_id, what=MATCHED, user_id=me().id)
        .order_by(Event.id.desc())
        .limit(LOOKED_BACK)
    )
    found = [one for one in db.session.scalars(latest) if mark and (one.after or {}).get("mark") == mark]
    return found[0] if found else None


def load_links(match: Event) -> list[LinkMade]:
    """Every link that the match made, by client, in two statements."""
    ids = (match.after or {}).get("links", [])
    rows = db.session.execute(
        select(Event, Client, XeroLink.organisation_id)
        .join(Client, Client.id == Event.client_id)
        .outerjoin(XeroLink, XeroLink.client_id == Client.id)
        .where(Event.id.in_(ids), Event.practice_id == me().practice_id)
        .order_by(Client.search_key, Client.id)
    )
    return [
        LinkMade(client, (event.after or {}).get("organisation", ""), linked == event.organisation_id)
        for event, client, linked in rows
    ]


def in_words(refused: dict[str, str]) -> Markup:
    """A sentence that names whom it is about."""
    sentence = WHY[Refusal(refused["why"])]
    about = "client" if "{client}" in sentence else "organisation"
    return named(sentence.replace(f"{{{about}}}", "{}"), refused[about])


def tell(undone: Event | None) -> None:
    if undone is None:
        flash("These links were undone already. Nothing was changed.", "note")
        return
    after = undone.after or {}
    count = len(after["links"])
    if count:
        flash(f"{count} {'link' if count == 1 else 'links'} taken back.", "done")
    changed = {one["link"] for one in after["refused"]}
    if changed:
        names = db.session.execute(
            select(Client.name).join(Event, Event.client_id == Client.id).where(Event.id.in_(changed))
        ).scalars()
        joined = Markup(", ").join(named("{}", name) for name in names)
        flash(Markup("Changed since, and left as it is now: {}.").format(joined), "note")
