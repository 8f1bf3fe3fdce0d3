"""What a clock on the wall says, as an instant: rules S2 and S3."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
LONGEST_GAP = timedelta(days=1)


def reading(now: datetime, zone: str) -> datetime:
    """What a clock on the wall in this zone shows at this instant."""
    return now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def instant(local: datetime, zone: str) -> datetime:
    """The instant of a wall time: of two the first, for none the first valid later one (S2)."""
    there = ZoneInfo(zone)
    shown = local
    while shown - local <= LONGEST_GAP:
        found = shown.replace(tzinfo=there, fold=0).astimezone(UTC)
        if reading(found, zone) == shown:
            return found
        shown += MINUTE
    raise ValueError("no clock in this zone shows this time")


def day_before(local: datetime, zone: str) -> datetime:
    """The instant of the same wall time on the day before (S3)."""
    return instant(local - timedelta(days=1), zone)
