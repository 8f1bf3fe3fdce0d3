"""What notes does when a minute has passed: names and people that may go, events missed."""

from __future__ import annotations

from services.contracts.refusals import Conflict
from services.notes import erasing, names, store
from services.runtime import logs, platform, relay


def handler(event: object, context: object) -> None:
    """Look at what is due; one bad row does not hold up the others."""
    for row in store.due_now(platform.now()):
        try:
            if "erased" in row:
                erasing.look(row)
            else:
                names.look_at(row)
        except Conflict:
            continue  # somebody is writing or deciding just now; the row is still there in a minute
        except Exception as error:
            logs.fault("look_failed", error, service="notes")
    relay.sweep(store.table())
