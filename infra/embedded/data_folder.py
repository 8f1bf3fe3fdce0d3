"""The folder that keeps a network: one process at a time, and whole or not there."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from infra.lock import lock_at_once
from infra.stop import Code, Stop, because, disk_full

DATABASE = "candour.sqlite3"
LOG = "log.jsonl"
OLD_LOG = "log.old.jsonl"
UNFINISHED = "unfinished"
LOCK = "lock"
LOGS = (LOG, OLD_LOG)
MOST_LOG = 5_000_000
UNREADABLE = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_READONLY,
)


@dataclass(frozen=True)
class Contents:
    """What an engine keeps in its folder: without `essential` there is nothing worth keeping."""

    essential: str
    others: tuple[str, ...]


# The index and the log of the database go first: left alone they would spoil a new one.
EMBEDDED = Contents(DATABASE, (f"{DATABASE}-wal", f"{DATABASE}-shm"))
CLOUD = Contents(
    "people.json",
    (
        "state",
        "s3",
        "tmp",
        "clock",
        "mail.jsonl",
        "events.jsonl",
        "calls.jsonl",
        "engine.log",
        "engine.lock",
        "port",
    ),
)


class DataFolder:
    """A folder that may not be there yet; nothing is created before `held`."""

    def __init__(self, path: Path, contents: Contents) -> None:
        self.path = path
        self._contents = contents

    def refuse_second_copy(self) -> None:
        """Raise Stop if another process holds this folder; create nothing."""
        with _understood(self.path), contextlib.suppress(FileNotFoundError):
            descriptor = os.open(self.path / LOCK, os.O_RDWR)
            try:
                _take(descriptor)
            finally:
                os.close(descriptor)

    @contextlib.contextmanager
    def held(self, port: int) -> Iterator[None]:
        """Hold the folder for a process that answers on this port; raises Stop.

        What was not `finish`ed by its first process is forgotten: half a beginning is none.
        """
        with _understood(self.path):
            made = not self.path.exists()
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            with _understood(self.path):
                _take(descriptor)
                try:
                    os.ftruncate(descriptor, 0)
                    os.lseek(descriptor, 0, os.SEEK_SET)
                    os.write(descriptor, str(port).encode())
                    if not self._is_whole():
                        self.forget()
                    yield
                finally:
                    self._leave(descriptor, made=made)
        finally:
            os.close(descriptor)

    def forget(self) -> None:
        """Remove the data, sound or broken, and nothing else; unfinished from here to `finish`."""
        # First this, so that whoever is killed in between leaves no half of the data.
        (self.path / UNFINISHED).touch()
        for name in (*self._contents.others, self._contents.essential, *LOGS):
            path = self.path / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def finish(self) -> None:
        """From here on everything is kept."""
        (self.path / UNFINISHED).unlink(missing_ok=True)

    def log(self) -> TextIO:
        """The log, begun anew when it has become long; a full disk does not stop who writes."""
        path = self.path / LOG
        if path.exists() and path.stat().st_size > MOST_LOG:
            path.replace(self.path / OLD_LOG)
        return _Log(path.open("ab", buffering=0), encoding="utf-8", write_through=True)

    def _is_whole(self) -> bool:
        return (self.path / self._contents.essential).exists() and not (
            self.path / UNFINISHED
        ).exists()

    def _leave(self, descriptor: int, *, made: bool) -> None:
        """Nothing stays of a beginning that failed, not even an empty folder that was made."""
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, 0)
            if self._is_whole():
                return
            self.forget()
            self.finish()
            if made:
                (self.path / LOCK).unlink()
                self.path.rmdir()


class _Log(io.TextIOWrapper):
    """A log that loses lines rather than failing whoever has something to log."""

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError):
            return super().write(text)
        return 0

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            super().flush()


@contextlib.contextmanager
def _understood(path: Path) -> Iterator[None]:
    """Turn what the disk says into a sentence; what else goes wrong is ours and stays as it is."""
    try:
        yield
    except sqlite3.Error as error:
        # Extended codes keep the general one in their last byte.
        code = getattr(error, "sqlite_errorcode", 0)
        # A limit on the size of files shows as an error of writing.
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE):
            raise disk_full() from error
        if code & 0xFF in UNREADABLE:
            raise broken(path) from error
        raise
    except OSError as error:
        raise because(error, Code.DATA_UNUSABLE, path) from error


def broken(path: Path) -> Stop:
    """The data is there but is no longer what was written."""
    return Stop(
        Code.DATA_UNUSABLE,
        f"The data in {path} cannot be read: restore it from a copy, or begin again with --fresh.",
    )


def older(path: Path) -> Stop:
    """The data is sound, and of a version that kept it in another way."""
    return Stop(
        Code.DATA_UNUSABLE,
        f"The data in {path} was kept by another version of Candour, which this one cannot read: "
        "begin again with --fresh, or give another --data.",
    )


def _take(descriptor: int) -> None:
    if lock_at_once(descriptor):
        return
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        where = f" at http://127.0.0.1:{int(os.read(descriptor, 20))}/"
    except ValueError:
        where = ""
    raise Stop(
        Code.SECOND_COPY,
        f"The network is running already{where}: use that one, stop it, or give another --data.",
    )
