"""Tables on SQLite: keys, one sparse index, expectations, transactions and the stream."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from services.runtime.embedded.database import Database
from services.runtime.ports import (
    Absent,
    AtVersion,
    Check,
    Clock,
    ConditionFailed,
    Delete,
    Expectation,
    Item,
    Key,
    OlderThan,
    Page,
    Put,
    Write,
)

LIVE = "(expires_at IS NULL OR expires_at > ?)"
MOST_KEYS = 100
MOST_WRITES = 100


class EmbeddedTables:
    """The Tables port; `streams` says which new keys of which table go to its stream."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.streams: Mapping[str, str] = {}

    def get(self, table: str, key: Key) -> Item | None:
        """One item, unless it has expired."""
        row = self._database.row(
            f"SELECT body FROM items WHERE tbl = ? AND pk = ? AND sk = ? AND {LIVE}",  # noqa: S608 - a constant
            (table, *key, self._epoch()),
        )
        return json.loads(row[0]) if row else None

    def get_many(self, keys: Sequence[tuple[str, Key]]) -> list[Item | None]:
        """Items in the order of their keys."""
        if len(keys) > MOST_KEYS:
            raise ValueError("at most 100 keys at once")
        with self._database.undisturbed():
            return [self.get(table, key) for table, key in keys]

    def query(
        self,
        table: str,
        pk: str,
        *,
        prefix: str = "",
        up_to: str | None = None,
        index: bool = False,
        limit: int = 50,
        after: Item | None = None,
        backwards: bool = False,
    ) -> Page:
        """Items of one partition in order."""
        if prefix and up_to is not None:
            raise ValueError("prefix and up_to exclude each other")
        hash_column, range_column = ("gsi1pk", "gsi1sk") if index else ("pk", "sk")
        where = [f"tbl = ? AND {hash_column} = ?", LIVE]
        values: list[Any] = [table, pk, self._epoch()]
        if prefix:
            where.append(f"{range_column} >= ? AND {range_column} < ?")
            values += [prefix, prefix + "\U0010ffff"]
        if up_to is not None:
            where.append(f"{range_column} <= ?")
            values.append(up_to)
        if after:
            where.append(f"({range_column}, pk, sk) {'<' if backwards else '>'} (?, ?, ?)")
            values += [after[range_column], after["pk"], after["sk"]]
        way = "DESC" if backwards else "ASC"
        rows = self._database.rows(
            f"SELECT body FROM items WHERE {' AND '.join(where)}"  # noqa: S608 - our own words
            f" ORDER BY {range_column} {way}, pk {way}, sk {way} LIMIT ?",
            (*values, limit + 1),
        )
        items = [json.loads(row[0]) for row in rows]
        if len(items) <= limit:
            return Page(items)
        return Page(items[:limit], _position(items[limit - 1], index=index))

    def transact(self, *writes: Write) -> None:
        """All of the writes or none."""
        keys = [_address(write) for write in writes]
        if len(set(keys)) != len(keys) or not 1 <= len(writes) <= MOST_WRITES:
            raise ValueError("a transaction takes 1 to 100 writes, each to another key")
        with self._database.transaction():
            failed = [n for n, write in enumerate(writes) if not self._holds(write)]
            if failed:
                raise ConditionFailed(failed)
            for write in writes:
                self._write(write)

    def count(self, table: str, key: Key, *, expires_at: int) -> int:
        """Add one and return the sum."""
        with self._database.transaction():
            counted = self.get(table, key) or {"pk": key[0], "sk": key[1], "counted": 0}
            counted = {**counted, "counted": counted["counted"] + 1, "expires_at": expires_at}
            self._write(Put(table, counted))
            return int(counted["counted"])

    def _holds(self, write: Write) -> bool:
        if write.expect is None:
            return True
        table, *key = _address(write)
        row = self._database.row(
            "SELECT body FROM items WHERE tbl = ? AND pk = ? AND sk = ?", (table, *key)
        )
        return self._meets(write.expect, json.loads(row[0]) if row else None)

    def _meets(self, expect: Expectation, stored: Item | None) -> bool:
        match expect:
            case Absent():
                # As in DynamoDB, where an expired item may lie around for days.
                return (
                    stored is None or stored.get("expires_at", self._epoch() + 1) <= self._epoch()
                )
            case AtVersion(version):
                return stored is not None and stored.get("version") == version
            case OlderThan(sequence):
                return stored is None or stored.get("as_of", sequence - 1) < sequence
        return True

    def _write(self, write: Write) -> None:
        table, pk, sk = _address(write)
        if isinstance(write, Check):
            return
        removed = self._database.run(
            "DELETE FROM items WHERE tbl = ? AND pk = ? AND sk = ?", (table, pk, sk)
        )
        if isinstance(write, Delete):
            return
        item = write.item
        self._database.run(
            "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                table, pk, sk, item.get("gsi1pk"), item.get("gsi1sk"), item.get("expires_at"),
                _encode(item),
            ),
        )  # fmt: skip
        prefix = self.streams.get(table)
        if prefix is not None and not removed and pk.startswith(prefix):
            self._database.run("INSERT INTO stream (tbl, pk, sk) VALUES (?, ?, ?)", (table, pk, sk))

    def _epoch(self) -> int:
        return int(self._clock.now().timestamp())


def _address(write: Write) -> tuple[str, str, str]:
    if isinstance(write, Put):
        return write.table, write.item["pk"], write.item["sk"]
    return write.table, *write.key


def _position(item: Item, *, index: bool) -> Item:
    names = ("pk", "sk", "gsi1pk", "gsi1sk") if index else ("pk", "sk")
    return {name: item[name] for name in names}


def _encode(value: Item) -> str:
    _refuse_floats(value)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a table holds no floats; use whole numbers of a smaller unit")
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list | tuple | float):
            _refuse_floats(inner)
