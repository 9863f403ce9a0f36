"""What can go wrong with Xero, sorted by who must act.

* XeroError
  + ReconnectNeeded     the practice: sign in at Xero again
  + AccessRefused       ourselves: this access token no longer opens anything, get a fresh one
  + PermissionNeeded    the practice: allow one more permission
  + OrganisationGone    the practice: this organisation no longer lets us in
  + TripRefused         the person who came back: start the trip again
  + XeroUnavailable     nobody: try later
    + Throttled         nobody: try after a known time
    + StoreUnavailable  nobody, or the operator where it lasts: our own database does not answer
  + XeroMisconfigured   the operator: our own credentials are refused
  + SealBroken          the operator: what we stored cannot be opened
"""

from __future__ import annotations

from datetime import timedelta


class XeroError(Exception):
    """Something between us and Xero; the text is for the log and holds no secret."""


class ReconnectNeeded(XeroError):
    """The login is over: its Xero user must authorise us again."""


class AccessRefused(XeroError):
    """Xero did not accept the access token."""


class PermissionNeeded(XeroError):
    """The login lacks a permission; refreshing would not add it."""


class OrganisationGone(XeroError):
    """This organisation is not, or no longer, connected for this login."""


class TripRefused(XeroError):
    """A trip to Xero came to nothing; `fault` says why and has its words on the screen."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class XeroUnavailable(XeroError):
    """Xero is away, or answered something that makes no sense: the outcome is unknown."""


class Throttled(XeroUnavailable):
    """A limit is used up."""

    def __init__(self, problem: str, retry_after: timedelta) -> None:
        super().__init__(f"limit used up: {problem}")
        self.problem = problem
        self.retry_after = retry_after


class StoreUnavailable(XeroUnavailable):
    """Our own database does not answer, or is too busy."""


class XeroMisconfigured(XeroError):
    """Xero refuses our own client id or secret."""


class SealBroken(XeroError):
    """Stored tokens cannot be opened: an unknown key, or a text that was moved or damaged."""
