"""What an unknown address or a broken form gets: a page under /control and /identity, else Xero's 404."""

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, NotFound

from . import problems
from .control_actions import ControlError

PAGES = ("/control", "/identity")


def init_errors(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(ControlError, explain)


def show(error: HTTPException) -> Response | tuple[str, int] | HTTPException:
    if request.path.startswith("/control/api/"):
        return Response(f'{{"error": "{error.name}"}}', error.code, mimetype="application/json")
    if request.path.startswith(PAGES):
        return _page(error.name, error.description or "", error.code or 500)
    return problems.not_found() if isinstance(error, NotFound) else error


def explain(error: ControlError) -> Response | tuple[str, int]:
    return _page("This did not work", str(error), error.status)


def _page(heading: str, text: str, status: int) -> tuple[str, int]:
    return render_template("error.html", heading=heading, text=text), status
