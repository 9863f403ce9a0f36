"""A Xero login whose user leaves: the look at what hangs on it, and handing it over."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import select

from app import leaving
from app.extensions import db
from app.guards import admins_only, find_or_404, me
from app.ids import row_id
from app.models import XeroLogin
from app.models.event import Author
from app.security import visitor_address
from app.settings import blueprint
from app.xero.leaving import hand_over, mark, take_back


@blueprint.get("/xero/logins/<int:login_id>/leaving")
def leaving_login(login_id: int) -> ResponseReturnValue:
    login = find_login(login_id)
    besides = find_login(besides_id) if (besides_id := request.args.get("besides", 0, type=row_id)) else None
    page = max(request.args.get("page", 1, type=int), 1)
    rows, total = leaving.load_organisations(login, page, besides)
    pages = max(1, -(-total // leaving.PAGE_SIZE))
    if page > pages:
        rows, total = leaving.load_organisations(login, pages, besides)
    return render_template(
        "settings/leaving.html",
        hanging=leaving.load_hanging(login),
        besides=besides,
        rows=rows,
        total=total,
        page=min(page, pages),
        pages=pages,
    )


@blueprint.post("/xero/logins/<int:login_id>/leaving")
@admins_only
def mark_leaving(login_id: int) -> ResponseReturnValue:
    login = find_login(login_id)
    is_news = mark(login, author())
    db.session.commit()
    said = Markup("<bdi>{}</bdi> is marked as leaving: other Xero logins are used first.")
    return back_to(
        login, said if is_news else Markup("<bdi>{}</bdi> was marked as leaving already."), is_news
    )


@blueprint.post("/xero/logins/<int:login_id>/leaving/delete")
@admins_only
def take_leaving_back(login_id: int) -> ResponseReturnValue:
    login = find_login(login_id)
    is_news = take_back(login, author())
    db.session.commit()
    said = Markup("<bdi>{}</bdi> stays: this Xero login is used as before.")
    return back_to(login, said if is_news else Markup("<bdi>{}</bdi> was not marked as leaving."), is_news)


@blueprint.post("/xero/logins/<int:login_id>/successor")
def take_over(login_id: int) -> ResponseReturnValue:
    """A login that is here already takes over what it reaches, without a trip to Xero."""
    login = find_login(login_id)
    successor = find_login(request.form.get("successor", 0, type=row_id))
    name, moved = successor.name, hand_over(login, successor, author())
    db.session.commit()
    if not moved:
        flash("Nothing is left that this Xero login could take over. Nothing was changed.", "note")
    else:
        many = f"{moved:,} organisation{'' if moved == 1 else 's'}"
        flash(Markup("<bdi>{}</bdi> carries {} from now on.").format(name, many), "done")
    return redirect(url_for("settings.leaving_login", login_id=login_id), 303)


def back_to(login: XeroLogin, words: Markup, is_news: bool) -> ResponseReturnValue:
    flash(words.format(login.name), "done" if is_news else "note")
    return redirect(url_for("settings.leaving_login", login_id=login.id), 303)


def find_login(login_id: int) -> XeroLogin:
    """The signed-in practice's login, or 404."""
    return find_or_404(select(XeroLogin).filter_by(id=login_id, practice_id=me().practice_id))


def author() -> Author:
    return Author(me().id, visitor_address())
