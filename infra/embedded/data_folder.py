"""The folder that keeps a network: one process at a time, and whole or not there."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from infra.stop import Code, Stop, because, disk_full

DATABASE = "candour.sqlite3"
LOG = "log.jsonl"
OLD_LOG = "log.old.jsonl"
UNFINISHED = "unfinished"
LOCK = "lock"
OURS = (f"{DATABASE}-wal", f"{DATABASE}-shm", DATABASE, LOG, OLD_LOG, UNFINISHED)
MOST_LOG = 5_000_000

# Far behind the text, since on Windows nobody else can read what is locked.
LOCKED_BYTE = 1_000_000


class DataFolder:
    """A folder that may not be there yet; nothing is created before `held`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def refuse_second_copy(self) -> None:
        """Raise Stop if another process holds this folder; create nothing."""
        with _understood(self.path), contextlib.suppress(FileNotFoundError):
            descriptor = os.open(self.path / LOCK, os.O_RDWR)
            try:
                _lock(descriptor, self.path)
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
                _lock(descriptor, self.path)
                try:
                    _write(descriptor, json.dumps({"port": port}))
                    self._begin()
                    yield
                finally:
                    self._leave(descriptor, made=made)
        finally:
            os.close(descriptor)

    def forget(self) -> None:
        """Remove the data, sound or broken; of the folder only what is ours. Only while held."""
        for name in OURS:
            (self.path / name).unlink(missing_ok=True)

    def begin_again(self) -> None:
        """Forget, and count as unfinished until `finish`. Only while held."""
        self.forget()
        (self.path / UNFINISHED).touch()

    def finish(self) -> None:
        """From here on everything is kept."""
        (self.path / UNFINISHED).unlink(missing_ok=True)

    def log(self) -> TextIO:
        """The log, begun anew when it has become long; a full disk does not stop who writes."""
        path = self.path / LOG
        if path.exists() and path.stat().st_size > MOST_LOG:
            path.replace(self.path / OLD_LOG)
        return _Log(path)

    def _begin(self) -> None:
        if (self.path / UNFINISHED).exists() or not (self.path / DATABASE).exists():
            self.begin_again()

    def _leave(self, descriptor: int, *, made: bool) -> None:
        """Nothing stays of a beginning that failed, not even an empty folder that was made."""
        with contextlib.suppress(OSError):
            if not (self.path / UNFINISHED).exists():
                os.ftruncate(descriptor, 0)
                return
            self.forget()
            if made:
                (self.path / LOCK).unlink()
                self.path.rmdir()


class _Log(contextlib.AbstractContextManager[TextIO]):
    pass


@contextlib.contextmanager
def _understood(path: Path) -> Iterator[None]:
    """Turn what the disk says into a sentence."""
    try:
        yield
    except sqlite3.Error as error:
        raise _broken(error, path) from error
    except OSError as error:
        raise because(error, Code.DATA_UNUSABLE, path) from error


def _broken(error: sqlite3.Error, path: Path) -> Stop:
    code = getattr(error, "sqlite_errorcode", None)
    # A limit on file sizes shows as an error of writing, a full disk as one of its own.
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE):
        return disk_full()
    return Stop(
        Code.DATA_UNUSABLE,
        f"The data in {path} cannot be read: restore it, or begin again with --fresh.",
    )


def _write(descriptor: int, text: str) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, text.encode())
    os.ftruncate(descriptor, len(text))


def _lock(descriptor: int, path: Path) -> None:
    """Take the lock or raise Stop; the system lets go of it however the process ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise _running(descriptor) from error
