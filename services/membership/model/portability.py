"""The rules of taking a network along: chairs may, host staff with a reason, and it is seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.contracts.refusals import Invalid, NotAllowed


class Office(StrEnum):
    """As what somebody exported a network; who it was is not kept."""

    CHAIR = "chair"
    HOST = "host"


@dataclass(frozen=True, slots=True)
class Export:
    """That a network was exported; its chairs see when, in which office and why."""

    network_id: str
    at: datetime
    office: Office
    reason: str


def export(network_id: str, reason: str, now: datetime, *, chair: bool, host: bool) -> Export:
    """Begin an export; raises NotAllowed, or Invalid if host staff give no reason."""
    if not chair and not host:
        raise NotAllowed("Only a chair of the network may do this.")
    if not chair and not reason:
        raise Invalid(
            "Say why.", {"reason": "Write what it is for. The chairs of the network can read it."}
        )
    return Export(network_id, now, Office.CHAIR if chair else Office.HOST, reason)
