"""Where the demo keeps its data, and who may touch it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy.engine import make_url

OWN_FILES = ("story-told", "ledgerline.db", "sandbox.db", "jobs.db")
SQLITE_SIDES = ("", "-wal", "-shm", "-journal")


class DemoRefused(Exception):
    """The demo cannot do that; the text says what to do instead."""


@dataclass(frozen=True)
class DemoFolder:
    """DEMO_DIR."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "ledgerline.db"

    @property
    def sandbox_state(self) -> Path:
        return self.path / "sandbox.db"

    @property
    def mark(self) -> Path:
        """Stands here once the story is told to its end."""
        return self.path / "story-told"

    @property
    def has_story(self) -> bool:
        return self.mark.exists() and self.database.exists() and self.sandbox_state.exists()

    def start_over(self) -> None:
        """Remove the demo's data, and nothing else that somebody may keep in this folder."""
        for name in OWN_FILES:
            for side in SQLITE_SIDES:
                (self.path / f"{name}{side}").unlink(missing_ok=True)

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Keep every other demo out of this folder; the system lets go of it when we end, however we end."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "running.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise DemoRefused(
                    f"A demo is running in {self.path}. Stop it first (Ctrl-C where it runs), "
                    "or choose another folder with DEMO_DIR."
                ) from None
            yield


def this_folder() -> DemoFolder:
    """The folder of this demo; DemoRefused where this is no demo, or its database lies elsewhere."""
    if not current_app.config["IS_DEMO"]:
        raise DemoRefused("This is not a demo: set ENVIRONMENT=demo, or use make demo.")
    if current_app.config["PORT"] == current_app.config["SANDBOX_PORT"]:
        raise DemoRefused("PORT and SANDBOX_PORT are the same: give each its own, for example PORT=8000.")
    folder = DemoFolder(Path(current_app.config["DEMO_DIR"]))
    if make_url(current_app.config["DATABASE_URL"]).database != str(folder.database):
        raise DemoRefused("The demo keeps its data in DEMO_DIR: unset DATABASE_URL.")
    return folder
