"""The Xero tab."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.settings import blueprint


@blueprint.get("/xero")
def xero() -> ResponseReturnValue:
    return render_template("settings/xero.html")
