"""The discovery document and the public key."""

from flask import Blueprint, Response, jsonify

from .scopes import SCOPES
from .world import this_world

bp = Blueprint("discovery", __name__)


@bp.get("/.well-known/openid-configuration")
def configuration() -> Response:
    url = this_world().settings.url
    return jsonify(
        issuer=url,
        authorization_endpoint=f"{url}/identity/connect/authorize",
        token_endpoint=f"{url}/connect/token",
        revocation_endpoint=f"{url}/connect/revocation",
        jwks_uri=f"{url}/.well-known/openid-configuration/jwks",
        scopes_supported=list(SCOPES),
        response_types_supported=["code"],
        response_modes_supported=["query"],
        grant_types_supported=["authorization_code", "refresh_token"],
        subject_types_supported=["public"],
        id_token_signing_alg_values_supported=["RS256"],
        token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post"],
        code_challenge_methods_supported=["S256"],
    )


@bp.get("/.well-known/openid-configuration/jwks")
def jwks() -> Response:
    return jsonify(this_world().signing_key.public())
