"""The client list, which is also where everybody arrives."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.clients import blueprint


@blueprint.get("/")
def home() -> ResponseReturnValue:
    return redirect(url_for("clients.index"))


@blueprint.get("/clients")
def index() -> ResponseReturnValue:
    return render_template("clients/index.html")
