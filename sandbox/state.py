"""The memory of the stand-in: collections of frozen records, written to SQLite document by document."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, Generic, TypeVar

R = TypeVar("R")

TABLE = "CREATE TABLE IF NOT EXISTS document (kind TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, id))"
PUT = "INSERT OR REPLACE INTO document (kind, id, body) VALUES (?, ?, ?)"
DROP = "DELETE FROM document WHERE kind = ? AND id = ?"


class Journal:
    """Changed documents, gathered during a turn and committed together at its end."""

    def __init__(self, path: str | None) -> None:
        self.pending: dict[tuple[str, str], Any] = {}
        self.connection = sqlite3.connect(path, check_same_thread=False) if path else None
        if self.connection:
            self.connection.execute("PRAGMA journal_mode=WAL")
            # A killed process loses nothing with NORMAL; only a power cut could, which a stand-in may.
            self.connection.execute("PRAGMA synchronous=NORMAL")
            self.connection.execute(TABLE)

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


class Collection(Generic[R]):
    """Records of one kind by key, with named indexes that answer `where` without a scan."""

    def __init__(
        self,
        journal: Journal,
        record: Callable[..., R],
        kind: str,
        key: Callable[[R], str],
        **indexes: Callable[[R], str],
    ) -> None:
        self.journal, self.record, self.kind, self.key = journal, record, kind, key
        self.indexes = indexes
        self.records: dict[str, R] = {}
        self.indexed: dict[str, dict[str, dict[str, R]]] = {name: {} for name in indexes}

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
        """Take back a record that was stored."""
        fields = {name: tuple(value) if isinstance(value, list) else value for name, value in body.items()}
        self.remember(self.record(**fields))

    def remember(self, record: R) -> None:
        key = self.key(record)
        self.forget(key)
        self.records[key] = record
        for name, value_of in self.indexes.items():
            self.indexed[name].setdefault(value_of(record), {})[key] = record

    def forget(self, key: str) -> None:
        old = self.records.pop(key, None)
        if old is not None:
            for name, value_of in self.indexes.items():
                del self.indexed[name][value_of(old)][key]
