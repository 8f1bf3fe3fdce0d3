"""What sessions says: what is planned, what has happened, when to remind."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from services.contracts import erasure
from services.contracts.event import PrivateEvent, PublicEvent

SOURCE = "candour.sessions"


class OccurrenceEvent(PublicEvent):
    """A change of one session; each carries its whole public state."""

    source: ClassVar[str] = SOURCE
    session_id: str
    network_id: str
    local_start: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool = False


class OccurrenceScheduled(OccurrenceEvent):
    """A session is on the programme."""


class OccurrenceMoved(OccurrenceEvent):
    """A session has another time; `old_` tells which it had until now.

    `reminded` tells whether members had been told of an earlier time. `remind_at` is when they are
    to be reminded of this one: a move that is said no earlier than that is its own reminder.
    """

    old_local_start: str
    old_zone: str
    old_starts_at: datetime
    old_ends_at: datetime
    reminded: bool
    remind_at: datetime


class OccurrenceCancelled(OccurrenceEvent):
    """A session will not take place; `reminded` tells whether members had been reminded of it."""

    cancelled: bool = True
    reminded: bool


class SessionTitled(PrivateEvent):
    """What a session is called, for pages and mail."""

    source: ClassVar[str] = SOURCE
    session_id: str
    network_id: str
    title: str


class ReminderDue(PublicEvent):
    """Now is the time to remind members; useless after `useful_until`.

    `occurrence_version` is the version of the session that the reminder is about: once the session
    has a higher one, the reminder is a no-op (rule A4).
    """

    source: ClassVar[str] = SOURCE
    session_id: str
    network_id: str
    occurrence_version: int
    useful_until: datetime


class SessionHeld(PublicEvent):
    """A session took place; `headcount` is the peak number, never who (rule S19).

    It is `retold` when its network has moved here: whatever followed from it followed there.
    """

    source: ClassVar[str] = SOURCE
    session_id: str
    network_id: str
    starts_at: datetime
    headcount: int | None
    retold: bool = False


class ServiceErased(erasure.ServiceErased):
    """Sessions, notes or notifications holds nothing about somebody any more."""

    source: ClassVar[str] = SOURCE
    service: erasure.Answering = "sessions"
