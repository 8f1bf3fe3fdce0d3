"""What membership does when a minute has passed: it forgets whom nobody confirmed."""

from __future__ import annotations

from services.contracts.refusals import Conflict
from services.membership import joining, store
from services.runtime import logs, platform, relay


def handler(event: object, context: object) -> None:
    """Forget accounts without a proved address; say again what the stream has missed."""
    for row in store.unconfirmed(platform.now()):
        try:
            joining.forget_unconfirmed(row)
        except Conflict:
            continue  # they are asking just now; the row is still there in a minute
        except Exception as error:
            logs.fault("forgetting_failed", error, service="membership")
    relay.sweep(store.table())
