"""The two buses on SQLite: an event is copied to the queue of every rule that matches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

from pydantic_core import to_json

from services.runtime.embedded.clock import EmbeddedClock
from services.runtime.embedded.database import Database
from services.runtime.ports import Entry, Ids

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

    def heard(self) -> Iterator[tuple[str, str, str]]:
        """Bus, source and name of everything that goes to this rule's queue."""
        return product((self.bus,), self.sources, self.detail_types)


class EmbeddedBus:
    """The Bus port; `rules` come from the template."""

    def __init__(self, database: Database, clock: EmbeddedClock, ids: Ids) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self.rules = ()

    @property
    def rules(self) -> Sequence[Rule]:
        """Which events go where."""
        return self._rules

    @rules.setter
    def rules(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._hearers = _hearers(tuple(rules))

    def hearers(self, bus: str, source: str, detail_type: str) -> Sequence[str]:
        """The queues that hear of such an event."""
        return self._hearers.get((bus, source, detail_type), ())

    def publish(self, entries: Sequence[Entry]) -> list[int]:
        """Copy each event to the queues of its rules; all in one commit."""
        if len(entries) > MOST_ENTRIES:
            raise ValueError("at most 10 entries at once")
        refused = []
        with self._database.transaction():
            for position, entry in enumerate(entries):
                size = len(to_json(entry.detail))
                if size > MOST_BYTES or not entry.source or not entry.detail_type:
                    refused.append(position)
                else:
                    self._deliver(entry)
        return refused

    def _deliver(self, entry: Entry) -> None:
        now, visible_at = self._clock.now(), self._clock.timestamp()
        sent_at = now.isoformat()
        body = to_json(
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
        ).decode()
        for queue in self.hearers(entry.bus, entry.source, entry.detail_type):
            self._database.run(
                "INSERT INTO messages (queue, body, visible_at, sent_at) VALUES (?, ?, ?, ?)",
                (queue, body, visible_at, sent_at),
            )
        self._database.run(
            "INSERT INTO bus_log (bus, source, detail_type, detail, at) VALUES (?, ?, ?, ?, ?)",
            (entry.bus, entry.source, entry.detail_type, to_json(shown(entry)).decode(), sent_at),
        )


@lru_cache(maxsize=4)
def _hearers(rules: tuple[Rule, ...]) -> Mapping[tuple[str, str, str], Sequence[str]]:
    """Kept, since every world of the simulator has the rules of the one template."""
    hearers = defaultdict(list)
    for rule in rules:
        for event in rule.heard():
            hearers[event].append(rule.queue)
    return hearers


def shown(entry: Entry) -> Mapping[str, Any]:
    """What the control room may keep: everything public, only the ids of what is private."""
    if not entry.bus.startswith(PRIVATE):
        return entry.detail
    kept = (name for name in entry.detail if name.endswith("_id") or name == "caused_by")
    return {name: entry.detail[name] for name in kept}
