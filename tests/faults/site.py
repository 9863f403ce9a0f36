"""What gunicorn serves in a test: a call asks for a token of the login in its path, and gets its mark."""

from __future__ import annotations

from app import create_app
from app.xero import lifecycle, service

flask = create_app()


def application(environ, start_response):
    with flask.app_context():
        found = service().fingerprint(lifecycle.fresh_access_token(int(environ["PATH_INFO"].strip("/"))))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(found)))])
    return [found.encode()]
