"""The rules of taking a network along: a chair may, and host staff by emergency access.

Either way it is written down for the chairs, and everybody in it can see that they were in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.membership.model.break_glass import Access, must_be_open

LASTS = timedelta(hours=12)


class Office(StrEnum):
    """As what somebody exported a network; who it was is not kept."""

    CHAIR = "chair"
    HOST = "host"


@dataclass(frozen=True, slots=True)
class Export:
    """That a network is exported; its chairs see when, in which office and why."""

    network_id: str
    at: datetime
    until: datetime
    office: Office
    reason: str


def as_chair(network_id: str, reason: str, now: datetime) -> Export:
    """Begin an export; nobody has to say why they take along what is theirs."""
    return Export(network_id, now, now + LASTS, Office.CHAIR, reason)


def as_host(access: Access | None, by: str, now: datetime) -> tuple[Export, Access]:
    """Begin an export by emergency access, which ends with it; raises NotAllowed without one."""
    opened = must_be_open(access, by, now)
    return Export(opened.network_id, now, opened.until, Office.HOST, opened.reason), opened
