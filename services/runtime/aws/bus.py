"""The two buses on EventBridge."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from services.runtime.aws.batches import MOST_BYTES, MOST_ENTRIES, batches
from services.runtime.aws.clients import Clients
from services.runtime.ports import Entry


class AwsBus:
    """The Bus port."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def publish(self, entries: Sequence[Entry]) -> list[int]:
        """Put events; an answer without an error may still refuse some of them."""
        if len(entries) > MOST_ENTRIES:
            raise ValueError("at most 10 entries at once")
        written = [_written(entry) for entry in entries]
        refused = [position for position, entry in enumerate(written) if not _acceptable(entry)]
        good = [position for position in range(len(entries)) if position not in refused]
        for batch in batches([len(written[position]["Detail"]) for position in good]):
            sent = [good[number] for number in batch]
            answer = self._clients.events.put_events(Entries=[written[n] for n in sent])
            if answer["FailedEntryCount"]:
                refused += [
                    position
                    for position, result in zip(sent, answer["Entries"], strict=True)
                    if "ErrorCode" in result
                ]
        return sorted(refused)


def _written(entry: Entry) -> dict[str, Any]:
    return {
        "EventBusName": entry.bus,
        "Source": entry.source,
        "DetailType": entry.detail_type,
        "Detail": json.dumps(entry.detail),
    }


def _acceptable(entry: dict[str, Any]) -> bool:
    """Whether this can be said at all; one bad entry must not make the service refuse the rest."""
    return bool(entry["Source"] and entry["DetailType"]) and len(entry["Detail"]) <= MOST_BYTES
