"""How long things take: steady seconds that no clock being set can stretch. Moments are `app.clock`’s."""

from __future__ import annotations

import threading
import time


class Countdown:
    """So many seconds, running from now on."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds that remain, never less than none."""
        return max(0.0, self._end - time.monotonic())

    @property
    def is_over(self) -> bool:
        return self.left == 0.0


def pause(seconds: float) -> None:
    """Let other threads go on for a while."""
    threading.Event().wait(seconds)
