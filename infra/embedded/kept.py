"""What is kept, row by row and line by line, and where words stand in it that should be gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from services.runtime.embedded.database import Database

WENT_OUT = ("mail", "bus_log")
"""Mail belongs to whoever got it; what was on the buses is shown by ids alone."""
LOGS = ("log.jsonl", "log.old.jsonl", "engine.log")

Piece = tuple[str, str]
"""A place, and what stands there."""


def places(pieces: Iterable[Piece], words: Sequence[str]) -> list[str]:
    """The places at which one of these words stands, whatever its capitals."""
    wanted = [word.lower() for word in words]
    return sorted({place for place, text in pieces if any(word in text.lower() for word in wanted)})


def in_database(database: Database, now: datetime) -> Iterator[Piece]:
    """Every row of every table; a new table is looked at without being named here."""
    tables = database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    for (table,) in tables:
        if table in WENT_OUT:
            continue
        columns = [row[1] for row in database.rows(f"PRAGMA table_info({table})")]
        for values in database.rows(f"SELECT * FROM {table}"):  # noqa: S608 - its own names
            row = dict(zip(columns, values, strict=True))
            if table != "items":
                yield table, " ".join(map(str, values))
            elif not row["expires_at"] or row["expires_at"] > now.timestamp():
                yield kind(row["tbl"], row["pk"], row["sk"]), " ".join(map(str, values))


def in_logs(folder: Path) -> Iterator[Piece]:
    """What was written down for operators."""
    for name in LOGS:
        if (folder / name).exists():
            yield name, (folder / name).read_text(encoding="utf-8", errors="replace")


def kind(table: str, pk: str, sk: str) -> str:
    """The kind of a row by its keys, without the ids in them."""
    return f"{table}: {pk.partition('#')[0]}, {sk.partition('#')[0]}"
