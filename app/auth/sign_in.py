"""Signing in and out."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.auth import blueprint
from app.guards import public


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    return render_template("auth/sign_in.html")


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    return ""
