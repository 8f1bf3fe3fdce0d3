"""The lists of an import, packed: what was found of its rows, and whom a commit would bring in.

IMPORT#<i>       LINES#<part>   what was found of its rows; expires
IMPORT#<i>       PLAN#<part>    whom a commit would bring in, chunk by chunk; expires

They hold names and addresses of people who may never come in, so they go by themselves, and an
erasure looks through those that are left.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zlib import compress, decompress

from services.membership.importing import Chunk, Newcomer
from services.membership.store.table import read, table
from services.runtime import platform
from services.runtime.ports import Delete, Key, Put, Write

KEPT_FOR = timedelta(hours=50)
"""A day to commit, a day to undo, and the time that both take."""
MOST_OF_A_PART = 250_000
"""Bytes before packing: even what does not get smaller fits into an item."""
PARTS_AT_ONCE = 8
LONGEST_CELL = 200
"""What is longer is malformed; what stays of it is enough to find the row."""
EMAIL = 5
"""Where in a line the address is."""
LINES, PLAN = "LINES", "PLAN"


class Lists(NamedTuple):
    """How many parts have lines, and the number of the first chunk in each part of the plan."""

    lines: int
    plan: tuple[int, ...]


def keep(
    import_id: str, lines: Iterable[Sequence[str]], chunks: Sequence[Chunk], until: datetime
) -> Lists:
    """Keep the lists of a dry run.

    Apart from the import itself, which comes after them: without it nobody ever sees them.
    """
    cut = [[cell[:LONGEST_CELL] for cell in line] for line in lines]
    plan = [[asdict(newcomer) for newcomer in chunk.newcomers] for chunk in chunks]
    of_lines, of_plan = list(_packed(cut)), list(_packed(plan))
    writes = [
        _put(_key(import_id, kind, number), content, until)
        for kind, parts in ((LINES, of_lines), (PLAN, of_plan))
        for number, (_, content) in enumerate(parts)
    ]
    _write(writes)
    return Lists(len(of_lines), tuple(first for first, _ in of_plan))


def lines_of(import_id: str, lists: Lists) -> Iterator[list[str]]:
    """What was found of each row, in their order; nothing once the lists are gone."""
    for number in range(lists.lines):
        yield from _part(_key(import_id, LINES, number))


def chunks_of(import_id: str, lists: Lists, number: int) -> list[Chunk]:
    """The chunks from this number on, as far as one part goes; none once the lists are gone."""
    part = max((n for n, first in enumerate(lists.plan) if first <= number), default=0)
    plan = _part(_key(import_id, PLAN, part))
    chunks = [
        Chunk(f"{import_id}-{n:04}", n, tuple(Newcomer(**row) for row in rows))
        for n, rows in enumerate(plan, start=lists.plan[part] if lists.plan else 0)
    ]
    return [chunk for chunk in chunks if chunk.number >= number]


def gone(import_id: str, lists: Lists) -> list[Write]:
    """The writes after which they are kept no longer: some dozens for the longest of lists."""
    return [Delete(table(), key) for key in _keys(import_id, lists)]


def forget_in(
    import_id: str, lists: Lists, is_theirs: Callable[[str], bool], until: datetime
) -> None:
    """Take whoever has such an address out of them; again each time it is asked."""
    for key in _keys(import_id, lists):
        rows = _part(key)
        if key[1].startswith(LINES):
            now = [line for line in rows if not is_theirs(line[EMAIL])]
        else:
            now = [[one for one in chunk if not is_theirs(one["email"])] for chunk in rows]
        if now != rows:
            _write([_put(key, _pack(now), until)])


# --- packing ------------------------------------------------------------------------------------


def _packed(rows: Iterable[Any]) -> Iterator[tuple[int, str]]:
    """Parts of what fits into an item, each with the number of its first row."""
    first, so_far, length = 0, list[Any](), 0
    for number, row in enumerate(rows):
        more = len(json.dumps(row, ensure_ascii=False).encode())
        if so_far and length + more > MOST_OF_A_PART:
            yield first, _pack(so_far)
            first, so_far, length = number, [], 0
        so_far.append(row)
        length += more
    if so_far:
        yield first, _pack(so_far)


def _pack(rows: list[Any]) -> str:
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return b64encode(compress(text.encode())).decode()


def _part(key: Key) -> list[Any]:
    (item,) = read([key])
    rows: list[Any] = json.loads(decompress(b64decode(item["content"]))) if item else []
    return rows


def _put(key: Key, content: str, until: datetime) -> Write:
    item = {"pk": key[0], "sk": key[1], "content": content, "expires_at": int(until.timestamp())}
    return Put(table(), item)


def _write(writes: Sequence[Write]) -> None:
    for start in range(0, len(writes), PARTS_AT_ONCE):
        platform.current().tables.transact(*writes[start : start + PARTS_AT_ONCE])


def _keys(import_id: str, lists: Lists) -> list[Key]:
    of_lines = [_key(import_id, LINES, number) for number in range(lists.lines)]
    return [*of_lines, *(_key(import_id, PLAN, number) for number in range(len(lists.plan)))]


def _key(import_id: str, kind: str, number: int) -> Key:
    return f"IMPORT#{import_id}", f"{kind}#{number:02d}"
