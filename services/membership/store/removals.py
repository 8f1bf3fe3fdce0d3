"""Who was removed from a network, by the alias keys of their addresses (M20).

Of somebody who was removed there is the hash, the cause and the end, and nothing else; it outlives
an erasing, and ends by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from services.membership.model import Cause, Removal
from services.membership.store.people import people_key
from services.membership.store.table import read, table
from services.runtime.ports import Delete, Key, Put, Write


def key(alias: str, network_id: str) -> Key:
    """Where it is kept that somebody was removed from a network."""
    return f"ALIAS#{alias}", f"REMOVED#{network_id}"


def put(aliases: Iterable[str], network_id: str, removal: Removal) -> list[Write]:
    """The writes that let whoever has such an address be noticed until the removal ends."""
    writes: list[Write] = []
    for alias in dict.fromkeys(aliases):
        pk, sk = key(alias, network_id)
        ends = int(removal.until.timestamp())
        item = {"pk": pk, "sk": sk, "cause": removal.cause, "expires_at": ends}
        writes.append(Put(table(), item))
    return writes


def lift(aliases: Iterable[str], network_id: str) -> list[Write]:
    """The writes after which nothing is known of it."""
    return [Delete(table(), key(alias, network_id)) for alias in dict.fromkeys(aliases)]


def noticed(network_id: str, member_id: str, aliases: Sequence[str]) -> tuple[bool, bool]:
    """Whether somebody's mailboxes are also another person's, and a removed one's, in one read.

    The first is M3: that person has proved an address of it. The second is M20.
    """
    keys = [*map(people_key, aliases), *(key(alias, network_id) for alias in aliases)]
    found = read(keys)
    people, removed = found[: len(aliases)], found[len(aliases) :]
    others = {one for item in people if item for one in item["member_ids"]} - {member_id}
    return bool(others), any(removed)


def earlier(network_id: str, aliases: Sequence[str]) -> Mapping[str, Removal]:
    """Of these aliases those whose owner was removed from a network, up to 100 in one read."""
    found = read([key(alias, network_id) for alias in aliases])
    return {
        alias: Removal(Cause(item["cause"]), datetime.fromtimestamp(item["expires_at"], UTC))
        for alias, item in zip(aliases, found, strict=True)
        if item
    }
