"""When to look again at what is not over: due rows that the ticks find."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from services.notifications.store.table import table
from services.runtime import due, platform
from services.runtime.ports import Delete, Item, Put, Write

MINUTES = (2, 4, 8, 16, 30)
"""How long after each look the next one comes; the last goes on and on."""


NAMES = ("fanout_id", "member_id", "about", "erased")


def first(at: datetime | None = None, **thing: str) -> Write:
    """The write that has something looked at for the first time, at this time or soon."""
    return _row(thing, 0, at)


def rows(now: datetime) -> Iterator[Item]:
    """What is to be looked at by now."""
    return due.rows(table(), now)


def again(row: Item) -> None:
    """Look again later, each time after a longer while."""
    thing: dict[str, str] = {name: row[name] for name in NAMES if name in row}
    platform.current().tables.transact(_gone(row), _row(thing, row["looks"] + 1))


def never_at(member_id: str) -> None:
    """Delete every row about a single mail to somebody, however far off; they hold who it is."""
    the_end = datetime.max.replace(tzinfo=UTC)
    for row in [row for row in rows(the_end) if row.get("member_id") == member_id]:
        over(row)


def over(row: Item) -> None:
    """Never look again."""
    platform.current().tables.transact(_gone(row))


def _row(thing: dict[str, str], looks: int, at: datetime | None = None) -> Write:
    minutes = MINUTES[min(looks, len(MINUTES) - 1)]
    soon = platform.now() + timedelta(minutes=minutes)
    pk, sk = due.key(at or soon, "#".join(thing.values()))
    return Put(table(), {"pk": pk, "sk": sk, "looks": looks, **thing})


def _gone(row: Item) -> Write:
    return Delete(table(), (row["pk"], row["sk"]))
