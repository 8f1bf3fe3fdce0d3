"""What a plan is written with: dates and times of the wall, zones, lengths, meeting addresses."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from services.runtime.http.wishes import FilledLine
from services.sessions import model

LONDON = "Europe/London"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("Write a time zone such as Europe/London.") from error
    return name


def _meeting_url(address: str) -> str:
    sentence = "Copy the whole address of the meeting; it starts with https://."
    try:
        parts = urlsplit(address)
        proper = parts.scheme == "https" and "." in (parts.hostname or "") and not parts.username
    except ValueError as error:
        raise ValueError(sentence) from error
    # It travels in a header, where nothing but plain printed characters can.
    if not proper or not all("!" <= character <= "~" for character in address):
        raise ValueError(sentence)
    return address


def _date(date: str) -> str:
    try:
        return datetime.strptime(date, "%Y-%m-%d").date().isoformat()
    except ValueError as error:
        raise ValueError("Write the date as year-month-day, such as 2026-11-27.") from error


def _time(time: str) -> str:
    try:
        return datetime.strptime(time, "%H:%M").time().isoformat(timespec="minutes")
    except ValueError as error:
        raise ValueError("Write the time on the 24-hour clock, such as 14:00.") from error


def filled(value: object) -> object:
    """None for an empty field of a form."""
    return None if isinstance(value, str) and not value.strip() else value


def whole_number(value: object) -> object:
    """Raise ValueError for a text that is no number; pydantic reads the others."""
    if isinstance(value, str) and not value.strip().isdecimal():
        raise ValueError("Write a whole number, such as 60.")
    return value


def _length(minutes: int) -> int:
    if not model.FEWEST_MINUTES <= minutes <= model.MOST_MINUTES:
        raise ValueError("A session is 5 to 600 minutes long.")
    return minutes


Date = Annotated[str, AfterValidator(_date)]
Time = Annotated[str, AfterValidator(_time)]
Zone = Annotated[FilledLine, AfterValidator(_zone)]
Minutes = Annotated[int, BeforeValidator(whole_number), AfterValidator(_length)]
Version = Annotated[int, Field(ge=0, le=1_000_000_000)]
MeetingUrl = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_meeting_url)]


def wall_time(date: str, time: str) -> datetime:
    """Of a date and a time as they are checked here."""
    return datetime.fromisoformat(f"{date}T{time}")
