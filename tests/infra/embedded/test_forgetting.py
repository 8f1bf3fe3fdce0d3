"""What is destroyed is gone from the disk, not only from the answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from infra.embedded import wiring
from infra.embedded.machine import Machine
from services.runtime import platform
from services.runtime.embedded.database import Database
from services.runtime.embedded.platform import EmbeddedPlatform
from services.runtime.ports import Delete, Put
from tests.world import PARAMETERS

WORDS = "an unmistakable sentence of a draft"
KEY = ("DRAFT#1", "STATE")


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine that keeps its data in a folder."""
    kept = EmbeddedPlatform.in_folder(tmp_path, {})
    with closing(kept.database):
        yield Machine(kept, wiring.read(PARAMETERS))
    platform.install(None)


def holders(folder: Path, words: str = WORDS) -> list[str]:
    """The files of a folder that hold these words."""
    return sorted(path.name for path in folder.iterdir() if words.encode() in path.read_bytes())


@pytest.mark.parametrize("repeat", [1, 2000], ids=["short", "over many pages"])
def test_after_a_tick_a_destroyed_draft_is_in_no_file(
    machine: Machine, tmp_path: Path, repeat: int
) -> None:
    """Decision 7: a draft has no backup, and a free page would be one."""
    tables, table = machine.platform.tables, machine.platform.settings["DRAFTS_TABLE"]
    item = {"pk": KEY[0], "sk": KEY[1], "text": f"{WORDS}. " * repeat, "version": 1}
    tables.transact(Put(table, item))
    machine.tick()
    assert holders(tmp_path), "a search that finds nothing proves nothing"
    tables.transact(Put(table, {**item, "version": 2}))
    tables.transact(Delete(table, KEY))
    assert "candour.sqlite3-wal" in holders(tmp_path), "the log still has it, until the tick"
    machine.tick()
    assert holders(tmp_path) == []
    assert (tmp_path / "candour.sqlite3-wal").stat().st_size == 0


def test_what_has_expired_goes_the_same_way(machine: Machine, tmp_path: Path) -> None:
    tables, table = machine.platform.tables, machine.platform.settings["DRAFTS_TABLE"]
    expires = int(machine.platform.clock.now().timestamp()) - 1
    tables.transact(Put(table, {"pk": KEY[0], "sk": KEY[1], "text": WORDS, "expires_at": expires}))
    assert holders(tmp_path)
    machine.tick()
    assert holders(tmp_path) == []


def test_closing_empties_the_log_too(tmp_path: Path) -> None:
    database = Database(tmp_path / "kept.sqlite3")
    database.remember("draft", WORDS)
    database.run("DELETE FROM facts WHERE name = 'draft'")
    assert holders(tmp_path)
    database.close()
    assert holders(tmp_path) == []


def test_what_was_written_without_waiting_is_on_the_disk_afterwards(tmp_path: Path) -> None:
    database = Database(tmp_path / "kept.sqlite3")
    with database.unsynced():
        database.remember("a", WORDS)
    assert database.row("PRAGMA synchronous") == (1,), "from here on the log is in order again"
    assert holders(tmp_path) == ["kept.sqlite3"]
    database.close()


def test_a_tick_that_fails_holds_up_no_other_and_no_forgetting(
    machine: Machine, tmp_path: Path
) -> None:
    machine.wiring.ticks.insert(0, "services.nowhere.ticks.handler")
    tables, table = machine.platform.tables, machine.platform.settings["DRAFTS_TABLE"]
    tables.transact(Put(table, {"pk": KEY[0], "sk": KEY[1], "text": WORDS, "expires_at": 1}))
    with pytest.raises(ModuleNotFoundError):
        machine.tick()
    assert holders(tmp_path) == []
