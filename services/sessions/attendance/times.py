"""The times in a report, which say neither their zone nor which number is the day.

The session says both: of the ways to read them the one counts in which most people were there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from services.sessions import walltime

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
CLOCK = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:\.\d+)?)?"
    r" ?(?P<half>[ap]\.?m\.?)?(?: ?(?P<offset>Z|UTC|GMT|[+-]\d\d:?\d\d))?"
)
NUMBERS = re.compile(
    rf"(?:(?P<a>\d{{1,4}})[./-](?P<b>\d{{1,2}})[./-](?P<c>\d{{1,4}})(?:, ?| |T))?{CLOCK}",
    re.IGNORECASE,
)
MONTH_FIRST = re.compile(
    rf"(?P<m>[a-z]{{3,9}})\.? (?P<d>\d{{1,2}}),? (?P<y>\d{{4}}),? {CLOCK}", re.I
)
DAY_FIRST = re.compile(rf"(?P<d>\d{{1,2}}) (?P<m>[a-z]{{3,9}})\.?,? (?P<y>\d{{4}}),? {CLOCK}", re.I)


@dataclass(frozen=True, slots=True)
class Manner:
    """One way to read times: which number of a date is the day, and of which zone they are."""

    day_first: bool
    zone: str
    on: date
    """The day that is meant where there is only a time."""

    def instant(self, text: str) -> datetime:
        """When that is; raises ValueError if it cannot be read so."""
        found = NUMBERS.fullmatch(text)
        if found is not None:
            day = self._day(found["a"], found["b"], found["c"])
        else:
            found = MONTH_FIRST.fullmatch(text) or DAY_FIRST.fullmatch(text)
            if found is None:
                raise ValueError("no time")
            month = MONTHS.index(found["m"][:3].lower()) + 1
            day = date(int(found["y"]), month, int(found["d"]))
        local = datetime.combine(day, _clock(found))
        if found["offset"]:
            return _with_offset(local, found["offset"])
        return walltime.instant(local, self.zone)

    def _day(self, a: str | None, b: str | None, c: str | None) -> date:
        if a is None or b is None or c is None:
            return self.on
        if len(a) == 4:
            return date(int(a), int(b), int(c))
        day, month = (a, b) if self.day_first else (b, a)
        return date(int(c) + (2000 if len(c) == 2 else 0), int(month), int(day))


def manners(zone: str, on: date) -> Iterator[Manner]:
    """The ways in which the times of a meeting on that day can be read, the likeliest first."""
    for where in dict.fromkeys((zone, "UTC")):
        for day_first in (True, False):
            yield Manner(day_first, where, on)


def _clock(found: re.Match[str]) -> time:
    hour, half = int(found["hour"]), (found["half"] or "")[:1].lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("no hour of half a day")
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, int(found["minute"]), int(found["second"] or 0))


def _with_offset(local: datetime, offset: str) -> datetime:
    if offset[0] not in "+-":
        return local.replace(tzinfo=UTC)
    return datetime.fromisoformat(f"{local.isoformat()}{offset}").astimezone(UTC)
