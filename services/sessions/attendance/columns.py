"""The headings of the tables in attendance files, as Teams and Zoom have written them over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

HEADINGS: Mapping[str, Sequence[str]] = {
    "name": (
        "name", "full name", "name (original name)", "user name (original name)", "user name",
        "participant", "participant name", "attendee name", "display name",
    ),
    "join": ("join time", "joined", "joined at", "join"),
    "leave": ("leave time", "left", "left at", "leave"),
    "first": ("first join", "first join time"),
    "last": ("last leave", "last leave time"),
    "action": ("user action", "action"),
    "at": ("timestamp", "time"),
    "email": ("email", "user email", "email address", "e-mail"),
    "id": ("participant id (upn)", "participant id", "upn"),
    "role": ("role",),
    "waited": ("in waiting room",),
    "lasted": (
        "duration", "in-meeting duration", "duration (minutes)", "total duration (minutes)",
        "time in session (minutes)", "attendance duration",
    ),
    "host": ("host email",),
    "topic": ("topic", "meeting id"),
}  # fmt: skip
MEANING = {heading: meaning for meaning, all_ in HEADINGS.items() for heading in all_}


class Shape(StrEnum):
    """What one row of a table is about."""

    STAY = "somebody came and went"
    SPAN = "somebody came first and went last"
    ACTION = "somebody came or went"
    TOTAL = "somebody was there for some time"
    MEETING = "the whole meeting, and whose it was"


NEEDED = {
    Shape.STAY: {"name", "join", "leave"},
    Shape.SPAN: {"name", "first", "last"},
    Shape.ACTION: {"name", "action", "at"},
    Shape.TOTAL: {"name", "lasted"},
}


@dataclass(frozen=True, slots=True)
class Columns:
    """What one row of a table is about, and where what stands in it."""

    shape: Shape
    at: Mapping[str, int]

    def of(self, cells: Sequence[str], meaning: str) -> str:
        """What a row says; empty if it has no such cell."""
        place = self.at.get(meaning, len(cells))
        return plain(cells[place]) if place < len(cells) else ""


def recognise(cells: Sequence[str]) -> Columns | None:
    """What these cells are the headings of, if they are."""
    at: dict[str, int] = {}
    for place, cell in enumerate(cells):
        meaning = MEANING.get(plain(cell).casefold())
        if meaning:
            at.setdefault(meaning, place)
    for shape, needed in NEEDED.items():
        if needed <= set(at):
            return Columns(shape, at)
    if "topic" in at and ("host" in at or "email" in at):
        return Columns(Shape.MEETING, {"email": at.get("host", at.get("email", 0))})
    return None


def plain(cell: str) -> str:
    """A cell without the spaces that cannot be seen, of which reports have several kinds."""
    return " ".join(cell.replace("\ufeff", "").split())
