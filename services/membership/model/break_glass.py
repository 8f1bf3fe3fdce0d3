"""The rules of break-glass access: a host admin sees who is in one network, for an hour.

By default host admins see nobody. One who has to look says why, to the chairs alone, and then sees
what a chair sees of people; nobody changes anything by it, and no note is ever among it (C1).

opened ──an hour, or the admin or a chair ends it──▶ closed: what was read stays visible to chairs
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.contracts.break_glass import BreakGlassClosed, BreakGlassOpened
from services.contracts.refusals import Conflict, NotAllowed
from services.membership.model.looking import What

LASTS = timedelta(hours=1)
KEPT_FOR = timedelta(days=365)


class Closer(StrEnum):
    """Who has ended an access before its time."""

    ADMIN = "admin"
    CHAIR = "chair"


@dataclass(frozen=True, slots=True)
class Reading:
    """A list that the admin was shown, and when for the first time; all of it is within an hour."""

    what: What
    at: datetime


@dataclass(frozen=True, slots=True)
class Access:
    """One opening of one network; `by` is empty once that admin is erased.

    The `reason` is for chairs, and leaves membership in no event. The `version` goes on from one
    access to the network to the next.
    """

    access_id: str
    network_id: str
    by: str
    reason: str
    opened_at: datetime
    until: datetime
    closed_at: datetime | None = None
    closed_by: Closer | None = None
    readings: tuple[Reading, ...] = ()
    version: int = 1

    def is_open(self, now: datetime) -> bool:
        """Whether the admin may look at this moment."""
        return self.closed_at is None and now < self.until


def open_access(
    before: Access | None, network_id: str, by: str, reason: str, access_id: str, now: datetime
) -> tuple[Access, BreakGlassOpened]:
    """Open a network for an hour; raises Conflict while it is open."""
    if before is not None and before.is_open(now):
        raise Conflict("Access to this network is open already. It has to end first.")
    version = before.version + 1 if before else 1
    opened = Access(access_id, network_id, by, reason, now, now + LASTS, version=version)
    return opened, BreakGlassOpened(
        network_id=network_id, access_id=access_id, until=opened.until, sequence=version
    )


def must_be_open(access: Access | None, by: str, now: datetime) -> Access:
    """The access by which this admin may look now; raises NotAllowed if there is none."""
    if access is None or access.by != by or not access.is_open(now):
        raise NotAllowed("You have no access to this network. Open it first, and say why.")
    return access


def read(access: Access, what: What, now: datetime) -> Access:
    """The access with what is about to be read; the same one if that was read before."""
    if what in {reading.what for reading in access.readings}:
        return access
    readings = (*access.readings, Reading(what, now))
    return replace(access, readings=readings, version=access.version + 1)


def close(access: Access | None, closer: Closer, now: datetime) -> tuple[Access, BreakGlassClosed]:
    """End an access before its time; raises Conflict if none is open."""
    if access is None or not access.is_open(now):
        raise Conflict("No access to this network is open.")
    closed = replace(access, closed_at=now, closed_by=closer, version=access.version + 1)
    return closed, BreakGlassClosed(
        network_id=access.network_id, access_id=access.access_id, sequence=closed.version
    )


def veil(access: Access, now: datetime) -> Access:
    """The access once its admin is erased: over, and not to be led back to anybody."""
    ended = access.closed_at or min(now, access.until)
    return replace(access, by="", closed_at=ended, version=access.version + 1)
