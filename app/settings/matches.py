"""Matching organisations to clients: proposals, ticks, and one confirmation that links them all."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import htmx, linking
from app.database import will_write
from app.extensions import db
from app.guards import me
from app.ids import row_id
from app.matching import (
    PAGE_SIZE,
    Scope,
    find_draft,
    find_scope,
    is_true,
    make_draft,
    page_asked,
    picked_twice,
    picks_of,
    rows_of,
    tick,
)
from app.models import MatchDraft
from app.settings import blueprint
from app.settings.match_results import find_match_marked
from app.settings.match_rows import load_lines, summary
from app.settings.set_aside import set_aside
from app.xero import bulk

MOVED = "The proposals have changed since you looked, so nothing was linked. Look again, then link."
TWICE = "Choose another client where one is ticked for two organisations. Nothing is linked yet."
SWITCHED_OFF = "The client level is switched off, so nothing was linked. It is switched on in Settings."


@blueprint.get("/xero/matches")
def matches() -> ResponseReturnValue:
    return show(find_scope())


def fresh_draft(scope: Scope) -> MatchDraft:
    """The draft with proposals that rest on what is so now; made, and committed, where there is none."""
    sides = scope.sides()
    draft = find_draft(scope)
    if draft is not None and is_true(draft, sides):
        return draft
    proposals = sides.propose()
    # Nobody waits for the database while proposals are made: only now is there anything to write.
    db.session.rollback()
    will_write()
    bulk.hold_matching(me().practice_id)
    draft = make_draft(scope, sides, proposals)
    db.session.commit()
    return draft


def show(scope: Scope, fault: str = "") -> ResponseReturnValue:
    """One page of the proposals."""
    draft = fresh_draft(scope)
    rows = rows_of(draft)
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(max(page_asked(), 1), pages)
    shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    body = render_template(
        "settings/matches.html",
        lines=load_lines(shown, picked_twice(rows)),
        tally=summary(rows, scope),
        draft=draft,
        scope=scope,
        page=page,
        pages=pages,
        fault=fault,
    )
    return body, 422 if fault else 200


@blueprint.post("/xero/matches")
def change_matches() -> ResponseReturnValue:
    """Keep the page’s ticks, and do what the button says that was pressed."""
    scope, wanted = find_scope(), request.form.get("do", "")
    if wanted == "link":
        # In the order in which proposals are made: the practice, then the draft.
        bulk.hold_matching(me().practice_id)
    draft = find_draft(scope, hold=True)
    is_as_seen = draft is not None and draft.mark == request.form.get("mark")
    if draft is not None:
        is_as_seen = keep_ticks(draft) and is_as_seen
    if wanted == "link":
        return confirm(scope, draft if is_as_seen else None)
    if draft is not None and wanted in ("tick", "untick"):
        tick_many(draft, wanted == "tick")
    if wanted.startswith("aside-"):
        set_aside(wanted.removeprefix("aside-"))
    db.session.commit()
    if htmx.wants_fragment() and draft is not None:
        return render_template("settings/_match_count.html", tally=summary(rows_of(draft), scope))
    return redirect(where_to(wanted, scope), 303)


def keep_ticks(draft: MatchDraft) -> bool:
    """Take over the ticks of the page that was sent; False where it showed other clients than the draft."""
    shown = set(request.form.getlist("row", type=row_id))
    ticked = set(request.form.getlist("ticked", type=row_id))
    rows = [row for row in rows_of(draft) if row.organisation_id in shown]
    as_seen = [row for row in rows if client_seen(row.organisation_id) == row.client_id]
    tick(draft, {row.organisation_id: row.organisation_id in ticked for row in as_seen})
    return len(as_seen) == len(shown)


def client_seen(organisation_id: int) -> int | None:
    return request.form.get(f"client-{organisation_id}", type=row_id)


def tick_many(draft: MatchDraft, is_certain: bool) -> None:
    """Tick what is certain and nothing else, or nothing at all."""
    tick(
        draft,
        {
            row.organisation_id: is_certain and row.proposal.is_ticked and not row.is_own_choice
            for row in rows_of(draft)
        },
    )


def confirm(scope: Scope, draft: MatchDraft | None) -> ResponseReturnValue:
    """Link all that is ticked; the same confirmation sent twice leads to what the first one did."""
    done = find_match_marked(request.form.get("mark", ""))
    if done:
        return redirect(url_for("settings.match_result", match_id=done.id, **scope.address), 303)
    if draft is None or not me().practice.links_clients:
        db.session.commit()
        flash(MOVED if me().practice.links_clients else SWITCHED_OFF, "note")
        return redirect(url_for("settings.matches", page=page_asked(), **scope.address), 303)
    rows = rows_of(draft)
    picks = dict(list(picks_of(rows).items())[: bulk.MOST])
    if not picks or picked_twice(rows):
        db.session.commit()
        return show(
            scope, TWICE if picks else "Tick the matches that are right first. Nothing is linked yet."
        )
    match = bulk.link_all(me().practice_id, picks, linking.act("matched"), draft.mark)
    draft.basis = draft.mark = ""
    db.session.commit()
    return redirect(url_for("settings.match_result", match_id=match.id, **scope.address), 303)


def where_to(wanted: str, scope: Scope) -> str:
    """The page that a button leads to; they are named after it, and after the organisation or the page."""
    verb, _, number = wanted.partition("-")
    page = page_asked()
    if not number.isdecimal():
        return url_for("settings.matches", page=page, **scope.address)
    if verb == "page":
        return url_for("settings.matches", page=number, **scope.address)
    if verb == "create":
        return url_for("clients.new", organisation=number, page=page, **scope.address)
    if verb == "choose":
        return url_for("settings.choose_client", organisation_id=number, page=page, **scope.address)
    return url_for("settings.matches", page=page, **scope.address)
