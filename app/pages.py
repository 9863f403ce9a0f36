"""What every page can use: the signed-in user, dates in the practice's time zone, fingerprinted assets."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, url_for

from app.broken_counts import broken_counts
from app.guards import is_signed_in, me
from app.models import status

DEFAULT_ZONE = "Europe/London"


def init_pages(app: Flask) -> None:
    """Register filters and globals for templates."""
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["status_words"] = status.WORDS
    app.jinja_env.globals["broken_counts"] = broken_counts
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["day"] = day
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(page_frame)


def page_frame() -> dict[str, Any]:
    """The person in whose frame a page is shown: nobody, when the request failed before we could know."""
    is_known = not g.get("without_user", False) and is_signed_in()
    return {"me": me() if is_known else None, "is_demo": current_app.config["IS_DEMO"]}


def asset(filename: str) -> str:
    """A static file's address, with a fingerprint so that browsers may keep it until it changes."""
    return url_for("static", filename=filename, v=fingerprint(str(current_app.static_folder), filename))


@lru_cache
def fingerprint(folder: str, filename: str) -> str:
    return hashlib.sha256((Path(folder) / filename).read_bytes()).hexdigest()[:12]


def local(at: datetime) -> datetime:
    zone = me().practice.time_zone if is_signed_in() else DEFAULT_ZONE
    return at.astimezone(ZoneInfo(zone))


def moment(at: datetime) -> str:
    """A moment as people read it, in the practice's time zone: 3 April 2026, 14:05."""
    shown = local(at)
    return f"{shown.day} {shown:%B %Y}, {shown:%H:%M}"


def day(at: date) -> str:
    """A day as people read it; that of a moment, in the practice's time zone."""
    shown = local(at) if isinstance(at, datetime) else at
    return f"{shown.day} {shown:%B %Y}"
