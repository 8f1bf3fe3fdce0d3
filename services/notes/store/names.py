"""The register of names, and the places that say how long a name stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from services.notes.store.tables import MOST_AT_ONCE, chunks, get_many, save, table
from services.runtime import due, platform
from services.runtime.ports import AtVersion, Check, Delete, Item, Key, Put, Write
from services.runtime.rights import place_key

NAMES_AT_ONCE = MOST_AT_ONCE // 2 - 1
"""Each name is two writes, and there may be something that must hold."""


def look_up(hashes: Sequence[str]) -> dict[str, str]:
    """Which of these hashes are registered, and as what."""
    wanted = list(dict.fromkeys(hashes))
    items = get_many([(table(), _name_key(hash_)) for hash_ in wanted])
    return {hash_: item["kind"] for hash_, item in zip(wanted, items, strict=True) if item}


def keep_names(owner: str, entries: Mapping[str, str], *holds: Check) -> None:
    """Register ways of writing because of this owner; doing it again changes nothing."""
    for some in chunks(sorted(entries.items()), NAMES_AT_ONCE):
        writes: list[Write] = []
        for hash_, kind in some:
            pk, sk = _name_key(hash_)
            # A random version, so that whoever removes the name notices that it was kept again.
            name = {"pk": pk, "sk": sk, "kind": kind, "version": int(platform.new_id()[:8], 16)}
            because = {"pk": pk, "sk": f"OF#{owner}", "gsi1pk": f"OWNER#{owner}", "gsi1sk": hash_}
            writes += [Put(table(), name), Put(table(), because)]
        save([*writes, *holds])


def forget_names(owner: str) -> None:
    """Take an owner's names out of the register, except those that others have too."""
    tables = platform.current().tables
    while rows := tables.query(table(), f"OWNER#{owner}", index=True).items:
        for row in rows:
            name = tables.get(table(), _name_key(row["gsi1sk"]))
            others = tables.query(table(), row["pk"], prefix="OF#", limit=2).items
            writes: list[Write] = [Delete(table(), (row["pk"], row["sk"]))]
            if name is not None and [other["sk"] for other in others] == [row["sk"]]:
                writes.append(Delete(table(), (name["pk"], "NAME"), AtVersion(name["version"])))
            save(writes)


def hand_names_on(owner: str, to: str) -> None:
    """Keep an owner's names in the register because of somebody else; harmless if begun before."""
    tables = platform.current().tables
    while rows := tables.query(table(), f"OWNER#{owner}", index=True, limit=NAMES_AT_ONCE).items:
        writes: list[Write] = []
        for row in rows:
            because = {**row, "sk": f"OF#{to}", "gsi1pk": f"OWNER#{to}"}
            writes += [Put(table(), because), Delete(table(), (row["pk"], row["sk"]))]
        save(writes)


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


def places_in(network_id: str, member_ids: Iterable[str]) -> list[Item]:
    """The places of these people in a network, of those who have one."""
    keys = [(table(), place_key(member_id, network_id)) for member_id in sorted(member_ids)]
    return [item for item in get_many(keys) if item]


def _name_key(hash_: str) -> Key:
    return f"NAME#{hash_}", "NAME"
