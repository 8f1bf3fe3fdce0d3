"""Copies of what is held about somebody: that one was asked for, and its parts, which lie apart.

DATA#<m>     STATE                               the latest copy that somebody asked for
DATA#<m>     PART#<round>#<service>#<share>#<n>  a part of what one service holds; expires
DATA#<d>     OWNER                               whose copy it is; expires
DUE#<shard>  <time>#my-data-<m>                  when to look at it: is somebody late, must it go

They are no rows of the person's own partition, which is read as a whole elsewhere. What expires has
been deleted long before, by the tick: that it does is for parts that come when all is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.membership.model.mydata import MyData, Part
from services.membership.store.table import read, table
from services.runtime import due, holdings, platform
from services.runtime.ports import Absent, AtVersion, Check, Delete, Item, Key, Put, Write

STATE = "STATE"
AT_ONCE = 25
EXPIRES_AFTER = timedelta(days=30)
"""If nobody deletes it before: the tick does, 7 days after it is ready."""


def find(member_id: str) -> MyData | None:
    """The copy that somebody asked for last, if it is not gone."""
    (item,) = read([_key(member_id)])
    return _read(item) if item else None


def find_with_member(member_id: str) -> tuple[MyData | None, Item | None]:
    """The copy that somebody asked for last, and who they are, in one read."""
    item, member = read([_key(member_id), (f"MEMBER#{member_id}", "STATE")])
    return _read(item) if item else None, member


def find_with_parts(member_id: str) -> tuple[MyData | None, list[Part]]:
    """The copy that somebody asked for last with all that has come for it, in one query."""
    items = list(holdings.rows(table(), _partition(member_id)))
    mine = next((_read(item) for item in items if item["sk"] == STATE), None)
    if mine is None:
        return None, []
    return mine, [_part(item) for item in items if item["sk"].startswith(_prefix(mine))]


def owner(data_id: str) -> str | None:
    """Whose copy it is, unless it is gone."""
    (item,) = read([_owner_key(data_id)])
    return item["member_id"] if item else None


def put(before: MyData | None, after: MyData) -> list[Write]:
    """The writes of a copy that was asked for or has come further, with its due row.

    They hold if nobody else moved it meanwhile.
    """
    pk, sk = _key(after.member_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "member_id": after.member_id,
        "data_id": after.data_id,
        "asked_at": after.asked_at.isoformat(),
        "look_at": after.look_at.isoformat(),
        "ready_at": after.ready_at.isoformat() if after.ready_at else None,
        "round": after.round,
        "asks": [at.isoformat() for at in after.asks],
        "version": after.version,
    }
    writes: list[Write] = [Put(table(), item, AtVersion(before.version) if before else Absent())]
    if before is not None and _due_key(before) != _due_key(after):
        writes.append(Delete(table(), _due_key(before)))
    due_pk, due_sk = _due_key(after)
    row: Item = {"pk": due_pk, "sk": due_sk, "member_id": after.member_id, "my_data": True}
    return [*writes, Put(table(), row)]


def put_owner(mine: MyData) -> Write:
    """The write that keeps whose copy it is: the shares that come do not say it."""
    pk, sk = _owner_key(mine.data_id)
    item = {"pk": pk, "sk": sk, "member_id": mine.member_id}
    return Put(table(), {**item, "expires_at": _expires()})


def put_part(mine: MyData, part: Part) -> list[Write]:
    """The writes of a part; they hold while this copy waits for it."""
    item: Item = {
        "pk": _partition(mine.member_id),
        "sk": f"{_prefix(mine)}{part.service}#{part.share_id}#{part.part:04d}",
        **part._asdict(),
        "expires_at": _expires(),
    }
    return [Put(table(), item), Check(table(), _key(mine.member_id), AtVersion(mine.version))]


def parts(mine: MyData) -> list[Part]:
    """All parts that have come in this round."""
    return [
        _part(item) for item in holdings.rows(table(), _partition(mine.member_id), _prefix(mine))
    ]


def forget(member_id: str) -> None:
    """Delete a copy with all its parts, those of earlier rounds too; fine if there is none."""
    items = list(holdings.rows(table(), _partition(member_id)))
    keys = [(item["pk"], item["sk"]) for item in items if item["sk"] != STATE]
    for item in items:
        if item["sk"] == STATE:
            # Last what leads to the rest, so that whoever is stopped half-way finds it again.
            mine = _read(item)
            keys += [_due_key(mine), _owner_key(mine.data_id), _key(member_id)]
    for start in range(0, len(keys), AT_ONCE):
        _delete(keys[start : start + AT_ONCE])


def is_about_data(row: Item) -> bool:
    """Whether a due row is about such a copy."""
    return "my_data" in row


def is_row_of(mine: MyData, row: Item) -> bool:
    """Whether this is the due row that brings one back to the copy."""
    return _due_key(mine) == (row["pk"], row["sk"])


def done(row: Item) -> Write:
    """The write that takes a due row away."""
    return Delete(table(), (row["pk"], row["sk"]))


def _delete(keys: Sequence[Key]) -> None:
    platform.current().tables.transact(*(Delete(table(), key) for key in keys))


def _read(item: Item) -> MyData:
    ready_at = item["ready_at"]
    return MyData(
        member_id=item["member_id"],
        data_id=item["data_id"],
        asked_at=datetime.fromisoformat(item["asked_at"]),
        look_at=datetime.fromisoformat(item["look_at"]),
        ready_at=datetime.fromisoformat(ready_at) if ready_at else None,
        round=item["round"],
        asks=tuple(map(datetime.fromisoformat, item["asks"])),
        version=item["version"],
    )


def _key(member_id: str) -> Key:
    return _partition(member_id), STATE


def _partition(member_id: str) -> str:
    return f"DATA#{member_id}"


def _part(item: Item) -> Part:
    return Part(*(item[name] for name in Part._fields))


def _owner_key(data_id: str) -> Key:
    return f"DATA#{data_id}", "OWNER"


def _prefix(mine: MyData) -> str:
    return f"PART#{mine.round}#"


def _due_key(mine: MyData) -> Key:
    return due.key(mine.look_at, f"my-data-{mine.member_id}")


def _expires() -> int:
    return int((platform.now() + EXPIRES_AFTER).timestamp())
