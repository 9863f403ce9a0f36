"""JSON logs: ids and routes, never addresses of pages, bodies or secrets."""

from __future__ import annotations

import logging
import secrets
import sys
from time import perf_counter

import structlog
from flask import Flask, Response, g, request
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = (
    "password",
    "secret",
    "token",
    "authorization",
    "cookie",
    "code",
    "state",
    "verifier",
    "nonce",
    "key",
)
HIDDEN_VALUE = "[hidden]"
log = structlog.get_logger("ledgerline")


def redact(_logger: WrappedLogger, _method: str, entry: EventDict) -> EventDict:
    """Hide every value whose name speaks of a secret."""
    for name in entry:
        if any(word in name.lower().split("_") for word in HIDDEN):
            entry[name] = HIDDEN_VALUE
    return entry


PROCESSORS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    redact,
    # Without local variables: they hold passwords and tokens.
    structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
    structlog.processors.JSONRenderer(),
]


def init_logs(app: Flask) -> None:
    """Log one line per request, under a reference number that error pages show."""
    structlog.configure(
        processors=PROCESSORS,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    app.before_request(name_request)
    app.after_request(log_request)


def name_request() -> None:
    g.reference = secrets.token_hex(4).upper()
    g.began = perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(reference=g.reference)


def log_request(response: Response) -> Response:
    if request.endpoint == "static":
        return response
    log.info(
        "request",
        method=request.method,
        # The rule, not the address: addresses hold codes.
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        ms=round((perf_counter() - g.began) * 1000, 1) if "began" in g else None,
    )
    response.headers["X-Request-Reference"] = reference()
    return response


def reference() -> str:
    """The number under which this request stands in the log."""
    if "reference" not in g:
        name_request()
    return str(g.reference)
