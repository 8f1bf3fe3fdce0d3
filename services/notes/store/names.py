"""When to look at somebody's names, and the places that say how long a name stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from services.notes.store.tables import save, table
from services.runtime import due, platform
from services.runtime.ports import Check, Delete, Item, Put, Write


def look_at_names(owner: str, at: datetime, *holds: Check, now_done: Item | None = None) -> None:
    """See then whether an owner's names may go; `now_done` is the row that this one replaces."""
    pk, sk = due.key(at, owner)
    noted = {"pk": f"MEMBER#{owner}", "sk": f"LOOK#{sk}", "due": pk}
    writes: list[Write] = [Put(table(), {"pk": pk, "sk": sk, "owner": owner}), Put(table(), noted)]
    if now_done is not None and (now_done["pk"], now_done["sk"]) != (pk, sk):
        writes += _never_look(now_done)
    save([*writes, *holds])


def due_now(now: datetime) -> Iterator[Item]:
    """The due rows up to now: of names to look at, and of people who are being erased."""
    return due.rows(table(), now)


def done_looking(row: Item) -> None:
    """A due row of names that was dealt with."""
    save(_never_look(row))


def never_look_at(owner: str) -> None:
    """Delete every due row of an owner's names, however far off; they hold who it is."""
    noted = platform.current().tables.query(table(), f"MEMBER#{owner}", prefix="LOOK#").items
    for row in noted:
        sk = row["sk"].removeprefix("LOOK#")
        save(_never_look({"pk": row["due"], "sk": sk, "owner": owner}))


def _never_look(row: Item) -> list[Write]:
    noted = f"MEMBER#{row['owner']}", f"LOOK#{row['sk']}"
    return [Delete(table(), (row["pk"], row["sk"])), Delete(table(), noted)]


def places_of(member_id: str) -> list[Item]:
    """Somebody's places in all networks, as membership said them."""
    return (
        platform.current()
        .tables.query(table(), f"MEMBER#{member_id}", prefix="NETWORK#", limit=1000)
        .items
    )
