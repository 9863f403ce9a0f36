"""Xero's rate limits, metered on the stand-in's clock: per organisation and per app."""

import math
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from .clock import DAY, MINUTE
from .faults import ForcedLimit
from .modes import Modes

LIMITS = ("minute", "day", "appminute", "concurrent")
PERIOD = {"minute": MINUTE, "day": DAY, "appminute": MINUTE, "concurrent": 5}
"""How long a forced limit lasts when nobody says, in seconds."""

CONCURRENT_RETRY_AFTER = 1


@dataclass
class Window:
    """Calls within the last `period` seconds."""

    period: float
    calls: deque[float] = field(default_factory=deque)

    def count(self, now: float) -> int:
        while self.calls and self.calls[0] <= now - self.period:
            self.calls.popleft()
        return len(self.calls)

    def seconds_until_free(self, now: float) -> int:
        return max(1, math.ceil(self.calls[0] + self.period - now)) if self.calls else 1


@dataclass(frozen=True)
class Reading:
    """What is left of each limit after this call, and the limit that it met, if any."""

    minute: int
    day: int
    appminute: int
    problem: str | None = None
    retry_after: int = 0

    @property
    def headers(self) -> dict[str, str]:
        """The headers that every accounting answer carries; over the limit, also which and for how long."""
        left = {
            "X-MinLimit-Remaining": str(self.minute),
            "X-DayLimit-Remaining": str(self.day),
            "X-AppMinLimit-Remaining": str(self.appminute),
        }
        if self.problem:
            left |= {"Retry-After": str(self.retry_after), "X-Rate-Limit-Problem": self.problem}
        return left


class Meters:
    """Counts what each organisation and each app has used. Lives in memory only."""

    def __init__(self) -> None:
        self.windows: dict[tuple[str, ...], Window] = {}
        self.in_flight: Counter[str] = Counter()

    def enter(self, tenant_id: str) -> int:
        """One more call for this organisation is under way: how many are now."""
        self.in_flight[tenant_id] += 1
        return self.in_flight[tenant_id]

    def leave(self, tenant_id: str) -> None:
        self.in_flight[tenant_id] -= 1
        if self.in_flight[tenant_id] <= 0:
            del self.in_flight[tenant_id]

    def take(
        self,
        client_id: str,
        tenant_id: str,
        under_way: int,
        *,
        modes: Modes,
        forced: Iterable[ForcedLimit],
        now: float,
    ) -> Reading:
        """Count one call, unless a limit is met: then say which one and when to try again."""
        windows = {
            "minute": self._window(MINUTE, "minute", client_id, tenant_id),
            "day": self._window(DAY, "day", client_id, tenant_id),
            "appminute": self._window(MINUTE, "appminute", client_id),
        }
        limits = {name: int(getattr(modes, f"limit_{name}")) for name in LIMITS}
        problem, wait = _forced_problem(forced, tenant_id, now) or _problem(windows, limits, under_way, now)
        if not problem:
            for window in windows.values():
                window.calls.append(now)
        left = {name: max(0, limits[name] - window.count(now)) for name, window in windows.items()}
        if problem in left:
            left[problem] = 0
        return Reading(left["minute"], left["day"], left["appminute"], problem, wait)

    def _window(self, period: float, *key: str) -> Window:
        return self.windows.setdefault(key, Window(period))


def _forced_problem(
    forced: Iterable[ForcedLimit], tenant_id: str, now: float
) -> tuple[str | None, int] | None:
    for each in forced:
        if each.until > now and each.tenant_id in (None, tenant_id):
            return each.limit, max(1, math.ceil(each.until - now))
    return None


def _problem(
    windows: dict[str, Window], limits: dict[str, int], under_way: int, now: float
) -> tuple[str | None, int]:
    if under_way > limits["concurrent"]:
        return "concurrent", CONCURRENT_RETRY_AFTER
    for name, window in windows.items():
        if window.count(now) >= limits[name]:
            return name, window.seconds_until_free(now)
    return None, 0
