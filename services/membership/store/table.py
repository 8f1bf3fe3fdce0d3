"""Which table it is, and how a change is saved in it."""

from __future__ import annotations

from collections.abc import Sequence

from services.contracts.event import Event
from services.runtime import platform
from services.runtime.ports import Item, Key, Write
from services.runtime.saving import save as save_all


def table() -> str:
    """The name of the table."""
    return platform.setting("MEMBERSHIP_TABLE")


def save(writes: Sequence[Write], events: Sequence[Event] = ()) -> None:
    """Write and say, or neither (see runtime.saving)."""
    save_all(writes, events, outbox=table())


def read(keys: Sequence[Key]) -> list[Item | None]:
    """The items under these keys, in their order, in one batched read."""
    return platform.current().tables.get_many([(table(), key) for key in keys]) if keys else []
