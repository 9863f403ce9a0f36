"""The error bodies of Xero's APIs, as recorded from the live service."""

import json
import uuid

from flask import Response

UNAUTHORIZED, FORBIDDEN = 401, 403
TITLES = {UNAUTHORIZED: "Unauthorized", FORBIDDEN: "Forbidden"}


def _problem(status: int, detail: str, authenticate: str | None = None, lower_case: bool = False) -> Response:
    body: dict[str, object] = {
        "Type": None,
        "Title": TITLES[status],
        "Status": status,
        "Detail": detail,
        "Instance": str(uuid.uuid4()),
        "Extensions": {},
    }
    if lower_case:
        body = {key.lower(): value for key, value in body.items()}
    response = Response(json.dumps(body, separators=(",", ":")), status, mimetype="application/json")
    if authenticate:
        response.headers["WWW-Authenticate"] = authenticate
    return response


def token_expired(when: str) -> Response:
    """401: the access token's half hour is over. `when` like 04/29/2020 09:22:02."""
    return _problem(UNAUTHORIZED, f"TokenExpired: token expired at {when}", "Bearer error=invalid_token")


def token_refused() -> Response:
    """401: there is no token, or none that was signed here and still stands."""
    return _problem(UNAUTHORIZED, "AuthenticationUnsuccessful")


def scope_missing() -> Response:
    """401: the token lacks the permission. The spelling is Xero's, and so are the lower-case keys."""
    return _problem(UNAUTHORIZED, "AuthorizationUnsuccessful", "insufficent_scope", lower_case=True)


def not_connected() -> Response:
    """403: this organisation is not connected for this token."""
    return _problem(FORBIDDEN, "AuthenticationUnsuccessful")


def not_found() -> Response:
    """404 as a sentence in text/html."""
    return Response("The resource you're looking for cannot be found", 404, mimetype="text/html")


def limit_reached(headers: dict[str, str]) -> Response:
    """429 with nothing in it."""
    response = Response(b"", 429)
    response.headers.update(headers)
    return response


def organisation_offline() -> Response:
    """503: one organisation is being looked after."""
    return Response("The organisation temporarily cannot be connected to.", 503, mimetype="text/html")
