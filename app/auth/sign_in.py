"""Signing in and out."""

from __future__ import annotations

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from app import attempts
from app.auth import blueprint, forgotten, session, set_password
from app.auth.credentials import Credentials, admit
from app.auth.forms import SignInForm
from app.auth.next_page import next_page, page_after_sign_in
from app.demo_accounts import DEMO_ACCOUNTS, DemoAccount
from app.errors import refuse_forgery
from app.extensions import db
from app.guards import is_signed_in, me, public
from app.models.practice import emails_in_use
from app.refusals import SlowDown
from app.security import visitor_address

NO_MATCH = "Check the e-mail address and the password: together they open no account"
STALE = "This page was open for too long, or your browser keeps no cookies. Enter your password again."


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    if is_signed_in():
        return redirect(page_after_sign_in())
    return show(SignInForm())


@blueprint.post("/sign-in")
@public
def sign_in_with_password() -> ResponseReturnValue:
    form = SignInForm.of(request.form)
    if form.faults:
        return show(form, form.faults), 422
    minutes = attempts.count_sign_in(form.email, visitor_address())
    db.session.commit()
    if minutes:
        raise SlowDown(minutes)
    return let_in(form) or turn_away(form)


def let_in(form: SignInForm) -> Response | None:
    """Sign in whom these credentials belong to, else None."""
    credentials = Credentials.of_email(form.email)
    if not credentials.are_matched_by(form.password):
        credentials.record("user.sign_in_refused")
        return None
    renewed_hash = credentials.renewed(form.password)
    user = credentials.lock_user()
    if user is None:
        return None
    admit(user, renewed_hash)
    credentials.record("user.signed_in")
    attempts.forget_sign_ins(form.email)
    db.session.commit()
    response = make_response(redirect(page_after_sign_in()))
    session.begin(response, user, remembers=form.remembers)
    return response


def turn_away(form: SignInForm) -> ResponseReturnValue:
    """The same answer whether the account is unknown, deactivated, or has another password."""
    db.session.commit()
    return show(form, {"password": NO_MATCH}), 422


@blueprint.errorhandler(CSRFError)
def show_again(error: CSRFError) -> ResponseReturnValue:
    """A form that was open for too long: people go on where they stand instead of meeting an error page."""
    if request.endpoint == "auth.sign_in_with_password":
        if is_signed_in():
            return redirect(page_after_sign_in())
        return show(SignInForm.of(request.form), notice=STALE), 422
    if request.endpoint == "auth.use_link":
        return set_password.show_again() or refuse_forgery(error)
    if request.endpoint == "auth.ask_for_link":
        return forgotten.show(request.form.get("email", ""), notice=forgotten.STALE), 400
    if request.endpoint == "auth.sign_out" and not is_signed_in():
        return leave()
    return refuse_forgery(error)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    Credentials.of(me()).record("user.signed_out")
    db.session.commit()
    return leave()


def leave() -> Response:
    response = make_response(redirect(url_for("auth.sign_in")))
    session.end(response)
    flash("You are signed out.", "done")
    return response


def show(form: SignInForm, faults: dict[str, str] | None = None, notice: str | None = None) -> str:
    return render_template(
        "auth/sign_in.html",
        form=form,
        faults=faults or {},
        notice=notice,
        next_page=next_page(),
        demo_accounts=demo_accounts() if current_app.config["IS_DEMO"] else [],
    )


def demo_accounts() -> list[DemoAccount]:
    """The demo's accounts that can sign in here, in the order of the story."""
    usable = emails_in_use(account.email for account in DEMO_ACCOUNTS)
    return [account for account in DEMO_ACCOUNTS if account.email in usable]
