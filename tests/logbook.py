"""What the app logged, as a test reads it."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import structlog


class Logbook:
    """Collects the app's log lines from now on; make it after the app, which sets up the log anew."""

    def __init__(self) -> None:
        self.written = StringIO()
        structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=self.written))

    @property
    def text(self) -> str:
        return self.written.getvalue()

    @property
    def entries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    def about(self, event: str) -> list[dict[str, Any]]:
        """The entries of one kind, the oldest first."""
        return [entry for entry in self.entries if entry["event"] == event]
