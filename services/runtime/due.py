"""Work for later: a due row is written with the change that causes it, and a tick finds it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from services.runtime import platform
from services.runtime.ports import Item, Key

SHARDS = 4


def key(due_at: datetime, thing: str) -> Key:
    """The key of the row that says: `thing` is due then; `thing` also picks the shard.

    Keys have whole seconds. A part of one counts as all of it: a row that is found is never early.
    """
    if due_at.microsecond:
        due_at = due_at.replace(microsecond=0) + timedelta(seconds=1)
    return f"DUE#{sum(thing.encode()) % SHARDS}", f"{due_at.isoformat(timespec='seconds')}#{thing}"


def rows(table: str, now: datetime) -> Iterator[Item]:
    """All rows that are due, oldest first within a shard; one query a shard when there are none."""
    until = f"{now.isoformat(timespec='seconds')}#\uffff"
    for shard in range(SHARDS):
        after: Item | None = None
        while True:
            page = platform.current().tables.query(table, f"DUE#{shard}", up_to=until, after=after)
            yield from page.items
            if page.next is None:
                break
            after = page.next
