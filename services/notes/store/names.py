"""The register of names, and the places that say how long a name stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from services.notes.store.tables import MOST_AT_ONCE, chunks, get_many, save, table
from services.runtime import due, platform
from services.runtime.ports import AtVersion, Delete, Item, Key, Put, Write
from services.runtime.rights import place_key


def look_up(hashes: Sequence[str]) -> dict[str, str]:
    """Which of these hashes are registered, and as what."""
    wanted = list(dict.fromkeys(hashes))
    items = get_many([(table(), _name_key(hash_)) for hash_ in wanted])
    return {hash_: item["kind"] for hash_, item in zip(wanted, items, strict=True) if item}


def keep_names(owner: str, entries: Mapping[str, str]) -> None:
    """Register ways of writing because of this owner; doing it again changes nothing."""
    for some in chunks(sorted(entries.items()), MOST_AT_ONCE // 2):
        writes: list[Write] = []
        for hash_, kind in some:
            pk, sk = _name_key(hash_)
            # A random version, so that whoever removes the name notices that it was kept again.
            name = {"pk": pk, "sk": sk, "kind": kind, "version": int(platform.new_id()[:8], 16)}
            because = {"pk": pk, "sk": f"OF#{owner}", "gsi1pk": f"OWNER#{owner}", "gsi1sk": hash_}
            writes += [Put(table(), name), Put(table(), because)]
        save(writes)


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


def look_at_names(owner: str, at: datetime, *, now_done: Item | None = None) -> None:
    """See then whether an owner's names may go; `now_done` is the row that this one replaces."""
    pk, sk = due.key(at, owner)
    writes: list[Write] = [Put(table(), {"pk": pk, "sk": sk, "owner": owner})]
    if now_done is not None and (now_done["pk"], now_done["sk"]) != (pk, sk):
        writes.append(Delete(table(), (now_done["pk"], now_done["sk"])))
    save(writes)


def names_to_look_at(now: datetime) -> Iterator[Item]:
    """The due rows up to now."""
    return due.rows(table(), now)


def done_looking(row: Item) -> None:
    """A due row that was dealt with."""
    save([Delete(table(), (row["pk"], row["sk"]))])


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
