"""The way to the stand-in without a network, on which a seeded part of the calls goes wrong."""

from __future__ import annotations

from collections import Counter
from random import Random

import requests
from requests.adapters import BaseAdapter
from werkzeug.test import EnvironBuilder, run_wsgi_app

KINDS = ("dropped", "500", "502", "timeout", "killed", "database away")


class Killed(BaseException):
    """The process is gone; nothing of it catches this."""


class Wire(BaseAdapter):
    """Carries requests to a WSGI app; one in a hundred meets one of KINDS."""

    def __init__(self, app, seed, share=0.01):
        super().__init__()
        self.app, self.random, self.share = app, Random(seed), share
        self.met = Counter()
        self.away = 0

    def send(self, request, **_options):
        kind = self.random.choice(KINDS) if self.random.random() < self.share else None
        self.met[kind] += 1
        if kind == "killed":
            raise Killed
        if kind == "500":
            return answer(request, 500)
        found = self.carried(request)
        if kind == "dropped":
            raise requests.ConnectionError
        if kind == "timeout":
            raise requests.ReadTimeout
        if kind == "database away":
            self.away = 3
        return answer(request, 502) if kind == "502" else found

    def carried(self, request):
        headers = dict(request.headers)
        builder = EnvironBuilder(
            request.path_url, request.url, method=request.method, headers=headers, data=request.body
        )
        body, status, headers = run_wsgi_app(self.app, builder.get_environ())
        return answer(request, int(status.split()[0]), b"".join(body), headers)

    def close(self): ...


def answer(request, status, body=b"", headers=()):
    found = requests.Response()
    found.status_code, found._content, found.request, found.url = status, body, request, request.url
    found.headers.update(headers)
    return found
