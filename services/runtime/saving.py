"""Saving a change: state and events in one transaction, and the shapes that are safe to repeat.

Every reaction has one of four shapes, each harmless when a message comes twice or late:

- *project*: keep a copy of what another service said; the highest sequence wins (`project`).
- *create once*: make a thing under a key that the message determines (`save` with `Absent`).
- *advance*: move a state machine and its version on; a second time it is already there (`save`).
- *claim*: mark an outside effect as begun before beginning it (`save`, then the effect).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from services.contracts.event import Event
from services.contracts.refusals import Conflict
from services.runtime import platform
from services.runtime.ports import Check, ConditionFailed, Item, OlderThan, Put, Write

OUTBOX_SHARDS = 4
SENT_SOON = "OUTBOX#{shard}"

cause: ContextVar[str | None] = ContextVar("cause", default=None)
"""The id of the event that is being reacted to, if any; becomes `caused_by`."""


def save(
    writes: Sequence[Write],
    events: Iterable[Event] = (),
    *,
    outbox: str,
    at: datetime | None = None,
    traceless: bool = False,
) -> None:
    """Write state and say what happened, or neither.

    Each event must carry the `sequence` that the rule gave it; `outbox` is the table whose stream
    the relay reads. `traceless` leaves the cause out and rounds the time to the hour: nothing that
    travels may then lead from the event to the request that made it (decisions 'Who owns what').
    Raises Conflict if somebody else changed the state first.
    """
    now = at or platform.now()
    rows = [Put(outbox, _row(event, now, traceless=traceless)) for event in events]
    try:
        platform.current().tables.transact(*writes, *rows)
    except ConditionFailed as failed:
        raise Conflict(
            "Somebody changed this while you were working on it. Load it again and repeat."
        ) from failed


def project(table: str, item: Item, *, sequence: int, holds: Check | None = None) -> bool:
    """Keep a copy of what another service said, unless a newer one is there; tells if it was kept.

    A tombstone is an item like any other: never delete a projection, or an old message revives it.
    Of people that tombstone is apart (`runtime.erasing`), and `holds` sees that there is none.
    """
    try:
        platform.current().tables.transact(
            Put(table, {**item, "as_of": sequence}, OlderThan(sequence)),
            *((holds,) if holds else ()),
        )
    except ConditionFailed:
        return False
    return True


def _row(event: Event, now: datetime, *, traceless: bool) -> dict[str, Any]:
    event_id = platform.new_id()
    at = now.replace(minute=0, second=0, microsecond=0) if traceless else now
    stamped = event.stamped(
        event_id=event_id,
        occurred_at=at,
        caused_by=None if traceless else cause.get(),
    )
    return {
        "pk": f"OUTBOX#{event_id}",
        "sk": "EVENT",
        "gsi1pk": SENT_SOON.format(shard=int(event_id[-2:], 16) % OUTBOX_SHARDS),
        "gsi1sk": now.isoformat(timespec="seconds"),
        "bus": event.bus,
        "source": event.source,
        "detail_type": event.detail_type(),
        "detail": stamped.detail(),
        "attempts": 0,
    }
