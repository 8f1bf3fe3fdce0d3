"""Dates and times as people say them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = "Europe/London"


def when(moment: datetime | str, zone: str = LONDON) -> str:
    """An instant as `Friday 27 November 2026 at 2:00pm, London time`."""
    local = _local(moment, zone)
    hour = local.hour % 12 or 12
    half = "am" if local.hour < 12 else "pm"
    place = "universal" if zone in ("UTC", "Etc/UTC") else zone.rpartition("/")[2].replace("_", " ")
    return f"{day(local.date())} at {hour}:{local:%M}{half}, {place} time"


def day(moment: date | str, zone: str = LONDON) -> str:
    """A date, or the day of an instant, as `Friday 27 November 2026`."""
    if isinstance(moment, str) and len(moment) == len("2026-11-27"):
        moment = date.fromisoformat(moment)
    if isinstance(moment, str | datetime):
        moment = _local(moment, zone).date()
    return f"{moment:%A} {moment.day} {moment:%B} {moment.year}"


def week(text: str) -> str:
    """A week like `2026-W48` as `week of 23 November 2026`."""
    year, _, number = text.partition("-W")
    monday = date.fromisocalendar(int(year), int(number), 1)
    return f"week of {monday.day} {monday:%B} {monday.year}"


def _local(moment: datetime | str, zone: str) -> datetime:
    """The instant on the clocks of that zone; a time without zone is on them already."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment
