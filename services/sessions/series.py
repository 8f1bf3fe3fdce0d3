"""On which instants a weekly wall time falls: rules S1, S2 and X4; it reads no clock and no table.

Each week is reckoned from the clock on the wall, never from the instant of the week before: so that
two o'clock stays two o'clock, whatever the clocks of the zone do in between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from services.sessions import walltime

WEEK = timedelta(weeks=1)


class Clock(StrEnum):
    """How often the clock on the wall shows a time on its day; a chair is told if not once (S2)."""

    ONCE = "once"
    NEVER = "never"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a series: the time as it is said, its instant, and how often the clock shows it.

    If never, the instant is the first valid later one; if twice, it is the first of the two (S2).
    """

    local_start: datetime
    starts_at: datetime
    clock: Clock


def occurrences(
    start_local: datetime, zone: str, until: date, skips: Collection[date] = ()
) -> list[Occurrence]:
    """Every week's occurrence from the first until that day, which counts too, without the skips.

    Raises ValueError if the start is no wall time, that is, if it has an offset of its own (X4).
    """
    if start_local.tzinfo is not None:
        raise ValueError("a series starts at a wall time; its zone is told apart")
    last = _day(until)
    left_out = {_day(day) for day in skips}
    return [
        Occurrence(local, walltime.instant(local, zone), clock(local, zone))
        for local in _weekly(start_local, last)
        if local.date() not in left_out
    ]


def clock(local: datetime, zone: str) -> Clock:
    """How often the clock on the wall in this zone shows this time."""
    there = ZoneInfo(zone)
    first, second = (local.replace(tzinfo=there, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return Clock.ONCE
    shown = walltime.reading(walltime.instant(local, zone), zone)
    return Clock.TWICE if shown == local else Clock.NEVER


def _weekly(start: datetime, last: date) -> Iterator[datetime]:
    # By counting weeks, as adding one to the last date of the calendar would overflow.
    for week in range((last - start.date()).days // 7 + 1):
        yield start + week * WEEK


def _day(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day
