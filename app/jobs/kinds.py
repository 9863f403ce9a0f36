"""What a kind of job is: a name, words, for whom, how often, and what to do. `registry` lists them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.models import JobKind


class Scope(StrEnum):
    """Whether a kind has a row for every login, for every practice, or one for all."""

    LOGIN = "login"
    PRACTICE = "practice"
    ALL = "all"


@dataclass(frozen=True)
class Turn:
    """One time that a job is done: for whom, and since when it is due."""

    practice_id: int | None
    login_id: int | None
    due_at: datetime

    @property
    def login(self) -> int:
        """The login of a job that has a row for every login."""
        if self.login_id is None:
            raise LookupError("this job is not done for one login")
        return self.login_id

    @property
    def practice(self) -> int:
        """The practice of a job that has a row for every login or practice."""
        if self.practice_id is None:
            raise LookupError("this job is not done for one practice")
        return self.practice_id


@dataclass(frozen=True)
class Kind:
    """One kind of job.

    `run` commits as it goes, holds no transaction during a call, may be repeated at any time, and returns
    after how long it wants its next turn, or None for `every` and up to `jitter` more. It raises XeroError,
    or NotDone with words for people.
    """

    name: JobKind
    words: str
    scope: Scope
    every: timedelta
    run: Callable[[Turn], timedelta | None]
    jitter: timedelta = timedelta()


class NotDone(Exception):
    """A job could not be done; the text says why, in a sentence for people."""


Kinds = Mapping[JobKind, Kind]
