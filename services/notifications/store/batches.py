"""The ledger's batches, single mails among them: who is mailed, and what became of it.

Who is in a batch is written once, in an item of its own; what became of them is one letter each,
in their order, so that the item which is written for every handful stays below a kilobyte.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from services.notifications.model.batch import Batch, Result
from services.notifications.model.kinds import Kind
from services.notifications.store import looks
from services.notifications.store.table import create, save, table
from services.runtime import erasing, platform
from services.runtime.ports import (
    Absent,
    AtVersion,
    Check,
    ConditionFailed,
    Item,
    Key,
    Put,
    Write,
)

KEPT_FOR = timedelta(days=90)
AT_ONCE = 4
WAITING, IN_HAND, DOUBTFUL = ".", "h", "?"
MARKS: Mapping[Result | None, str] = {
    None: WAITING,
    Result.SENT: "s",
    Result.REJECTED: "r",
    Result.SUPERSEDED: "o",
    Result.UNCERTAIN: "u",
    Result.TOO_LATE: "l",
    Result.NETWORK_ENDED: "e",
    Result.NOT_A_MEMBER: "m",
    Result.NO_ROLE: "n",
    Result.NOT_WANTED: "w",
    Result.NOT_TOLD: "t",
    Result.NO_ADDRESS: "a",
}
"""The letters that the ledger is written in: one that was used may never mean anything else."""
RESULTS = {mark: result for result, mark in MARKS.items()}


class Taken(Exception):
    """Somebody else has claimed or settled the batch meanwhile."""


class Outdated(Exception):
    """The session or note is not what it was when the fan-out was made (A4)."""


def page_of(fanout_id: str, count: int, start: int) -> tuple[list[Batch], int | None]:
    """Some of the `count` batches of a fan-out from this number on, and where to go on."""
    end = min(start + AT_ONCE, count)
    keys = [part for number in range(start, end) for part in keys_of(fanout_id, number)]
    items = platform.current().tables.get_many([(table(), key) for key in keys]) if keys else []
    pairs = zip(items[::2], items[1::2], strict=True)
    found = [read(item, people) for item, people in pairs if item and people]
    return found, end if end < count else None


def all_of(fanout_id: str, count: int) -> Iterator[Batch]:
    """All batches of a fan-out that has this many."""
    start: int | None = 0
    while start is not None:
        found, start = page_of(fanout_id, count, start)
        yield from found


def add_single(batch: Batch, *, at: datetime | None = None) -> bool:
    """A single mail, to be looked at until it is settled, for the first time `at` or soon.

    False if it was made before, or if the person was erased.
    """
    (member_id,) = batch.results
    return create(
        [
            Put(table(), item(batch), Absent()),
            looks.first(at, member_id=member_id, about=batch.about),
            erasing.not_erased(table(), member_id),
        ]
    )


def find_single(member_id: str, about: str) -> Batch | None:
    """One single mail."""
    item = platform.current().tables.get(table(), _single_key(member_id, about))
    return read(item) if item else None


def open_singles(member_id: str) -> list[Batch]:
    """The single mails to somebody that are not settled."""
    page = platform.current().tables.query(
        table(), f"MEMBER#{member_id}", prefix="MAIL#", limit=1000
    )
    found = [read(item) for item in page.items]
    return [batch for batch in found if None in batch.results.values()]


def claim(batch: Batch, holds: Check | None) -> None:
    """A batch that was just claimed; raises Taken, or Outdated if `holds` does not."""
    writes: list[Write] = [Put(table(), item(batch), AtVersion(batch.version - 1))]
    if holds:
        writes.append(holds)
    try:
        platform.current().tables.transact(*writes)
    except ConditionFailed as failed:
        raise (Outdated if failed.positions == (1,) else Taken) from failed


def keep(batch: Batch) -> Batch:
    """What became of a batch; raises Conflict if somebody else wrote that down meanwhile."""
    save([Put(table(), item(batch), AtVersion(batch.version - 1))])
    return batch


def keep_people(batch: Batch) -> None:
    """A batch in which somebody has no name any more; raises Conflict if it moved meanwhile."""
    save([Put(table(), item(batch), AtVersion(batch.version - 1)), Put(table(), _people(batch))])


def new(batch: Batch) -> tuple[Write, Write]:
    """The writes that begin a batch of a fan-out."""
    return Put(table(), item(batch), Absent()), Put(table(), _people(batch), Absent())


def keys_of(fanout_id: str, number: int) -> tuple[Key, Key]:
    """Where a batch of a fan-out and the people in it are kept."""
    pk = f"FANOUT#{fanout_id}"
    return (pk, f"BATCH#{number:06d}"), (pk, f"PEOPLE#{number:06d}")


def _single_key(member_id: str, about: str) -> Key:
    return f"MEMBER#{member_id}", f"MAIL#{about}"


def item(batch: Batch) -> Item:
    """The item of a batch."""
    if batch.number is None:
        (member_id,) = batch.results
        pk, sk = _single_key(member_id, batch.about)
    else:
        (pk, sk), _ = keys_of(batch.about, batch.number)
    return {
        "pk": pk,
        "sk": sk,
        "expires_at": _ends(batch),
        "about": batch.about,
        "number": batch.number,
        "kind": batch.kind,
        "network_id": batch.network_id,
        "useful_until": batch.useful_until.isoformat(),
        "marks": "".join(_marks(batch)),
        "claimed_at": batch.claimed_at.isoformat() if batch.claimed_at else None,
        "counted": batch.counted,
        "version": batch.version,
    }


def read(item: Item, people: Item | None = None) -> Batch:
    """The batch in an item; of a fan-out's batch with the item that says who is in it."""
    claimed_at = item["claimed_at"]
    members = _unpacked(people["members"]) if people else [item["pk"].removeprefix("MEMBER#")]
    marks = dict(zip(members, item["marks"], strict=True))
    return Batch(
        about=item["about"],
        number=item["number"],
        kind=Kind(item["kind"]),
        network_id=item["network_id"],
        useful_until=datetime.fromisoformat(item["useful_until"]),
        results={member_id: RESULTS.get(mark) for member_id, mark in marks.items()},
        in_hand=tuple(member_id for member_id, mark in marks.items() if mark == IN_HAND),
        doubtful=frozenset(member_id for member_id, mark in marks.items() if mark == DOUBTFUL),
        claimed_at=datetime.fromisoformat(claimed_at) if claimed_at else None,
        counted=item["counted"],
        version=item["version"],
    )


def _people(batch: Batch) -> Item:
    _, (pk, sk) = keys_of(batch.about, batch.number or 0)
    members = _packed(list(batch.results))
    return {"pk": pk, "sk": sk, "expires_at": _ends(batch), "members": members}


def _marks(batch: Batch) -> Iterator[str]:
    in_hand = frozenset(batch.in_hand)
    for member_id, result in batch.results.items():
        if member_id in in_hand:
            yield IN_HAND
        else:
            yield DOUBTFUL if member_id in batch.doubtful else MARKS[result]


def _packed(member_ids: Sequence[str]) -> str:
    """Ids are hexadecimal digits, and digits take half the room once packed."""
    return base64.b85encode(zlib.compress(",".join(member_ids).encode(), 9)).decode()


def _unpacked(packed: str) -> list[str]:
    return zlib.decompress(base64.b85decode(packed)).decode().split(",")


def _ends(batch: Batch) -> int:
    return int((batch.useful_until + KEPT_FOR).timestamp())
