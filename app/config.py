"""Every setting, read from the environment and checked once, before anything else starts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url

from app import parsing
from app.variables import CLOCK_OFF, DEMO_KEY, DEMO_SECRET, DEMO_SETTINGS, SETTINGS, Setting

XERO_HOST = "xero.com"
QUEUE_FILE = "jobs.db"


class ConfigurationError(Exception):
    """The environment cannot start Ledgerline; each sentence names a variable and shows an example."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def load_config(environ: Mapping[str, str]) -> dict[str, Any]:
    """Flask's configuration from the environment; raises ConfigurationError with every fault found."""
    is_demo = environ.get("ENVIRONMENT", "").strip() == "demo"
    demo, faults = read_all(DEMO_SETTINGS, environ) if is_demo else ({}, [])
    if faults:
        raise ConfigurationError(faults)
    values, faults = read_all(SETTINGS, environ, demo)
    faults += mail_faults(values) + lease_faults(values)
    if not is_demo:
        faults += production_faults(values, environ)
    if faults:
        raise ConfigurationError(faults)
    return demo | values | derived(values, is_demo)


def read_all(
    settings: Iterable[Setting], environ: Mapping[str, str], demo: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], list[str]]:
    """The values of the settings that could be read, and a sentence for each that could not."""
    values: dict[str, Any] = {}
    faults: list[str] = []
    for setting in settings:
        try:
            values[setting.name] = setting.read(environ, fallback_of(setting, demo))
        except ValueError as fault:
            faults.append(str(fault))
    return values, faults


def fallback_of(setting: Setting, demo: Mapping[str, Any] | None) -> str | None:
    """What stands in for a variable that is not set: the demo's own value in the demo, else the default."""
    if demo and setting.demo is not None:
        return setting.demo.format_map(demo)
    return setting.default


def production_faults(values: Mapping[str, Any], environ: Mapping[str, str]) -> list[str]:
    """What a production installation refuses to run with, a sentence each."""
    by_name = {setting.name: setting for setting in SETTINGS}
    faults = []
    if values.get("SECRET_KEY") == DEMO_SECRET:
        faults.append(f"SECRET_KEY is the demo’s, which everybody knows. {by_name['SECRET_KEY'].hint}")
    if set(parsing.key_ring(DEMO_KEY).values()) & set(values.get("TOKEN_KEYS", {}).values()):
        faults.append(f"TOKEN_KEYS holds the demo’s key, which everybody knows. {by_name['TOKEN_KEYS'].hint}")
    if urlsplit(values.get("PUBLIC_URL", "https:")).scheme != "https":
        faults.append(f"PUBLIC_URL is not https. {by_name['PUBLIC_URL'].hint}")
    for name in (n for n in values if n.startswith("XERO_") and n.endswith(("_URL", "_ISSUER"))):
        if not is_xeros_own(values[name]):
            faults.append(f"{name} is not an https address of Xero itself. {by_name[name].hint}")
    if environ.get(CLOCK_OFF, "").strip() not in ("", "0"):
        faults.append(f"{CLOCK_OFF} is set, which makes the clock wrong and is for tests alone. Unset it")
    # Flask takes every text but these for a yes.
    if environ.get("FLASK_DEBUG", "").lower() not in ("", "0", "false", "no"):
        faults.append("FLASK_DEBUG is on, which shows secrets to visitors. Unset it, or set FLASK_DEBUG=0")
    return faults


def mail_faults(values: Mapping[str, Any]) -> list[str]:
    """A mail server is of no use without somebody whom the mails come from."""
    if values.get("SMTP_URL") and values.get("MAIL_FROM", "") is None:
        hint = next(setting.hint for setting in SETTINGS if setting.name == "MAIL_FROM")
        return [f"MAIL_FROM is missing, which SMTP_URL needs. {hint}"]
    return []


def lease_faults(values: Mapping[str, Any]) -> list[str]:
    """A lease that ends before its call does would let two processes send one refresh token."""
    call, lease = values.get("XERO_TOKEN_SECONDS"), values.get("TOKEN_LEASE_SECONDS")
    if call is None or lease is None or call < lease:
        return []
    hint = next(setting.hint for setting in SETTINGS if setting.name == "TOKEN_LEASE_SECONDS")
    return [f"TOKEN_LEASE_SECONDS is not more than XERO_TOKEN_SECONDS, which is {call}. {hint}"]


def is_xeros_own(address: str) -> bool:
    """Whether an address is served over https by xero.com or a host below it."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    return parts.scheme == "https" and (host == XERO_HOST or host.endswith(f".{XERO_HOST}"))


def jobs_url(values: Mapping[str, Any]) -> str:
    """The queue’s address: the one that was set, or a file beside the database’s."""
    if values["JOBS_URL"] != parsing.BESIDE:
        return str(values["JOBS_URL"])
    database = make_url(values["DATABASE_URL"])
    is_file = database.get_backend_name() == "sqlite" and database.database != ":memory:"
    folder = Path(str(database.database)).parent if is_file else Path(parsing.folder("var"))
    return f"sqlite:///{folder / QUEUE_FILE}"


def derived(values: Mapping[str, Any], is_demo: bool) -> dict[str, Any]:
    """The settings that Flask and its extensions want, worked out from ours."""
    secure = values["PUBLIC_URL"].startswith("https:")
    return {
        "IS_DEMO": is_demo,
        "JOBS_URL": jobs_url(values),
        "SQLALCHEMY_DATABASE_URI": values["DATABASE_URL"],
        "SESSION_COOKIE_NAME": "ledgerline_session",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=values["SESSION_HOURS"]),
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
    }
