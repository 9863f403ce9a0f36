"""The memory of the stand-in: collections of frozen records, written to SQLite document by document."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from operator import attrgetter
from pathlib import Path
from typing import Any, Generic, TypeVar

R = TypeVar("R")

LOCK_TIMEOUT = 2
"""Seconds to wait for a stand-in that is on its way out."""

TABLE = "CREATE TABLE IF NOT EXISTS document (kind TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, id))"
PUT = (
    "INSERT INTO document (kind, id, body) VALUES (?, ?, ?) "
    "ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body"
)
DROP = "DELETE FROM document WHERE kind = ? AND id = ?"


class StateInUse(Exception):
    """Another stand-in has the state file open."""


class Journal:
    """Changed documents, gathered during a turn and committed together at its end."""

    def __init__(self, path: str | None) -> None:
        self.pending: dict[tuple[str, str], Any] = {}
        self.connection = _open(path) if path else None

    def read(self) -> Iterator[tuple[str, str, Any]]:
        """Every stored document: kind, id, body."""
        if self.connection:
            for kind, key, body in self.connection.execute(
                "SELECT kind, id, body FROM document ORDER BY rowid"
            ):
                yield kind, key, json.loads(body)

    def note(self, kind: str, key: str, body: Any) -> None:
        """Remember that a document changed; body None means that it is gone."""
        if self.connection:
            self.pending[kind, key] = body

    def flush(self) -> None:
        """Write what changed in one transaction."""
        if not self.connection or not self.pending:
            return
        with self.connection:
            for (kind, key), body in self.pending.items():
                if body is None:
                    self.connection.execute(DROP, (kind, key))
                else:
                    self.connection.execute(PUT, (kind, key, json.dumps(body)))
        self.pending.clear()

    def close(self) -> None:
        """Flush and let go of the file."""
        self.flush()
        if self.connection:
            self.connection.close()


def _open(path: str) -> sqlite3.Connection:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, check_same_thread=False, timeout=LOCK_TIMEOUT)
    try:
        # Two processes would each believe their own memory: the first one keeps the file to itself.
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("PRAGMA journal_mode=WAL")
        # A killed process loses nothing with NORMAL; only a power cut could, which a stand-in may.
        connection.execute("PRAGMA synchronous=NORMAL")
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(TABLE)
    except sqlite3.OperationalError as error:
        raise StateInUse(f"Another stand-in uses {path}. Stop it, or name another file.") from error
    return connection


class Collection(Generic[R]):
    """Records of one kind by key, with indexes that answer `where` without a scan; see `records.stored`."""

    def __init__(self, journal: Journal, record: type[R]) -> None:
        self.journal, self.record, self.kind = journal, record, record.__name__
        self.key: Callable[[R], str] = attrgetter(record.key_name)  # type: ignore[attr-defined]
        self.indexes: dict[str, Callable[[R], str]] = {
            name: attrgetter(name)
            for name in record.index_names  # type: ignore[attr-defined]
        }
        self.records: dict[str, R] = {}
        self.indexed: dict[str, dict[str, dict[str, R]]] = {name: {} for name in self.indexes}

    def __iter__(self) -> Iterator[R]:
        return iter(list(self.records.values()))

    def __len__(self) -> int:
        return len(self.records)

    def get(self, key: str) -> R | None:
        return self.records.get(key)

    def where(self, **condition: str) -> list[R]:
        """Records whose one named index has this value, oldest first."""
        ((name, value),) = condition.items()
        return list(self.indexed[name].get(value, {}).values())

    def put(self, record: R) -> R:
        """Keep `record` in place of the one with the same key."""
        self.remember(record)
        self.journal.note(self.kind, self.key(record), asdict(record))  # type: ignore[call-overload]
        return record

    def drop(self, record: R) -> None:
        """Forget `record`."""
        self.forget(self.key(record))
        self.journal.note(self.kind, self.key(record), None)

    def clear(self) -> None:
        """Forget every record."""
        for record in self:
            self.drop(record)

    def restore(self, body: Mapping[str, Any]) -> None:
        """Take back a record that was written."""
        fields = {name: tuple(value) if isinstance(value, list) else value for name, value in body.items()}
        self.remember(self.record(**fields))

    def remember(self, record: R) -> None:
        key = self.key(record)
        old = self.records.get(key)
        self.records[key] = record
        for name, value_of in self.indexes.items():
            if old is not None and value_of(old) != value_of(record):
                del self.indexed[name][value_of(old)][key]
            self.indexed[name].setdefault(value_of(record), {})[key] = record

    def forget(self, key: str) -> None:
        old = self.records.pop(key, None)
        if old is not None:
            for name, value_of in self.indexes.items():
                del self.indexed[name][value_of(old)][key]
