"""What functions have sent so far: it cannot be called back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Journal:
    """What left the functions: events by bus, name and content, mail by key, waiting messages."""

    published: list[dict[str, Any]] = field(default_factory=list)
    mails: list[tuple[str, str]] = field(default_factory=list)
    queue: list[str] = field(default_factory=list)

    def take_in(self, operation: str, asked: dict[str, Any]) -> None:
        """Write down what a call that went well has sent."""
        match operation:
            case "PutEvents":
                self.published += [
                    {
                        "bus": entry["EventBusName"],
                        "name": entry["DetailType"],
                        "detail": json.loads(entry["Detail"]),
                    }
                    for entry in asked["Entries"]
                ]
            case "SendBulkEmail":
                for entry in asked["BulkEmailEntries"]:
                    headers = {h["Name"]: h["Value"] for h in entry["ReplacementHeaders"]}
                    (address,) = entry["Destination"]["ToAddresses"]
                    self.mails.append((headers["X-Dedupe-Key"], address))
            case "SendMessageBatch":
                self.queue += [entry["MessageBody"] for entry in asked["Entries"]]
