"""Importing clients from a CSV file: upload, preview, confirm. Nothing is written before the last step."""

from __future__ import annotations

import csv
from io import StringIO

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import delete, or_
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import RequestEntityTooLarge

from app.clients import blueprint
from app.clients.facts import FIELDS, clean, said
from app.clients.import_plan import Outcome, Plan, make_plan
from app.clients.import_writing import Writing, organisations_to_judge
from app.clients.loaders import find_import
from app.clients.people import People
from app.clients.sheet import MOST_CLIENTS, NoSheet, read_sheet
from app.clock import utcnow
from app.errors import show_error
from app.extensions import db
from app.guards import admins_only, is_signed_in, me
from app.models import ClientImport
from app.models.client_import import IMPORT_LIFETIME
from app.models.event import Author
from app.security import visitor_address
from app.xero.fitting import refit_organisations

PAGE_SIZE = 100
LONGEST_FILENAME = 200
MOVED = "Clients have changed since you looked at this preview. This is what would happen now."
TOO_LARGE = "This file is larger than 2 MB. Split it into smaller ones."


@blueprint.get("/clients/import")
@admins_only
def start_import() -> ResponseReturnValue:
    return show_upload()


@blueprint.get("/clients/import/template")
@admins_only
def import_template() -> Response:
    """A file with every heading and no client."""
    lines = StringIO()
    csv.writer(lines).writerow([field.label for field in FIELDS.values()])
    # Spreadsheets take a file for UTF-8 only if it begins with the mark.
    response = Response(f"\ufeff{lines.getvalue()}", mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=clients.csv"
    return response


@blueprint.post("/clients/import")
@admins_only
def upload() -> ResponseReturnValue:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return show_upload("Choose a CSV file first.")
    try:
        sheet = read_sheet(sent.read())
    except NoSheet as fault:
        return show_upload(str(fault))
    forget_old_imports()
    kept = ClientImport(
        practice_id=me().practice_id,
        user_id=me().id,
        filename=clean(sent.filename)[:LONGEST_FILENAME],
        lines=list(sheet.lines),
        left_out=list(sheet.left_out),
    )
    db.session.add(kept)
    db.session.commit()
    return redirect(url_for("clients.preview_import", import_id=kept.id), 303)


@blueprint.get("/clients/import/<int:import_id>")
@admins_only
def preview_import(import_id: int) -> ResponseReturnValue:
    kept = find_import(import_id)
    if kept.has_run_out(utcnow()):
        return start_again("This preview is older than a day. Choose the file again.")
    return show_preview(kept, make_plan(me().practice_id, People.around(me()), kept.lines))


@blueprint.post("/clients/import/<int:import_id>")
@admins_only
def confirm_import(import_id: int) -> ResponseReturnValue:
    kept = find_import(import_id)
    if kept.has_run_out(utcnow()):
        return start_again(
            "This preview is older than a day, so nothing was imported. Choose the file again."
        )
    plan = carry_out(kept)
    if plan is None:
        db.session.rollback()
        kept = find_import(import_id)
        plan = make_plan(me().practice_id, People.around(me()), kept.lines)
        return show_preview(kept, plan, MOVED)
    db.session.commit()
    flash(told(plan), "done")
    return redirect(url_for("clients.index"), 303)


@blueprint.post("/clients/import/<int:import_id>/delete")
@admins_only
def discard_import(import_id: int) -> ResponseReturnValue:
    db.session.delete(find_import(import_id))
    db.session.commit()
    return start_again("Nothing was imported.")


@blueprint.errorhandler(413)
def refuse_large_file(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """A file beyond the limit is refused in words, on the page where it was chosen."""
    if request.endpoint != "clients.upload" or not is_signed_in() or not me().is_admin:
        return show_error(error)
    return show_upload(TOO_LARGE, 413)


def carry_out(kept: ClientImport) -> Plan | None:
    """Write what was previewed; None where that is no longer what would happen."""
    people = People.around(me())
    plan = make_plan(kept.practice_id, people, kept.lines, hold=True)
    if plan.fingerprint != request.form.get("plan"):
        return None
    author = Author(me().id, visitor_address())
    writing = Writing(kept.practice_id, author, people.names, f"Import of {kept.filename}", utcnow())
    try:
        writing.carry_out(plan)
    except IntegrityError:
        # Somebody gave one of the new codes to another client just now.
        return None
    refit_organisations(organisations_to_judge(plan))
    return plan


def forget_old_imports() -> None:
    """Delete the user’s former uploads, and everybody’s that have run out."""
    is_old = ClientImport.uploaded_at <= utcnow() - IMPORT_LIFETIME
    db.session.execute(delete(ClientImport).where(or_(is_old, ClientImport.user_id == me().id)))


def told(plan: Plan) -> str:
    counts = plan.counts
    parts = [
        f"{counts[Outcome.NEW]:,} {'client' if counts[Outcome.NEW] == 1 else 'clients'} added",
        f"{counts[Outcome.CHANGED]:,} changed",
        f"{counts[Outcome.UNCHANGED]:,} unchanged",
        f"{counts[Outcome.REFUSED]:,} {'line' if counts[Outcome.REFUSED] == 1 else 'lines'} left out",
    ]
    return f"Imported: {', '.join(parts)}."


def start_again(message: str) -> ResponseReturnValue:
    flash(message, "note")
    return redirect(url_for("clients.start_import"), 303)


def show_upload(fault: str | None = None, status: int = 422) -> ResponseReturnValue:
    page = render_template("clients/import.html", fault=fault, most=MOST_CLIENTS, fields=FIELDS)
    return page, status if fault else 200


def show_preview(kept: ClientImport, plan: Plan, fault: str | None = None) -> ResponseReturnValue:
    asked = request.args.get("show", "")
    shown = [step for step in plan.steps if step.outcome == asked] if asked in plan.counts else plan.steps
    pages = max(1, -(-len(shown) // PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    names = People.around(me()).names
    rendered = render_template(
        "clients/import_preview.html",
        kept=kept,
        plan=plan,
        steps=shown[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        show=asked if asked in plan.counts else "",
        page=page,
        pages=pages,
        fields=FIELDS,
        said=lambda name, value: said(name, value, names),
        fault=fault,
    )
    return rendered, 422 if fault else 200
