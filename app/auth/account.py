"""One's own account: changing the password."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.auth import blueprint


@blueprint.get("/account")
def account() -> ResponseReturnValue:
    return render_template("auth/account.html")
