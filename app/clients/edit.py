"""Writing a client down, and changing what is written."""

from __future__ import annotations

from secrets import token_hex

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from app.clients import blueprint
from app.clients.codes import next_code
from app.clients.conflict import Conflict, decided, events_since, find_conflict
from app.clients.countries import countries
from app.clients.facts import FIELDS, TYPES, Facts, columns_of, facts_of, without_ids
from app.clients.forms import ClientForm
from app.clients.from_organisation import (
    back_to_matches,
    choose_for_match,
    facts_from,
    kept_fields,
    organisation_asked,
)
from app.clients.loaders import find_client, lock_client
from app.clients.number_notes import number_notes
from app.clients.people import People
from app.clients.year_end import MONTHS
from app.extensions import db
from app.guards import me
from app.models import Client, record
from app.security import visitor_address
from app.xero.fitting import refit_client

MADE, FORMS_REMEMBERED = "made", 5
CODE_TAKEN = "Choose another code: a client has this one already, perhaps an archived one"


@blueprint.get("/clients/new")
def new() -> ResponseReturnValue:
    organisation = organisation_asked()
    form = ClientForm.empty(me().id)
    return show_form(form.taking(facts_from(organisation)) if organisation else form, People.around(me()))


@blueprint.post("/clients/new")
def create() -> ResponseReturnValue:
    made = session.get(MADE, {}).get(request.form.get("once", ""))
    if made:
        return saved(find_client(made), "This client was added already. Nothing was changed.", "note")
    people = People.around(me())
    form = ClientForm.of(request.form, people)
    if form.faults:
        return show_form(form, people)
    client = Client(practice_id=me().practice_id)
    if not write(client, form):
        return show_form(form.with_fault("code", CODE_TAKEN), people)
    tell("client.created", client, None, without_ids(facts_of(client), people.names))
    choose_for_match(client)
    db.session.commit()
    remember_made(client)
    return back_to_matches(client) or saved(client, f"{client.name} is added.")


def remember_made(client: Client) -> None:
    """Keep what the last forms made: a form that is sent twice makes one client."""
    latest = [*session.get(MADE, {}).items(), (request.form.get("once", ""), client.id)]
    session[MADE] = dict(latest[-FORMS_REMEMBERED:])


@blueprint.get("/clients/<int:client_id>/edit")
def edit(client_id: int) -> ResponseReturnValue:
    client = find_client(client_id)
    return show_form(ClientForm.holding(facts_of(client)), People.around(me()), client)


@blueprint.post("/clients/<int:client_id>/edit")
def change(client_id: int) -> ResponseReturnValue:
    client, people = lock_client(client_id), People.around(me())
    form = ClientForm.of(request.form, people)
    if request.form.get("version", type=int) != client.version:
        return change_of_what_moved(client, form, people)
    form = decided(client, form, request.form)
    if form.faults:
        return show_form(form, people, client)
    return save(client, form, people)


def change_of_what_moved(client: Client, form: ClientForm, people: People) -> ResponseReturnValue:
    """Somebody else saved since this form was opened: show both, unless both say the same."""
    events = events_since(client, request.form.get("version", 0, type=int))
    conflict = find_conflict(client, events, form, people, request.form)
    form = form.taking(conflict.taken_over)
    if form.values == facts_of(client):
        return saved(client, "Nothing was changed: this is what is saved already.", "note")
    return show_form(form, people, client, conflict)


def save(client: Client, form: ClientForm, people: People) -> ResponseReturnValue:
    before = facts_of(client)
    if not write(client, form):
        return show_form(form.with_fault("code", CODE_TAKEN), people, client)
    after = facts_of(client)
    changed = [name for name in FIELDS if before[name] != after[name]]
    if not changed:
        db.session.rollback()
        return saved(find_client(client.id), "Nothing was changed.", "note")
    client.version += 1
    tell(
        "client.changed",
        client,
        without_ids({name: before[name] for name in changed}, people.names),
        without_ids({name: after[name] for name in changed}, people.names) | {"version": client.version},
    )
    refit_client(client)
    db.session.commit()
    return saved(client, "The changes are saved.")


def write(client: Client, form: ClientForm) -> bool:
    """Give the client what the form says; False where its code is another’s."""
    columns = columns_of(form.values)
    try:
        with db.session.begin_nested():
            for name, value in columns.items():
                if name != "code" or value:
                    setattr(client, name, value)
            if not columns["code"]:
                client.code = next_code(client.practice_id, client.name)
            db.session.add(client)
    except IntegrityError:
        return False
    return True


def tell(what: str, client: Client, before: Facts | None, after: Facts) -> None:
    record(
        what,
        practice_id=client.practice_id,
        client_id=client.id,
        user_id=me().id,
        before=dict(before) if before else None,
        after=dict(after),
        address=visitor_address(),
    )


def saved(client: Client, message: str, category: str = "done") -> ResponseReturnValue:
    flash(message, category)
    for name in number_notes(facts_of(client)):
        flash(f"Check the {FIELDS[name].label.replace('C', 'c')}: it may be mistyped.", "note")
    return redirect(url_for("clients.show", client_id=client.id), 303)


def show_form(
    form: ClientForm, people: People, client: Client | None = None, conflict: Conflict | None = None
) -> ResponseReturnValue:
    is_refused = bool(form.faults or conflict)
    page = render_template(
        "clients/form.html",
        form=form,
        client=client,
        conflict=conflict,
        once=request.form.get("once") or token_hex(8),
        kept=kept_fields(),
        notes=number_notes(form.values),
        types=TYPES,
        countries=countries(),
        months=MONTHS,
        managers=people.choices(client.manager_id if client else None),
    )
    return page, 422 if is_refused else 200
