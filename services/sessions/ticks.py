"""What sessions does when a minute has passed: reminders that are due, events that were missed."""

from __future__ import annotations

from services.contracts.refusals import Conflict
from services.runtime import logs, platform, relay
from services.sessions import commands, store


def handler(event: object, context: object) -> None:
    """Remind of what is due; one bad row does not hold up the others."""
    for row in store.due_reminders(platform.now()):
        try:
            if not commands.remind(row["session_id"]):
                store.forget_reminder(row)
        except Conflict:
            continue  # somebody is changing the session; the row is still there in a minute
        except Exception as error:
            logs.fault("reminder_failed", error, service="sessions")
    relay.sweep(store.table())
