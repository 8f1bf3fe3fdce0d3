"""The table of the service, and saving into it."""

from __future__ import annotations

from collections.abc import Sequence

from services.contracts.event import Event
from services.contracts.refusals import Conflict
from services.runtime import platform
from services.runtime.ports import Write
from services.runtime.saving import save as save_all


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
