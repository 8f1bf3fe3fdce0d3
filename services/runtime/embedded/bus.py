"""The two buses on SQLite: an event is copied to the queue of every rule that matches."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.runtime.embedded.database import Database
from services.runtime.ports import Clock, Entry, Ids

MOST_ENTRIES = 10
MOST_BYTES = 256 * 1024
PRIVATE = "candour-private"


@dataclass(frozen=True)
class Rule:
    """Events of these sources and names on this bus go to this queue."""

    name: str
    bus: str
    sources: frozenset[str]
    detail_types: frozenset[str]
    queue: str

    def matches(self, entry: Entry) -> bool:
        """Whether this event is for this rule's queue."""
        return (
            entry.bus == self.bus
            and entry.source in self.sources
            and entry.detail_type in self.detail_types
        )


class EmbeddedBus:
    """The Bus port; `rules` come from the template."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self.rules: Sequence[Rule] = ()

    def publish(self, entries: Sequence[Entry]) -> list[int]:
        """Copy each event to the queues of its rules; all in one commit."""
        if len(entries) > MOST_ENTRIES:
            raise ValueError("at most 10 entries at once")
        refused = []
        with self._database.transaction():
            for position, entry in enumerate(entries):
                detail = json.dumps(entry.detail)
                if len(detail) > MOST_BYTES or not entry.source or not entry.detail_type:
                    refused.append(position)
                else:
                    self._deliver(entry)
        return refused

    def _deliver(self, entry: Entry) -> None:
        now = self._clock.now()
        body = json.dumps(
            {
                "version": "0",
                "id": self._ids.new(),
                "detail-type": entry.detail_type,
                "source": entry.source,
                "account": "000000000000",
                "time": now.isoformat(timespec="seconds"),
                "region": "embedded",
                "resources": [],
                "detail": entry.detail,
            }
        )
        for rule in self.rules:
            if rule.matches(entry):
                self._database.run(
                    "INSERT INTO messages (queue, body, visible_at, sent_at) VALUES (?, ?, ?, ?)",
                    (rule.queue, body, now.timestamp(), now.isoformat()),
                )
        self._database.run(
            "INSERT INTO bus_log (bus, source, detail_type, detail, at) VALUES (?, ?, ?, ?, ?)",
            (entry.bus, entry.source, entry.detail_type, json.dumps(shown(entry)), now.isoformat()),
        )


def shown(entry: Entry) -> Mapping[str, Any]:
    """What the control room may keep: everything public, only the ids of what is private."""
    if not entry.bus.startswith(PRIVATE):
        return entry.detail
    kept = (name for name in entry.detail if name.endswith("_id") or name == "caused_by")
    return {name: entry.detail[name] for name in kept}
