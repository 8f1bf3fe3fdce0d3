"""The table of the service, and saving into it."""

from __future__ import annotations

from collections.abc import Sequence

from services.contracts.event import Event
from services.contracts.refusals import Conflict
from services.runtime import platform
from services.runtime.ports import Item, Key, Write
from services.runtime.saving import save as save_all

KEYS_AT_ONCE = 100


def table() -> str:
    """The name of the table."""
    return platform.setting("NOTIFICATIONS_TABLE")


def save(writes: Sequence[Write], events: Sequence[Event] = (), *, traceless: bool = False) -> None:
    """Write and say, or neither (see runtime.saving)."""
    save_all(writes, events, outbox=table(), traceless=traceless)


def create(writes: Sequence[Write]) -> bool:
    """Write something new; False if it is there already (shape: create once)."""
    try:
        save(writes)
    except Conflict:
        return False
    return True


def read_many(keys: Sequence[Key]) -> list[Item | None]:
    """What lies under these keys, in their order; each hundred is one read."""
    found: list[Item | None] = []
    for start in range(0, len(keys), KEYS_AT_ONCE):
        some = keys[start : start + KEYS_AT_ONCE]
        found += platform.current().tables.get_many([(table(), key) for key in some])
    return found
