"""Which table it is, and how a change is saved in it."""

from __future__ import annotations

from collections.abc import Sequence

from services.contracts.event import Event
from services.runtime import platform
from services.runtime.ports import Write
from services.runtime.saving import save as save_all


def table() -> str:
    """The name of the table."""
    return platform.setting("SESSIONS_TABLE")


def save(writes: Sequence[Write], events: Sequence[Event]) -> None:
    """Write and say, or neither (see runtime.saving)."""
    save_all(writes, events, outbox=table())


def say(events: Sequence[Event]) -> None:
    """Events that no change of ours goes with."""
    save([], events)
