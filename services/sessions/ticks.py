"""What sessions does when a minute has passed: reminders that are due, events that were missed."""

from __future__ import annotations

from importlib import import_module

from services.contracts.refusals import Conflict
from services.runtime import logs, platform, relay
from services.runtime.ports import Item
from services.sessions import commands, store


def handler(event: object, context: object) -> None:
    """Remind of what is due, and plan the dates that have come near (S1).

    One bad row does not hold up the others.
    """
    for row in store.due_now(platform.now()):
        try:
            _look(row)
        except Conflict:
            continue  # somebody is changing it; the row is still there in a minute
        except Exception as error:
            logs.fault("due_row_failed", error, service="sessions")
    relay.sweep(store.table())


def _look(row: Item) -> None:
    """Whoever a due row is for looks at it; series are imported only when there is such a row."""
    if "series_id" in row:
        import_module("services.sessions.commands.series").look(row)
    elif not commands.remind(row["session_id"]):
        store.forget_reminder(row)
