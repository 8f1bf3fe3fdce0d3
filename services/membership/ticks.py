"""What membership does when a minute has passed: it forgets, and erases whoever asked for it."""

from __future__ import annotations

from services.contracts.refusals import Conflict
from services.membership import finding, store
from services.membership.commands import invitations, joining
from services.membership.erasing import saga
from services.runtime import logs, platform, relay


def handler(event: object, context: object) -> None:
    """Look at what is due; say again what the stream has missed.

    That is an account without a proved address, somebody who is to be erased, an invitation that
    nobody accepted, an introduction of which nothing came, a contact outside to be asked again, or
    an import on its way (M5, M22, M15, M28, U13, M24).
    """
    for row in store.due_now(platform.now()):
        try:
            if store.is_erasure(row):
                saga.look(row)
            elif finding.is_due(row):
                finding.look(row)
            elif store.is_invitation(row):
                invitations.expire(row)
            elif "import_id" in row:
                # Inline on purpose: there is one in a year, and a tick every minute.
                from services.membership import underway

                underway.look(row)
            else:
                joining.forget_unconfirmed(row)
        except Conflict:
            continue  # it is being changed just now; the row is still there in a minute
        except Exception as error:
            logs.fault("forgetting_failed", error, service="membership")
    relay.sweep(store.table())
