"""What sessions says of series: which weeks, and what becomes of them; no titles, no people."""

from __future__ import annotations

from typing import ClassVar, Literal

from services.contracts.event import PublicEvent
from services.contracts.sessions import SOURCE

Course = Literal["running", "paused"]


class SeriesEvent(PublicEvent):
    """What became of a series; the sessions that it plans say themselves what becomes of them."""

    source: ClassVar[str] = SOURCE
    series_id: str
    network_id: str


class SeriesCreated(SeriesEvent):
    """A session is planned for every week, from this wall time on.

    `follows` is the series that was split, if this one carries on another one's weeks (rule S4).
    """

    local_start: str
    zone: str
    follows: str | None = None


class SeriesChanged(SeriesEvent):
    """A series runs or pauses; `last_day` is the last on which it may have a session."""

    course: Course
    last_day: str | None = None


class OccurrenceSkipped(SeriesEvent):
    """A week of a series has no session, of which nobody had been told (rule S5).

    `session_id` is the session that was on the programme for that day, if there was one by then.
    """

    day: str
    session_id: str | None = None
