"""The stand-in's only clock: real time plus an offset that a test or a person moves."""

import time
from datetime import UTC, datetime

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock:
    """Epoch seconds, `offset` seconds away from the machine's clock."""

    def __init__(self, offset: float = 0.0) -> None:
        self.offset = offset

    def now(self) -> float:
        """Seconds since 1970, UTC, with the offset."""
        return time.time() + self.offset


def connection_date(seconds: float) -> str:
    """Xero's date of /connections: seven fraction digits, no zone, e.g. 2019-12-07T18:46:19.5165400."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "0"


def accounting_date(seconds: float) -> str:
    """Xero's date of the accounting API: /Date(1254268800000+0000)/."""
    return f"/Date({int(seconds * 1000)}+0000)/"


def expiry_date(seconds: float) -> str:
    """The date in "TokenExpired: token expired at 04/29/2020 09:22:02"."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%m/%d/%Y %H:%M:%S")


def readable_date(seconds: float) -> str:
    """A date for people, e.g. 7 December 2019, 18:46:19 UTC."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment.day} {moment:%B %Y, %H:%M:%S} UTC"
