"""One SQLite file for everything a machine keeps, so that one commit covers all of it."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

SHAPE = 7
"""Goes up when a service keeps something so that what was kept before cannot be read any more."""
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


STATEMENTS = 512
"""More than there are, with as many marks as they come with; each is compiled once."""
LONG = 1000
"""Commits in the log; two hundred sign-ups, or about 30 MB."""
to_disk = getattr(os, "fdatasync", os.fsync)
"""Brings what a file holds to the disk, with its length; when it was written may stay behind."""


class Database:
    """A connection that any thread may use, one at a time; nested transactions join the outer."""

    def __init__(self, path: Path | None = None) -> None:
        self._connection = sqlite3.connect(
            path or ":memory:",
            check_same_thread=False,
            isolation_level=None,
            cached_statements=STATEMENTS,
        )
        self._lock = threading.RLock()
        # NORMAL with WAL: commits outlive the process, whole and in their order, from the moment
        # they are made; `sync` makes them outlive the machine, once for all that came together.
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        # What is deleted is overwritten with zeros: a destroyed draft is in no free page of a file.
        self._connection.execute(f"PRAGMA secure_delete={'ON' if path else 'OFF'}")
        # A commit that fills the log empties it while everybody waits: `tidy` comes before that.
        self._connection.execute("PRAGMA wal_autocheckpoint=16000")
        if not self._connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            self._connection.execute(f"PRAGMA user_version = {SHAPE}")
        self._connection.executescript(SCHEMA)
        self._path = path
        self._disk = Disk(path) if path else None
        self._transaction = Transaction(self._connection, self._lock, self._written)

    def transaction(self) -> AbstractContextManager[None]:
        """All statements inside are written together, or none if an exception leaves."""
        return self._transaction

    def undisturbed(self) -> AbstractContextManager[object]:
        """Nobody else writes meanwhile: several reads see the same moment."""
        return self._lock

    def run(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Write; returns how many rows were touched."""
        with self._lock:
            touched = self._connection.execute(statement, values).rowcount
            if not self._transaction.depth:
                self._written()
            return touched

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

    def sync(self) -> None:
        """Wait until everything that was written before is on the disk.

        Before an answer leaves the machine: a power cut may then undo only what nobody has heard
        of, and always the latest commits first, so that what is left is a state that once was.
        """
        if self._disk:
            self._disk.sync()

    @contextmanager
    def unsynced(self) -> Iterator[None]:
        """Leave the disk alone until the end; for what can be begun anew."""
        with self._lock:
            self._connection.execute("PRAGMA synchronous=OFF")
        try:
            yield
        finally:
            with self._lock:
                self._connection.execute("PRAGMA synchronous=NORMAL")
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

    def tidy(self) -> None:
        """Bring a log that has become long into the file; others go on writing meanwhile.

        Only for what they have written in that time does everybody have to wait.
        """
        if self._path is None or self._disk is None or not self._disk.is_long():
            return
        with closing(sqlite3.connect(self._path)) as beside:
            beside.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        with self._lock:
            self._connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
            self._disk.emptied()

    def close(self) -> None:
        """Close the file; what was answered is in it already."""
        with self._lock:
            try:
                # On a full disk closing alone would leave the log there and say nothing.
                self.checkpoint()
            finally:
                if self._disk:
                    self._disk.close()
                self._connection.close()

    def _written(self) -> None:
        if self._disk:
            self._disk.written()


class Transaction:
    """The one transaction of a connection; whoever is in it may enter again and joins in."""

    def __init__(
        self, connection: sqlite3.Connection, lock: threading.RLock, written: Callable[[], None]
    ) -> None:
        self._connection = connection
        self._lock = lock
        self._written = written
        self.depth = 0

    def __enter__(self) -> None:
        self._lock.acquire()
        if not self.depth:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except BaseException:
                self._lock.release()
                raise
        self.depth += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.depth -= 1
        try:
            if not self.depth:
                self._end(well=kind is None)
        finally:
            self._lock.release()

    def _end(self, *, well: bool) -> None:
        try:
            if well:
                self._connection.execute("COMMIT")
                self._written()
        finally:
            # On a full disk a commit fails, with or without having rolled back already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")


class Disk:
    """The write-ahead log as a file of the system, to wait for; whoever comes together waits once.

    Only the log: SQLite's locks are on the other files, and would be lost with a second descriptor.
    """

    def __init__(self, database: Path) -> None:
        self._log = os.open(f"{database}-wal", os.O_RDWR)
        self._turn = threading.Lock()
        self._commits = 0
        self._safe = 0
        self._emptied_at = 0
        if os.name == "posix":
            # The names of new files are as much in need of the disk as what is in them.
            folder = os.open(database.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def written(self) -> None:
        """One more commit is in the log."""
        self._commits += 1

    def is_long(self) -> bool:
        """Whether there are so many commits in the log that the file should have them."""
        return self._commits - self._emptied_at >= LONG

    def emptied(self) -> None:
        """The file has every commit up to now."""
        self._emptied_at = self._commits

    def sync(self) -> None:
        """Return when every commit up to now is on the disk."""
        mine = self._commits
        with self._turn:
            if self._safe < mine:
                reached = self._commits
                to_disk(self._log)
                self._safe = reached

    def close(self) -> None:
        """Let go of the log."""
        os.close(self._log)
