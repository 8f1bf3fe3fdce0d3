"""What a clock on the wall says, as an instant: rules S2 and S3."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
LONGEST_GAP = timedelta(days=1)


def instant(local: datetime, zone: str) -> datetime:
    """The instant of a wall time: of two the first, for none the first valid later one (S2)."""
    there = ZoneInfo(zone)
    reading = local
    while reading - local <= LONGEST_GAP:
        found = reading.replace(tzinfo=there, fold=0).astimezone(UTC)
        if found.astimezone(there).replace(tzinfo=None) == reading:
            return found
        reading += MINUTE
    raise ValueError("no clock in this zone shows this time")


def day_before(local: datetime, zone: str) -> datetime:
    """The instant of the same wall time on the day before (S3)."""
    return instant(local - timedelta(days=1), zone)
