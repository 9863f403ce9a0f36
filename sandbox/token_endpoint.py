"""/connect/token and /connect/revocation, as strict about their callers as Xero."""

import base64
import binascii
import hmac
from typing import Any
from urllib.parse import unquote

from flask import Blueprint, Response, jsonify, request

from .grants import TokenError, exchange_code, refresh, revoke
from .records import App
from .world import World, this_world

bp = Blueprint("token", __name__)

FORM = "application/x-www-form-urlencoded"


@bp.errorhandler(TokenError)
def refuse(error: TokenError) -> Response:
    return Response(f'{{"error":"{error.error}"}}', 400, mimetype="application/json")


@bp.route("/connect/token", methods=["GET", "POST"])
def token() -> Response:
    world = this_world()
    app = _calling_app(world)
    answer = jsonify(_grant(world, app, request.form.get("grant_type", "")))
    answer.headers["Cache-Control"] = "no-store, no-cache, max-age=0"
    return answer


def _grant(world: World, app: App, grant_type: str) -> dict[str, Any]:
    form = request.form
    if grant_type == "authorization_code":
        code = _required("code")
        return exchange_code(world, app, code, form.get("redirect_uri"), form.get("code_verifier"))
    if grant_type == "refresh_token":
        return refresh(world, app, _required("refresh_token"))
    raise TokenError("unsupported_grant_type" if grant_type else "invalid_request")


@bp.route("/connect/revocation", methods=["GET", "POST"])
def revocation() -> Response:
    world = this_world()
    app = _calling_app(world)
    revoke(world, app, _required("token"))
    return Response(status=200)


def _required(name: str) -> str:
    value = request.form.get(name)
    if not value:
        raise TokenError("invalid_request")
    return value


def _calling_app(world: World) -> App:
    if request.method != "POST" or request.mimetype != FORM:
        raise TokenError("invalid_request")
    client_id, secrets = _credentials()
    app = world.apps.get(client_id)
    if app is None or not any(hmac.compare_digest(s.encode(), app.client_secret.encode()) for s in secrets):
        raise TokenError("invalid_client")
    return app


def _credentials() -> tuple[str, set[str]]:
    """The client id and what its secret may be: Basic may come percent-encoded (RFC 6749) or plain."""
    header = request.headers.get("Authorization", "")
    if not header:
        return request.form.get("client_id", ""), {request.form.get("client_secret", "")}
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise TokenError("invalid_client")
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise TokenError("invalid_client") from error
    return unquote(client_id), {secret, unquote(secret)}
