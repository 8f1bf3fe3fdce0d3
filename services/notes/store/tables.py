"""The names of the tables, and reading and writing more than one call may hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from services.contracts.event import Event
from services.runtime import platform
from services.runtime.ports import Item, Key, Write
from services.runtime.saving import save as save_all

MOST_AT_ONCE = 100

Thing = TypeVar("Thing")


def table() -> str:
    """The name of the table of published notes."""
    return platform.setting("NOTES_TABLE")


def drafts_table() -> str:
    """The name of the table of drafts."""
    return platform.setting("DRAFTS_TABLE")


def get_many(keys: Sequence[tuple[str, Key]]) -> list[Item | None]:
    """Any number of items, in the order of their keys."""
    tables = platform.current().tables
    return [item for some in chunks(keys, MOST_AT_ONCE) for item in tables.get_many(some)]


def chunks(things: Sequence[Thing], size: int) -> Iterator[Sequence[Thing]]:
    """The things in order, at most so many at a time."""
    return (things[start : start + size] for start in range(0, len(things), size))


def save(writes: Sequence[Write], events: Sequence[Event] = ()) -> None:
    """Write and say, or neither (see runtime.saving)."""
    save_all(writes, events, outbox=table())
