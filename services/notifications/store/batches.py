"""The ledger's batches, single mails among them: who is mailed, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from services.notifications.model.batch import Batch, Result, State
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
AT_ONCE = 20


class Taken(Exception):
    """Somebody else has claimed or settled the batch meanwhile."""


class Outdated(Exception):
    """The session or note is not what it was when the fan-out was made (A4)."""


def page_of(fanout_id: str, after: Item | None) -> tuple[list[Batch], Item | None]:
    """Some batches of a fan-out in their order, and where to go on."""
    page = platform.current().tables.query(
        table(), f"FANOUT#{fanout_id}", prefix="BATCH#", limit=AT_ONCE, after=after
    )
    return [read(item) for item in page.items], page.next


def all_of(fanout_id: str) -> Iterator[Batch]:
    """All batches of a fan-out."""
    after: Item | None = None
    while True:
        batches, after = page_of(fanout_id, after)
        yield from batches
        if after is None:
            return


def add_single(batch: Batch) -> bool:
    """A single mail, to be looked at until it is settled.

    False if it was made before, or if the person was erased.
    """
    (member_id,) = batch.results
    return create(
        [
            Put(table(), item(batch), Absent()),
            looks.first(member_id=member_id, about=batch.about),
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
    return [batch for batch in found if batch.state is not State.SETTLED]


def claim(batch: Batch, holds: Check | None) -> None:
    """A batch that was just claimed; raises Taken, or Outdated if `holds` does not."""
    writes: list[Write] = [Put(table(), item(batch), AtVersion(batch.version - 1))]
    if holds:
        writes.append(holds)
    try:
        platform.current().tables.transact(*writes)
    except ConditionFailed as failed:
        raise (Outdated if failed.positions == (1,) else Taken) from failed


def keep(batch: Batch) -> None:
    """What became of a batch; raises Conflict if somebody else wrote that down meanwhile."""
    save([Put(table(), item(batch), AtVersion(batch.version - 1))])


def key(fanout_id: str, number: int) -> Key:
    """Where a batch of a fan-out is kept."""
    return f"FANOUT#{fanout_id}", f"BATCH#{number:06d}"


def _single_key(member_id: str, about: str) -> Key:
    return f"MEMBER#{member_id}", f"MAIL#{about}"


def item(batch: Batch) -> Item:
    """The item of a batch."""
    if batch.number is None:
        (member_id,) = batch.results
        pk, sk = _single_key(member_id, batch.about)
    else:
        pk, sk = key(batch.about, batch.number)
    return {
        "pk": pk,
        "sk": sk,
        "expires_at": int((batch.useful_until + KEPT_FOR).timestamp()),
        "about": batch.about,
        "number": batch.number,
        "kind": batch.kind,
        "network_id": batch.network_id,
        "useful_until": batch.useful_until.isoformat(),
        "results": dict(batch.results),
        "state": batch.state,
        "claimed_at": batch.claimed_at.isoformat() if batch.claimed_at else None,
        "counted": batch.counted,
        "version": batch.version,
    }


def read(item: Item) -> Batch:
    """The batch in an item."""
    claimed_at = item["claimed_at"]
    return Batch(
        about=item["about"],
        number=item["number"],
        kind=Kind(item["kind"]),
        network_id=item["network_id"],
        useful_until=datetime.fromisoformat(item["useful_until"]),
        results={m: Result(r) if r else None for m, r in item["results"].items()},
        state=State(item["state"]),
        claimed_at=datetime.fromisoformat(claimed_at) if claimed_at else None,
        counted=item["counted"],
        version=item["version"],
    )
