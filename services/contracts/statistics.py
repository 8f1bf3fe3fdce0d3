"""What membership says of the statistics of a network; apart, as few listen."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from services.contracts.event import PublicEvent
from services.contracts.membership import SOURCE


class StatisticsWanted(PublicEvent):
    """A snapshot of a network is to be counted, or counted on; membership hears it itself."""

    source: ClassVar[str] = SOURCE
    network_id: str
    snapshot_id: str


class StatisticsPublished(PublicEvent):
    """A snapshot can be seen: by everybody if the network is listed, else by its members (M29).

    `number` counts the published snapshots of the network. What it says is on the page.
    """

    source: ClassVar[str] = SOURCE
    network_id: str
    snapshot_id: str
    number: int
    as_of: date
    rules_version: int


class StatisticsTogetherPublished(PublicEvent):
    """A snapshot of all listed networks together can be seen by everybody (M29).

    `number` counts those that were published. What it says is on the page.
    """

    source: ClassVar[str] = SOURCE
    snapshot_id: str
    number: int
    as_of: date
    rules_version: int
