"""All that the stand-in knows, behind one lock: `with world.turn():` reads and writes, then commits."""

import secrets
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

from flask import current_app

from .clock import Clock
from .limits import Meters
from .memory import Memory, Single
from .modes import Modes
from .settings import Settings
from .signing import SigningKey
from .state import Journal

RECENT_CALLS = 1000


class World(Memory):
    """The state of one stand-in, in memory and in its file."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.lock = threading.RLock()
        self.depth = 0
        super().__init__(Journal(settings.state))
        self.meters = Meters()
        self.recent: deque[dict[str, Any]] = deque(maxlen=RECENT_CALLS)
        self.hurry = threading.Event()
        self.is_new = not self._restore()
        self._settle()

    def _restore(self) -> bool:
        found = False
        for kind, _, body in self.journal.read():
            found = True
            self.collections[kind].restore(body)
        return found

    def _settle(self) -> None:
        with self.turn():
            self.clock = Clock(float(self._single("clock", 0.0)))
            self.modes = Modes(**self._single("modes", asdict(Modes())))
            self.cookie_key = str(self._single("cookie_key", None) or secrets.token_hex(32))
            stored = self._single("signing_key", None)
            self.signing_key = (
                SigningKey.load(stored) if stored else SigningKey.new(self.settings.state is None)
            )
            self._keep("cookie_key", self.cookie_key)
            self._keep("signing_key", self.signing_key.pem)
            if self.apps.get(self.settings.client_id) != self.settings.app:
                self.apps.put(self.settings.app)

    def _single(self, name: str, default: Any) -> Any:
        found = self.singles.get(name)
        return found.body if found else default

    def _keep(self, name: str, body: Any) -> None:
        if self._single(name, None) != body:
            self.singles.put(Single(name, body))

    @contextmanager
    def turn(self) -> Iterator["World"]:
        """One caller at a time; what changed is in the file before the caller goes on."""
        with self.lock:
            self.depth += 1
            try:
                yield self
            finally:
                self.depth -= 1
                if not self.depth:
                    self.journal.flush()

    def set_modes(self, **changes: Any) -> Modes:
        """Change some modes; an unknown name or value raises TypeError or ValueError."""
        self.modes = replace(self.modes, **changes)
        self._keep("modes", asdict(self.modes))
        return self.modes

    def move_clock(self, offset: float) -> None:
        """Set the clock `offset` seconds away from the machine's."""
        self.clock.offset = offset
        self._keep("clock", offset)

    def forget_everything(self) -> None:
        """Back to an empty stand-in with only the app of the settings; keys and cookies stay good."""
        for kind, collection in self.collections.items():
            if kind != Single.__name__:
                collection.clear()
        self.set_modes(**asdict(Modes()))
        self.move_clock(0.0)
        self.meters = Meters()
        self.recent.clear()
        self.stop_waiting()
        self.apps.put(self.settings.app)

    def stop_waiting(self) -> None:
        """Let every answer that is being slow go out now."""
        self.hurry.set()
        self.hurry = threading.Event()


def this_world() -> World:
    """The world of the app that is answering."""
    found: World = current_app.extensions["world"]
    return found
