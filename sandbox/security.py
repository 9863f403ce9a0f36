"""Headers of every answer."""

from urllib.parse import urlsplit

from flask import Flask, Response

from .world import World


def init_security(app: Flask, world: World) -> None:
    """Add a strict content security policy and its companions."""

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if response.mimetype == "text/html":
            response.headers.setdefault("Content-Security-Policy", _policy(world))
            response.headers.setdefault("Referrer-Policy", "same-origin")
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _policy(world: World) -> str:
    # Browsers hold form-action against redirects too: allowing access ends at the app's address.
    with world.turn():
        hosts = sorted({_origin(uri) for app in world.apps for uri in app.redirect_uris})
    return (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; "
        f"frame-ancestors 'none'; form-action 'self' {' '.join(hosts)}"
    )


def _origin(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"
