"""Forms of the stand-in's own pages: a token in the cookie must come back in the form."""

import hmac
import secrets

from flask import abort, request, session

FIELD = "csrf_token"


def form_token() -> str:
    """The token of this browser, for a hidden field."""
    if FIELD not in session:
        session[FIELD] = secrets.token_urlsafe(24)
    return str(session[FIELD])


def check_form() -> None:
    """Refuse a form that this browser was not given."""
    if not hmac.compare_digest(request.form.get(FIELD, "").encode(), form_token().encode()):
        abort(400, "This form is out of date. Go back, reload the page and try again.")
