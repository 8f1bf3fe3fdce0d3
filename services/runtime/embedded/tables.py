"""Tables on SQLite: keys, one sparse index, expectations, transactions and the stream."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from services.runtime.embedded import documents
from services.runtime.embedded.clock import EmbeddedClock
from services.runtime.embedded.database import Database
from services.runtime.ports import (
    Absent,
    AtVersion,
    ConditionFailed,
    Delete,
    Item,
    Key,
    OlderThan,
    Page,
    Put,
    Write,
)

LIVE = "(expires_at IS NULL OR expires_at > ?)"
ITEM = f"SELECT body FROM items WHERE tbl = ? AND pk = ? AND sk = ? AND {LIVE}"  # noqa: S608 - a constant
STORED = "SELECT expires_at, body FROM items WHERE tbl = ? AND pk = ? AND sk = ?"
GONE = "DELETE FROM items WHERE tbl = ? AND pk = ? AND sk = ?"
NEW = "INSERT INTO items VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING"
ANEW = "SET gsi1pk = ?4, gsi1sk = ?5, expires_at = ?6, body = ?7"
ANY = f"{NEW.removesuffix('NOTHING')} UPDATE {ANEW}"
EXPIRED = f"{ANY} WHERE expires_at <= ?8"
"""As in DynamoDB, an item that has expired may lie around for days, and is written over."""
SAME = (
    f"UPDATE items {ANEW} WHERE tbl = ?1 AND pk = ?2 AND sk = ?3"
    " AND json_extract(body, '$.version') = ?8"
)
OLDER = f"{ANY} WHERE coalesce(json_extract(body, '$.as_of'), ?8 - 1) < ?8"
MOST_KEYS = 100
MOST_WRITES = 100

Address = tuple[str, str, str]
"""A table and a key."""


class EmbeddedTables:
    """The Tables port; `streams` says which new keys of which table go to its stream."""

    def __init__(self, database: Database, clock: EmbeddedClock) -> None:
        self._database = database
        self._clock = clock
        self.streams: Mapping[str, str] = {}

    def get(self, table: str, key: Key) -> Item | None:
        """One item, unless it has expired."""
        row = self._database.row(ITEM, (table, *key, self._epoch()))
        return documents.read(row[0]) if row else None

    def get_many(self, keys: Sequence[tuple[str, Key]]) -> list[Item | None]:
        """Items in the order of their keys."""
        if len(keys) > MOST_KEYS:
            raise ValueError("at most 100 keys at once")
        if not keys:
            return []
        values = [value for table, key in keys for value in (table, *key)]
        rows = self._database.rows(_several(len(keys)), (*values, self._epoch()))
        found: list[Item | None] = [None] * len(keys)
        for place, body in rows:
            found[place] = documents.read(body)
        return found

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
        values: list[Any] = [table, pk, self._epoch()]
        if prefix:
            values += [prefix, prefix + "\U0010ffff"]
        if up_to is not None:
            values.append(up_to)
        if after:
            values += [after["gsi1sk" if index else "sk"], after["pk"], after["sk"]]
        statement = _selection(
            index=index,
            prefix=bool(prefix),
            up_to=up_to is not None,
            after=bool(after),
            backwards=backwards,
        )
        rows = self._database.rows(statement, (*values, limit + 1))
        items = [documents.read(row[0]) for row in rows]
        if len(items) <= limit:
            return Page(items)
        return Page(items[:limit], _position(items[limit - 1], index=index))

    def transact(self, *writes: Write) -> None:
        """All of the writes or none."""
        keys = [_address(write) for write in writes]
        if len(set(keys)) != len(keys) or not 1 <= len(writes) <= MOST_WRITES:
            raise ValueError("a transaction takes 1 to 100 writes, each to another key")
        # A single statement is a transaction anyway.
        alone = len(writes) == 1 and not self._streamed(keys[0])
        with self._database.undisturbed() if alone else self._database.transaction():
            for number, write in enumerate(writes):
                if not self._write(write):
                    rest = range(number + 1, len(writes))
                    unmet = [n for n in rest if not self._holds(writes[n])]
                    raise ConditionFailed([number, *unmet])

    def count(self, table: str, key: Key, *, expires_at: int) -> int:
        """Add one and return the sum."""
        with self._database.undisturbed():
            counted = self.get(table, key) or {"pk": key[0], "sk": key[1], "counted": 0}
            counted = {**counted, "counted": counted["counted"] + 1, "expires_at": expires_at}
            self._put(Put(table, counted))
            return int(counted["counted"])

    def _write(self, write: Write) -> bool:
        """Whether what was expected held, and it is written."""
        if isinstance(write, Put):
            return self._put(write)
        if write.expect is not None and not self._holds(write):
            return False
        if isinstance(write, Delete):
            self._database.run(GONE, _address(write))
        return True

    def _put(self, write: Put) -> bool:
        """One statement reads what is expected and writes, and says whether it did."""
        address, item = _address(write), write.item
        values = (
            *address, item.get("gsi1pk"), item.get("gsi1sk"), item.get("expires_at"),
            documents.written(item),
        )  # fmt: skip
        if self._streamed(address) and self._database.run(NEW, values):
            self._database.run("INSERT INTO stream (tbl, pk, sk) VALUES (?, ?, ?)", address)
            return not isinstance(write.expect, AtVersion)
        match write.expect:
            case None:
                return self._database.run(ANY, values) > 0
            case Absent():
                return self._database.run(EXPIRED, (*values, self._epoch())) > 0
            case AtVersion(version):
                return self._database.run(SAME, (*values, version)) > 0
            case OlderThan(sequence):
                return self._database.run(OLDER, (*values, sequence)) > 0

    def _streamed(self, address: Address) -> bool:
        table, pk, _ = address
        return table in self.streams and pk.startswith(self.streams[table])

    def _holds(self, write: Write) -> bool:
        row = self._database.row(STORED, _address(write))
        if row is None:
            return not isinstance(write.expect, AtVersion)
        expires_at, body = row
        match write.expect:
            case Absent():
                return expires_at is not None and expires_at <= self._epoch()
            case AtVersion(version):
                return bool(documents.read(body).get("version") == version)
            case OlderThan(sequence):
                return bool(documents.read(body).get("as_of", sequence - 1) < sequence)
        return True

    def _epoch(self) -> int:
        return int(self._clock.timestamp())


@cache
def _several(number: int) -> str:
    """One statement for so many keys; by the order of the join each is looked up in the index."""
    wanted = ", ".join(f"({place}, ?, ?, ?)" for place in range(number))
    return (
        f"WITH wanted (place, t, p, s) AS (VALUES {wanted})"  # noqa: S608 - our own words
        " SELECT place, body FROM wanted CROSS JOIN items"
        f" WHERE tbl = t AND pk = p AND sk = s AND {LIVE}"
    )


@cache
def _selection(*, index: bool, prefix: bool, up_to: bool, after: bool, backwards: bool) -> str:
    hash_column, range_column = ("gsi1pk", "gsi1sk") if index else ("pk", "sk")
    where = [f"tbl = ? AND {hash_column} = ?", LIVE]
    # A plus keeps SQLite from starting at the end of the range where a page goes on within it: it
    # takes one bound for its index, and would read all the pages before for each of them.
    low, high = ("", "+") if backwards else ("+", "")
    low, high = (low, high) if after else ("", "")
    if prefix:
        where.append(f"{low}{range_column} >= ? AND {high}{range_column} < ?")
    if up_to:
        where.append(f"{high}{range_column} <= ?")
    if after:
        where.append(f"({range_column}, pk, sk) {'<' if backwards else '>'} (?, ?, ?)")
    way = "DESC" if backwards else "ASC"
    return (
        f"SELECT body FROM items WHERE {' AND '.join(where)}"  # noqa: S608 - our own words
        f" ORDER BY {range_column} {way}, pk {way}, sk {way} LIMIT ?"
    )


def _address(write: Write) -> Address:
    if isinstance(write, Put):
        return write.table, write.item["pk"], write.item["sk"]
    return write.table, *write.key


def _position(item: Item, *, index: bool) -> Item:
    names = ("pk", "sk", "gsi1pk", "gsi1sk") if index else ("pk", "sk")
    return {name: item[name] for name in names}
