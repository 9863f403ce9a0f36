"""What the measurements ran on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

from app.clock import utcnow

PACKAGES = ("flask", "sqlalchemy", "jinja2", "werkzeug", "psycopg")


def described(databases: list[str]) -> list[str]:
    """Lines about the machine that help to compare, and none that tell whose it is."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return [
        f"- {os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB of memory, {platform.system()}",
        f"- {platform.python_implementation()} {platform.python_version()}, {packages}",
        f"- {', '.join(databases)}",
    ]


def moment() -> str:
    """When something was measured, and how busy the machine was."""
    load = f"load average {os.getloadavg()[0]:.1f} over the last minute, {os.getloadavg()[2]:.1f} over 15"
    return f"Measured on {utcnow():%d %B %Y}, {load}."
