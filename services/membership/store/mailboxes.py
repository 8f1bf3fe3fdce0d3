"""Whose a mailbox is, however its address is written; and whom no list brings in (M1, M23).

MAILBOX#<hash>   PEOPLE         who has proved, or was imported by, an address of it
MAILBOX#<hash>   KEPT-OUT       why no import brings its owner in: they were erased, or said so
MEMBER#<member>  MAILBOX#<hash> that somebody is among its people, so that an erasure finds that
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.membership.store.erasures import still_a_member
from services.membership.store.people import people_key
from services.membership.store.table import read, save, table
from services.runtime import platform
from services.runtime.ports import Absent, AtVersion, Delete, Item, Key, Put, Write

ERASED, UNSUBSCRIBED = "erased", "unsubscribed"
"""Why somebody is kept out, in the words of `importing.Known`."""


# --- writing ------------------------------------------------------------------------------------


def remember(member_id: str, alias: str) -> None:
    """Know from now on that a mailbox is somebody's; fine if that is known, or they are gone.

    Raises Conflict if somebody else of the same mailbox comes at the same moment.
    """
    gone = still_a_member(member_id)
    people, mine, erased = read([people_key(alias), _mine_key(member_id, alias), gone.key])
    if mine is not None or erased is not None:
        return
    members = [*people["member_ids"], member_id] if people else [member_id]
    pk, sk = _mine_key(member_id, alias)
    save(
        [
            Put(table(), {"pk": pk, "sk": sk}),
            _put_people(alias, people, members),
            gone,
        ]
    )


def forget(member_id: str) -> None:
    """Know nothing any more of whose mailboxes were somebody's; again each time it is asked."""
    page = platform.current().tables.query(
        table(), f"MEMBER#{member_id}", prefix="MAILBOX#", limit=100
    )
    for mine in page.items:
        alias = mine["sk"].removeprefix("MAILBOX#")
        (people,) = read([people_key(alias)])
        others = [one for one in people["member_ids"] if one != member_id] if people else []
        writes: list[Write] = [Delete(table(), (mine["pk"], mine["sk"]))]
        if people is not None:
            writes.append(_put_people(alias, people, others))
        save(writes)


def kept_out(aliases: Iterable[str], why: str) -> list[Write]:
    """The writes after which no import brings in whoever has these mailboxes."""
    keys = [kept_out_key(alias) for alias in dict.fromkeys(aliases)]
    return [Put(table(), {"pk": pk, "sk": sk, "why": why}) for pk, sk in keys]


def _put_people(alias: str, before: Item | None, members: Sequence[str]) -> Write:
    pk, sk = people_key(alias)
    version = before["version"] if before else 0
    expected = AtVersion(version) if before else Absent()
    if not members:
        return Delete(table(), (pk, sk), expected)
    item: Item = {"pk": pk, "sk": sk, "member_ids": list(members), "version": version + 1}
    return Put(table(), item, expected)


def kept_out_key(alias: str) -> Key:
    """Where it is kept that no import brings its owner in."""
    return f"MAILBOX#{alias}", "KEPT-OUT"


def _mine_key(member_id: str, alias: str) -> Key:
    return f"MEMBER#{member_id}", f"MAILBOX#{alias}"
