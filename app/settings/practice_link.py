"""The practice's own link: choosing an organisation, ending the link, taking either back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app import linking
from app.extensions import db
from app.guards import admins_only, me
from app.linking import AskAgain, Said
from app.picker import Target, for_practice
from app.settings import blueprint
from app.settings.xero import tab
from app.xero.links import Subject, find_link

P = ParamSpec("P")


def while_on(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Lead back to the tab, and change nothing, while the practice level is switched off."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not me().practice.links_practice:
            return back_to_tab(Said("The practice level is switched off. Switch it on first."))
        return view(*args, **kwargs)

    return guarded


@blueprint.get("/xero/link/new")
@admins_only
@while_on
def new_practice_link() -> ResponseReturnValue:
    return linking.show_picker(target())


@blueprint.post("/xero/link")
@admins_only
@while_on
def link_practice() -> ResponseReturnValue:
    try:
        said = linking.link(target())
    except AskAgain as asking:
        return asking.window
    db.session.commit()
    return back_to_tab(said)


@blueprint.get("/xero/link/delete")
@admins_only
@while_on
def confirm_unlinking_practice() -> ResponseReturnValue:
    link = find_link(Subject(me().practice_id))
    if link is None:
        return back_to_tab(Said("The practice is not linked to a Xero company."))
    return render_template("settings/unlink_practice.html", link=link)


@blueprint.post("/xero/link/delete")
@admins_only
@while_on
def unlink_practice() -> ResponseReturnValue:
    said = linking.unlink(target())
    db.session.commit()
    return back_to_tab(said)


@blueprint.post("/xero/link/undo")
@admins_only
@while_on
def undo_practice_link() -> ResponseReturnValue:
    said = linking.undo(target())
    db.session.commit()
    return back_to_tab(said)


def target() -> Target:
    return for_practice(me().practice)


def back_to_tab(said: Said) -> ResponseReturnValue:
    """The Xero tab with a message: as a page of its own, or as the card that htmx swaps."""
    linking.tell(said, url_for("settings.undo_practice_link"))
    return linking.answer(url_for("settings.xero"), card)


def card() -> str:
    """The card alone, and beside it the banner, which counts what is linked."""
    shown = tab()
    alone = render_template("settings/_practice_card.html", **shown)
    return alone + render_template("_reconnect_banner.html", banner=shown["banner"], oob=True)
