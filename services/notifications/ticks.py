"""What notifications does when a minute has passed: it looks again at what is not over."""

from __future__ import annotations

from services.contracts.refusals import Conflict
from services.notifications import erasing, settling
from services.notifications.handover import ComesAgain
from services.notifications.store import looks
from services.notifications.store.table import table
from services.runtime import logs, platform, relay


def handler(event: object, context: object) -> None:
    """Look at what is due; one bad row does not hold up the others."""
    for row in looks.rows(platform.now()):
        try:
            over = erasing.look(row) if "erased" in row else settling.look(row)
        except (Conflict, ComesAgain, erasing.StillSending):
            over = False  # somebody is at it; look again later
        except Exception as error:
            logs.fault("look_failed", error, service="notifications")
            over = False
        if over:
            looks.over(row)
        else:
            looks.again(row)
    relay.sweep(table())
