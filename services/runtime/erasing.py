"""Forgetting a person for good: a tombstone under a keyed hash, and then every row about them.

The tombstone holds no id, so that nothing is left to find somebody by. Whatever keeps a row about
a person writes it together with `not_erased`: then no late event brings anybody back.
"""

from __future__ import annotations

from contextlib import suppress

from services.runtime import platform
from services.runtime.ports import Absent, Check, ConditionFailed, Delete, Item, Key, Put, Write
from services.runtime.signing import keyed_hash

ERASING = "ERASING"
AT_ONCE = 25


def tombstone(member_id: str) -> Key:
    """Where it is kept that somebody was erased, for those who know the id already."""
    return f"ERASED#{keyed_hash('erased', member_id)}", "MEMBER"


def not_erased(table: str, member_id: str) -> Check:
    """Lets a transaction hold only while nobody has erased this person."""
    return Check(table, tombstone(member_id), Absent())


def is_erased(table: str, member_id: str) -> bool:
    """Whether this person was erased."""
    return platform.current().tables.get(table, tombstone(member_id)) is not None


def bury(table: str, member_id: str) -> None:
    """From now on nothing more can be kept about somebody; what is kept stays for the moment."""
    pk, sk = tombstone(member_id)
    platform.current().tables.transact(Put(table, {"pk": pk, "sk": sk}))


def begin(table: str, member_id: str, later: Write) -> None:
    """Bury somebody, end their rights, and see to the rest `later`: the write of a due row.

    What was under way when the tombstone came may still write for as long as a function runs, so
    the rest has to wait. Until then it is kept which networks it was about (`begun`).
    """
    bury(table, member_id)
    places = _rows(table, member_id, "NETWORK#")
    key = {"pk": f"MEMBER#{member_id}", "sk": ERASING}
    begun = {**key, "networks": [place["network_id"] for place in places]}
    # If it was begun before, all the places were still there then.
    with suppress(ConditionFailed):
        platform.current().tables.transact(Put(table, begun, Absent()), later)
    _delete(table, places)


def begun(table: str, member_id: str) -> Item | None:
    """What was noted when the erasing began: the ids of `networks`; None if it is over."""
    return platform.current().tables.get(table, (f"MEMBER#{member_id}", ERASING))


def end(table: str, member_id: str) -> Write:
    """The write after which nothing is left of the erasing itself."""
    return Delete(table, (f"MEMBER#{member_id}", ERASING))


def forget(table: str, member_id: str) -> None:
    """Delete every row about somebody, but that they are being erased."""
    rows = _rows(table, member_id, "")
    _delete(table, [row for row in rows if row["sk"] != ERASING])


def _rows(table: str, member_id: str, prefix: str) -> list[Item]:
    found: list[Item] = []
    after: Item | None = None
    while True:
        page = platform.current().tables.query(
            table, f"MEMBER#{member_id}", prefix=prefix, limit=100, after=after
        )
        found += page.items
        after = page.next
        if after is None:
            return found


def _delete(table: str, rows: list[Item]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        platform.current().tables.transact(*(Delete(table, (r["pk"], r["sk"])) for r in some))
