"""The log of the database: emptied beside the work, and never with what it alone knows."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from services.runtime.embedded.database import LONG, Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database in a folder of its own."""
    with closing(Database(tmp_path / "kept.sqlite3")) as kept:
        yield kept


def in_the_log(database: Database) -> int:
    """How many pages there are in the log; the file has them too afterwards."""
    row = database.row("PRAGMA wal_checkpoint(PASSIVE)")
    assert row is not None
    return int(row[1])


def commit(database: Database, times: int, what: str = "fact") -> None:
    for number in range(times):
        database.remember(f"{what} {number}", "value")


def after_a_kill(database: Database, folder: Path) -> int:
    """How many facts a process would find that begins with the files as they are now."""
    where = folder / "after"
    where.mkdir()
    with database.undisturbed():
        for path in folder.glob("kept.sqlite3*"):
            if not path.name.endswith("-shm"):
                shutil.copy(path, where)
    with closing(Database(where / "kept.sqlite3")) as found:
        row = found.row("SELECT COUNT(*) FROM facts")
        assert row is not None
        return int(row[0])


def test_a_long_log_goes_into_the_file_and_begins_anew(database: Database, tmp_path: Path) -> None:
    """Otherwise some commit would do it all at once, while everybody waits for that one."""
    commit(database, LONG)
    database.tidy()
    database.remember("one more", "value")
    assert in_the_log(database) < 10
    assert after_a_kill(database, tmp_path) == LONG + 1


def test_it_begins_anew_though_not_all_could_be_moved_beside_the_work(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a rush there is always a commit that the file does not have yet."""
    commit(database, LONG // 2)
    reader = sqlite3.connect(tmp_path / "kept.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM facts").fetchall()
    commit(database, LONG, "later")

    class Hindered(sqlite3.Connection):
        def close(self) -> None:
            reader.close()
            super().close()

    connect = sqlite3.connect
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", lambda path: connect(path, factory=Hindered))
        database.tidy()
    database.remember("one more", "value")
    assert in_the_log(database) < 10
    assert after_a_kill(database, tmp_path) == LONG // 2 + LONG + 1


def test_a_short_log_is_left_alone(database: Database) -> None:
    commit(database, LONG // 2)
    database.tidy()
    database.remember("one more", "value")
    assert in_the_log(database) > LONG // 2


def test_what_others_write_meanwhile_is_kept(database: Database, tmp_path: Path) -> None:
    """Decision 11: a killed process loses no commit, wherever the log was being emptied."""
    others = [
        threading.Thread(target=commit, args=(database, LONG, f"other {n}")) for n in range(2)
    ]
    for other in others:
        other.start()
    while any(other.is_alive() for other in others):
        database.tidy()
    assert after_a_kill(database, tmp_path) == 2 * LONG


def test_in_memory_there_is_no_log() -> None:
    with closing(Database()) as database:
        commit(database, LONG)
        database.tidy()
