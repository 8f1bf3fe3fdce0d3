"""Series: each under an id, with a row for the time at which its next date comes near.

SERIES#<s>       STATE          the series; index NETWORK#<n>#SERIES by its first date
DUE#<shard>      <time>#series-<s>      when a tick has something to do for it
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from services.runtime import due, platform
from services.runtime.ports import Absent, AtVersion, Delete, Item, Key, Put, Write
from services.sessions.model import Session
from services.sessions.model.series import Course, Series, Skip, Slot, Step
from services.sessions.store import plan
from services.sessions.store import session as sessions
from services.sessions.store.table import save, table


def key(series_id: str) -> Key:
    """Where a series is kept."""
    return f"SERIES#{series_id}", "STATE"


def find_all(keys: Sequence[Key]) -> list[Item | None]:
    """The items under these keys, in their order, in one batched read."""
    return platform.current().tables.get_many([(table(), one) for one in keys]) if keys else []


def sessions_of(series: Series, *also: Key) -> tuple[dict[str, Session], Sequence[Item | None]]:
    """The sessions on its dates by their ids, and what lies under the further keys; one read."""
    found = find_all([*(sessions.key(slot.session_id) for slot in series.slots), *also])
    here = [sessions.read(item) for item in found[: len(series.slots)] if item]
    return {one.session_id: one for one in here}, found[len(series.slots) :]


def of_network(
    network_id: str, after: Item | None = None, limit: int = 50
) -> tuple[list[Series], Item | None]:
    """Series of a network, the one that began last first, and where to go on."""
    page = platform.current().tables.query(
        table(), _partition(network_id), index=True, backwards=True, limit=limit, after=after
    )
    return [read(item) for item in page.items], page.next


def add(step: Step) -> None:
    """A new series with its sessions; raises Conflict if the id is taken."""
    save([*_put(None, step.series), *_sessions(step)], step.said)


def bring(series: Series) -> None:
    """A series that came along with its network; a tick looks at it at once."""
    save(_put(None, series), [])


def change(before: Series, step: Step) -> None:
    """A series after a step, with all that the step did; raises Conflict if anything moved."""
    carried = _put(None, step.next) if step.next else []
    save([*_put(before, step.series), *carried, *_sessions(step)], step.said)


def forget(row: Item) -> None:
    """A due row that has nothing to do any more."""
    platform.current().tables.transact(Delete(table(), (row["pk"], row["sk"])))


def read(item: Item) -> Series:
    """The series in an item."""
    last_day, look_at = item["last_day"], item["look_at"]
    return Series(
        series_id=item["series_id"],
        network_id=item["network_id"],
        plan=plan.read(item),
        next_day=date.fromisoformat(item["next_day"]),
        course=Course(item["course"]),
        last_day=date.fromisoformat(last_day) if last_day else None,
        slots=tuple(Slot(date.fromisoformat(day), one) for day, one in item["slots"].items()),
        skips=tuple(Skip(date.fromisoformat(day), why) for day, why in item["skips"].items()),
        follows=item["follows"],
        look_at=datetime.fromisoformat(look_at) if look_at else None,
        version=item["version"],
    )


def _put(before: Series | None, series: Series) -> list[Write]:
    pk, sk = key(series.series_id)
    content: dict[str, Any] = {
        "series_id": series.series_id,
        "network_id": series.network_id,
        **plan.content(series.plan),
        "next_day": series.next_day.isoformat(),
        "course": series.course,
        "last_day": series.last_day.isoformat() if series.last_day else None,
        "slots": {slot.day.isoformat(): slot.session_id for slot in series.slots},
        "skips": {skip.day.isoformat(): skip.reason for skip in series.skips},
        "follows": series.follows,
        "look_at": series.look_at.isoformat() if series.look_at else None,
        "version": series.version,
    }
    item = {
        "pk": pk,
        "sk": sk,
        "gsi1pk": _partition(series.network_id),
        "gsi1sk": f"{series.plan.local_start.isoformat()}#{series.series_id}",
        **content,
    }
    expected = AtVersion(before.version) if before else Absent()
    return [Put(table(), item, expected), *_looks(before, series)]


def _looks(before: Series | None, series: Series) -> list[Write]:
    due_before, due_now = _due_key(before), _due_key(series)
    if due_before == due_now:
        return []
    writes: list[Write] = [Delete(table(), due_before)] if due_before else []
    if due_now:
        pk, sk = due_now
        writes.append(Put(table(), {"pk": pk, "sk": sk, "series_id": series.series_id}))
    return writes


def _sessions(step: Step) -> list[Write]:
    new = [write for session in step.new for write in sessions.put_new(session)]
    return [*new, *(write for pair in step.changed for write in sessions.put_changed(*pair))]


def _partition(network_id: str) -> str:
    return f"NETWORK#{network_id}#SERIES"


def _due_key(series: Series | None) -> Key | None:
    if series is None or series.look_at is None:
        return None
    return due.key(series.look_at, f"series-{series.series_id}")
