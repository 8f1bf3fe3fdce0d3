"""One SQLite file for everything a machine keeps, so that one commit covers all of it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS items (
    tbl TEXT NOT NULL, pk TEXT NOT NULL, sk TEXT NOT NULL,
    gsi1pk TEXT, gsi1sk TEXT, expires_at INTEGER, body TEXT NOT NULL,
    PRIMARY KEY (tbl, pk, sk)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS gsi1 ON items (tbl, gsi1pk, gsi1sk, pk, sk) WHERE gsi1pk IS NOT NULL;
CREATE TABLE IF NOT EXISTS stream (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, tbl TEXT NOT NULL, pk TEXT NOT NULL, sk TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, visible_at REAL NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, body TEXT NOT NULL,
    visible_at REAL NOT NULL, received INTEGER NOT NULL DEFAULT 0, sent_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS waiting ON messages (queue, visible_at);
CREATE TABLE IF NOT EXISTS bus_log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, bus TEXT NOT NULL, source TEXT NOT NULL,
    detail_type TEXT NOT NULL, detail TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS mail (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, recipient TEXT NOT NULL,
    subject TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL, headers TEXT NOT NULL,
    sent_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS mail_key ON mail (key);
CREATE TABLE IF NOT EXISTS files (
    name TEXT PRIMARY KEY, content BLOB NOT NULL, content_type TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS users (member_id TEXT PRIMARY KEY, email TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS auth_sessions (
    id TEXT PRIMARY KEY, member_id TEXT NOT NULL, state TEXT NOT NULL, expires_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS refresh_tokens (
    hash TEXT PRIMARY KEY, member_id TEXT NOT NULL, expires_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Database:
    """A connection that any thread may use, one at a time; nested transactions join the outer."""

    def __init__(self, path: Path | None = None) -> None:
        self._connection = sqlite3.connect(
            path or ":memory:", check_same_thread=False, isolation_level=None
        )
        self._lock = threading.RLock()
        self._depth = 0
        # FULL with WAL: what was answered is on the disk, whatever happens to the process.
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        # What is deleted is overwritten with zeros: a destroyed draft is in no free page.
        self._connection.execute("PRAGMA secure_delete=ON")
        self._connection.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements inside are written together, or none if an exception leaves."""
        with self._lock:
            if self._depth:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # On a full disk a commit fails, with or without having rolled back already.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._depth = 0

    def run(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Write; returns how many rows were touched."""
        with self._lock:
            return self._connection.execute(statement, values).rowcount

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Read all rows."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def row(self, statement: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """Read the first row."""
        with self._lock:
            found: tuple[Any, ...] | None = self._connection.execute(statement, values).fetchone()
            return found

    def fact(self, name: str) -> str | None:
        """A single remembered value, such as a key or the clock's offset."""
        found = self.row("SELECT value FROM facts WHERE name = ?", (name,))
        return found[0] if found else None

    def remember(self, name: str, value: str) -> None:
        """Set a single remembered value."""
        self.run("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    @contextmanager
    def unsynced(self) -> Iterator[None]:
        """Wait for the disk once at the end, not at each commit; for what can be begun anew."""
        with self._lock:
            self._connection.execute("PRAGMA synchronous=OFF")
        try:
            yield
        finally:
            with self._lock:
                self._connection.execute("PRAGMA synchronous=FULL")
        self.checkpoint()

    def image(self) -> bytes:
        """Everything that is kept, to begin another database with."""
        with self._lock:
            return self._connection.serialize()

    def restore(self, image: bytes) -> None:
        """Forget everything and begin with this; only in memory, as a file is not touched."""
        with self._lock:
            self._connection.deserialize(image)

    def checkpoint(self) -> None:
        """Empty the write-ahead log, which would keep deleted text until it is full."""
        with self._lock:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close the file; what was answered is in it already."""
        with self._lock:
            try:
                # On a full disk closing alone would leave the log there and say nothing.
                self.checkpoint()
            finally:
                self._connection.close()
