"""What notes does when a minute has passed: names that may go, events that were missed."""

from __future__ import annotations

from services.notes import names, store
from services.runtime import logs, platform, relay


def handler(event: object, context: object) -> None:
    """Look at the names that are due; one bad row does not hold up the others."""
    for row in store.names_to_look_at(platform.now()):
        try:
            names.look_at(row)
        except Exception as error:
            logs.fault("names_failed", error, service="notes")
    relay.sweep(store.table())
